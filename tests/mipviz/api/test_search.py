"""Search over HTTP, asked of the real engine in the worker's place."""

import pytest

from mipviz.runs import questions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(run_path):
    """Where the searches of a run are."""
    return f"{run_path}/search"


async def test_a_search_tells_how_many_events_match_and_which(client, path, leaving):
    found = (await client.get(path, {"filter": "dropped"})).json()
    assert found["count"] == sum(event.kind == "dropped" for event in leaving.events)
    assert all(leaving.events[first].kind == "dropped" for first, _ in found["events"])


async def test_a_filter_that_is_still_being_typed_is_answered_with_its_fault(client, path):
    response = await client.get(path, {"filter": "dropped.reason =="})
    assert response.status_code == 200
    assert response.json()["fault"]["position"] == 17


async def test_a_completion_tells_what_could_stand_at_the_cursor(client, path):
    found = (await client.get(f"{path}/complete", {"filter": "node == v", "at": "9"})).json()
    assert found["candidates"][0]["text"] == "vpn-gw"


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({}, "filter: is missing"),
        ({"filter": "esp", "colour": "red"}, "colour: unknown"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_what_is_accepted(
    client, path, query, complaint, monkeypatch
):
    from mipviz.http import refusal
    from simulation.errors import AskingError

    real = questions.derive

    async def derive(*arguments):
        try:
            return await real(*arguments)
        except AskingError as error:
            raise refusal.RefusalError.of_asking(error) from error

    monkeypatch.setattr(questions, "derive", derive)
    response = await client.get(path, query)
    assert response.status_code == 400
    assert complaint in response.json()["message"]
    assert response.json()["accepted"]


async def test_a_place_that_is_no_number_is_refused(client, path):
    response = await client.get(f"{path}/complete", {"filter": "esp", "at": "end"})
    assert (response.status_code, response.json()["accepted"]) == (400, "a whole number")
