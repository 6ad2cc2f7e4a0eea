"""Questions over HTTP, asked of the real engine in the worker's place."""

import json

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(run_path):
    """Where the questions of a run are."""
    return f"{run_path}/predictions"


async def grade(client, path, **body):
    return await client.post(f"{path}/grade", json.dumps(body), content_type="application/json")


async def test_questions_come_with_answers_or_without_them(client, path):
    query = f"{path}?kind=next-hop&count=3&seed=2"
    whole = (await client.get(query)).json()
    bare = (await client.get(f"{query}&answers=no")).json()
    assert len(whole) == len(bare) == 3
    assert [each["prompt"] for each in whole] == [each["prompt"] for each in bare]
    assert all(each["answer"] for each in whole)
    assert not any("answer" in each or "explanation" in each for each in bare)


async def test_an_answer_to_a_bare_question_is_graded_on_the_server(client, path):
    [bare] = (await client.get(f"{path}?kind=next-hop&answers=no")).json()
    asked = {"kind": bare["kind"], "at": bare["at"], "seed": bare["seed"]}
    grades = [
        (await grade(client, path, **asked, answer=[each["id"]])).json() for each in bare["choices"]
    ]
    assert [each["grade"]["right"] for each in grades].count(True) == 1
    assert all(each["prediction"]["at"] == bare["at"] for each in grades)


async def test_what_makes_no_sense_is_refused_with_what_is_accepted(client, path):
    for query in (
        "kind=next-hop&at=-1",
        "count=many",
        "colour=red",
        "answers=perhaps",
        "with=a",
        "with=0,1.1,3,4",
    ):
        response = await client.get(f"{path}?{query}")
        assert response.status_code == 400, query
        assert response.json()["accepted"]
    response = await grade(client, path, kind="next-hop", at=1, colour="red", answer=["a"])
    assert response.status_code == 400
    response = await client.get("/api/v1/runs/" + "0" * 64 + "/predictions")
    assert response.status_code == 404
