"""Questions and grades as plain data."""

import json

import pytest

from simulation.errors import AbsentError, AskingError
from simulation.predictions import KINDS, describe, graded, predictions


def test_every_kind_is_described():
    assert [each["slug"] for each in describe()] == list(KINDS)


def test_any_kind_at_a_moment_gives_one_question_that_stops_there_or_soon(leaving):
    [asked] = predictions([leaving], {"kind": "any", "at": 5000, "seed": 4})
    assert asked["at"] >= 5000
    assert asked["at_ns"] - leaving.events[5000].at_ns < 2_000_000_000
    assert predictions([leaving], {"at": 5000, "seed": 4}) == [asked]
    json.dumps(asked)


def test_a_question_asked_again_by_what_it_says_of_itself_is_the_same(leaving):
    for asked in predictions([leaving], {"count": 12, "seed": 9}):
        again = {name: asked[name] for name in ("kind", "at", "seed")}
        assert predictions([leaving], again) == [asked]
        told = graded([leaving], {**again, "answer": list(asked["answer"])})
        assert told["grade"]["right"]
        assert told["prediction"] == asked


@pytest.mark.parametrize(
    "arguments",
    [{"at": -1}, {"at": 10**9}, {"seed": "1"}, {"count": 999}, {"count": True}],
)
def test_numbers_out_of_range_are_refused(leaving, arguments):
    with pytest.raises(AskingError, match="whole number"):
        predictions([leaving], arguments)


def test_an_answer_without_a_moment_or_a_list_is_refused(leaving):
    with pytest.raises(AskingError, match="at"):
        graded([leaving], {"kind": "next-hop", "answer": ["mn"]})
    with pytest.raises(AskingError, match="answer"):
        graded([leaving], {"kind": "next-hop", "at": 1, "answer": "mn"})
    with pytest.raises(AbsentError, match="weather"):
        predictions([leaving], {"kind": "weather"})
