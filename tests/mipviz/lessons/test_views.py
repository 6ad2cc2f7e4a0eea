import pytest
from django.test import AsyncClient

from mipviz.lessons import service
from tests.mipviz.lessons.test_shelf import LESSON


@pytest.fixture
def client(tmp_path, settings, runs, monkeypatch):
    """A client of a server with a folder of its own, whose lessons need no run."""

    async def evaluated(_runs, entry):
        return {"slug": entry.slug, "steps": [{"title": "One"}]}

    monkeypatch.setattr(service, "evaluated", evaluated)
    settings.LESSONS = tmp_path
    (tmp_path / "mine.md").write_text(LESSON.format(title="<b>Mine</b>"), "utf-8")
    return AsyncClient()


async def test_the_page_lists_lessons_with_goal_minutes_and_steps(client):
    page = (await client.get("/lessons/")).content.decode()
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "<b>Mine" not in page
    assert 'data-lesson="mine" data-steps="1"' in page
    assert 'href="/lessons/the-problem/"' in page


async def test_a_lesson_leads_to_the_lab_that_shows_it(client):
    response = await client.get("/lessons/mine/")
    assert (response.status_code, response["Location"]) == (302, "/?lesson=mine")
    assert (await client.get("/lessons/nothing/")).status_code == 404


async def test_the_api_gives_the_list_one_lesson_and_its_version(client, tmp_path):
    every = (await client.get("/api/v1/lessons")).json()
    assert every["live"] is True
    assert every["lessons"][0]["slug"] == "mine"
    one = (await client.get("/api/v1/lessons/mine")).json()
    assert one["steps"][0]["title"] == "One"
    before = (await client.get("/api/v1/lessons/mine/version")).json()
    (tmp_path / "mine.md").write_text(LESSON.format(title="Other"), "utf-8")
    after = (await client.get("/api/v1/lessons/mine/version")).json()
    assert before != after
    refused = await client.get("/api/v1/lessons/nothing")
    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
