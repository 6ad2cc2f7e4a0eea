import pytest

from mipviz.comparisons import service
from mipviz.comparisons.service import Question, compare, read_question
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
    with pytest.raises(RefusalError):
        await compare(runs, Question([{"wings": 2}]))
    assert all(not run.watchers for run in runs._runs.values())
