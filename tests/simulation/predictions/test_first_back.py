"""Which design is back first, held against the figures of both runs."""

import pytest

from simulation.metrics import measure
from simulation.predictions import Examiner, NoPredictionError


@pytest.fixture(scope="module")
def three(examiner):
    """An examiner of one design's run who has two others of the same move at hand."""
    traces = [examiner(each, "leave-colocated").scene.trace for each in ("1.1", "3", "6")]
    return Examiner(traces[0], traces[1:]), dict(zip(("1.1", "3", "6"), traces, strict=True))


def test_the_answer_has_the_shortest_gap_of_those_that_ended(three):
    one, traces = three
    asked = one.ask("first-back", one.moments("first-back")[0])
    flow = one.scene.event(asked.evidence.event).flow
    gaps = {
        option: next(row for row in measure(trace)["gaps"] if row["direction"] == flow)
        for option, trace in traces.items()
    }
    ended = {option: row["gap_ms"]["value"] for option, row in gaps.items() if row["resumed"]}
    assert asked.answer == (min(ended, key=ended.__getitem__),)
    for choice in asked.choices:
        told = "do not come again" in choice.feedback
        assert told == (choice.id not in ended)


def test_without_another_run_there_is_nothing_to_compare(three):
    one, _ = three
    with pytest.raises(NoPredictionError, match="no other design"):
        Examiner(one.scene.trace).ask("first-back")


def test_designs_that_are_back_at_once_are_not_told_apart(examiner):
    traces = [examiner(each, "handover-outside").scene.trace for each in ("5266", "wg")]
    one = Examiner(traces[1], traces[:1])
    for at in one.moments("first-back"):
        try:
            asked = one.ask("first-back", at)
        except NoPredictionError:
            continue
        (right,) = (each.feedback for each in asked.choices if each.id == asked.answer[0])
        others = [each.feedback for each in asked.choices if each.id != asked.answer[0]]
        span = right.rpartition("again ")[2]
        assert all(not each.endswith(span) for each in others)
