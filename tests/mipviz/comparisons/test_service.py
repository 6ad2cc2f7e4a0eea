import asyncio

import pytest

from mipviz.comparisons import service
from mipviz.comparisons.service import AT_ONCE, Question, charts, compare, read_question
from mipviz.http.refusal import RefusalError
from simulation import OPTIONS


def test_without_options_all_of_them_are_compared():
    question = read_question({}, [])
    assert question.options == list(OPTIONS)
    assert {document["slug"] for document in question.documents} == {service.FIRST_SCENARIO}
    assert question.warnings == []


def test_everything_but_the_option_is_the_same():
    query = {"scenario": "behind-nat", "seed": "5", "set.suite": "aes-gcm"}
    question = read_question(query, ["dual-ha", "0", "1.1"])
    assert question.options == ["0", "1.1"]
    first, second = question.documents
    assert {**first, "option": ""} == {**second, "option": ""}
    assert (first["seed"], first["suite"], first["slug"]) == (5, "aes-gcm", "behind-nat")


def test_what_makes_no_sense_is_named_once_and_left_out():
    question = read_question({"scenario": "holiday", "set.wings": "2"}, ["0", "1.1", "9.9"])
    assert question.options == ["0", "1.1"]
    assert sorted(each["where"] for each in question.warnings) == [
        "option",
        "scenario",
        "set.wings",
    ]


async def test_every_document_is_run_once_and_answered_in_order(runs):
    question = Question([{"events": 30, "seed": seed} for seed in (2, 1, 2)])
    answers = await compare(runs, question)
    assert [answer.document["seed"] for answer in answers] == [2, 1, 2]
    assert answers[0].end == answers[2].end != answers[1].end
    assert all(not run.watchers for run in runs._runs.values())


async def test_a_run_that_breaks_off_does_not_spoil_the_others(runs):
    broken = {"events": 30, "trouble": "limit"}
    answers = await compare(runs, Question([broken, {"events": 30}]))
    assert answers[0].end is None
    assert answers[0].refusal.code == "limit"
    assert answers[1].end["metrics"]


async def test_a_document_that_cannot_be_run_is_refused(runs):
    [answer] = await compare(runs, Question([{"wings": 2}]))
    assert answer.refusal.code == "bad-scenario"
    with pytest.raises(RefusalError):
        await charts(runs, Question([{"wings": 2}]))
    assert all(not run.watchers for run in runs._runs.values())


async def test_four_students_with_four_seeds_all_get_their_tables(runs):
    async def student(seed):
        documents = [{"events": 20, "seed": 100 * seed + option} for option in range(13)]
        return await compare(runs, Question(documents))

    tables = await asyncio.gather(*(student(seed) for seed in range(4)))
    assert [[answer.refusal for answer in table] for table in tables] == [[None] * 13] * 4


async def test_a_comparison_waits_in_few_places_and_gives_them_up_with_its_client(runs):
    documents = [{"events": 100_000, "pause": 0.005, "seed": seed} for seed in range(13)]
    comparing = asyncio.create_task(compare(runs, Question(documents)))
    await asyncio.sleep(0.3)
    assert len(runs._runs) == AT_ONCE
    comparing.cancel()
    await asyncio.gather(comparing, return_exceptions=True)
    assert not runs._runs
