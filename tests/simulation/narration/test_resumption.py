"""When data flow again, and when both directions do."""

import pytest

from simulation.narration.resumption import Resumption
from simulation.trace import Acted

MS = 1_000_000


@pytest.fixture
def watch():
    watching = Resumption()
    watching.deliver("cn > mn", 10 * MS, 0)
    watching.deliver("mn > cn", 20 * MS, 10 * MS)
    return watching


def act(watch, at_ms, do, node="mn"):
    watch.act(Acted(node, {}).at(at_ms * MS), {"do": do})


def test_the_first_data_complete_a_conversation_with_the_second_direction():
    watching = Resumption()
    assert watching.deliver("cn > mn", 10 * MS, 0) == (None, False)
    assert watching.deliver("mn > cn", 20 * MS, 0) == (None, True)
    assert watching.deliver("mn > cn", 30 * MS, 0) is None


def test_a_handover_is_done_when_both_directions_flow(watch):
    act(watch, 100, "detach")
    act(watch, 200, "attach")
    assert watch.deliver("cn > mn", 500 * MS, 450 * MS) == (490 * MS, False)
    assert watch.deliver("mn > cn", 600 * MS, 550 * MS) == (580 * MS, True)
    assert watch.deliver("mn > cn", 700 * MS, 650 * MS) is None


def test_what_was_on_its_way_before_the_move_resumes_nothing(watch):
    act(watch, 100, "detach")
    act(watch, 101, "attach")
    assert watch.deliver("mn > cn", 150 * MS, 90 * MS) is None
    assert watch.deliver("mn > cn", 250 * MS, 190 * MS) == (100 * MS, False)


def test_the_move_of_another_node_concerns_nobody_here(watch):
    act(watch, 100, "detach", "mn2")
    act(watch, 200, "attach", "mn2")
    assert watch.deliver("cn > mn", 500 * MS, 450 * MS) is None
