import pytest

from simulation.errors import AskingError
from simulation.filters import Searcher, match, parse
from simulation.filters.service import runs


def test_runs_tell_the_same_numbers():
    assert runs([]) == []
    assert runs([3, 4, 5, 9, 11, 12]) == [[3, 3], [9, 1], [11, 2]]


def test_a_search_tells_its_matches(leaving, index):
    found = Searcher().search([leaving], {"filter": "esp"})
    events = [n for first, count in found["events"] for n in range(first, first + count)]
    assert events == list(match(index, parse("esp")).events)
    assert (found["count"], found["fault"]) == (len(events), None)


def test_a_wrong_filter_is_an_answer_with_its_fault(leaving):
    found = Searcher().search([leaving], {"filter": "esp.spi =="})
    assert (found["count"], found["events"]) == (0, [])
    assert found["fault"]["position"] == 10


def test_a_searcher_answers_about_another_trace_when_it_is_given_one(leaving):
    import dataclasses

    searcher = Searcher()
    whole = searcher.search([leaving], {"filter": "sent"})["count"]
    half = dataclasses.replace(leaving, events=leaving.events[: len(leaving.events) // 2])
    assert 0 < searcher.search([half], {"filter": "sent"})["count"] < whole


def test_a_completion_is_for_a_place_within_the_text(leaving):
    searcher = Searcher()
    found = searcher.complete([leaving], {"filter": "nod == mn", "at": 3})
    assert found["candidates"][0]["text"] == "node"
    with pytest.raises(AskingError, match="accepted: 0 to 3"):
        searcher.complete([leaving], {"filter": "esp", "at": 4})
    with pytest.raises(AskingError, match="filter: is missing"):
        searcher.search([leaving], {})
