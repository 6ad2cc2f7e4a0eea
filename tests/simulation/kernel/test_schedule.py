"""What is done later has its cause, and leaves none behind."""

import pytest

from simulation.kernel.schedule import later
from simulation.trace import Noted
from tests.simulation.small_world import SmallWorld


def told(world):
    return [(event.at_ns, event.text, event.cause) for _, event in world.trace.of(Noted)]


def test_what_is_done_later_happens_then_and_because_of_what_was_named():
    world = SmallWorld()
    node = world.node("a")
    later(world.recorder, 20, 7, lambda: node.note("answer"))
    later(world.recorder, 10, None, lambda: node.note("alarm"))
    world.run(1)
    assert told(world) == [(10, "alarm", None), (20, "answer", 7)]


def test_a_timer_that_a_delivery_started_has_no_cause_of_its_own():
    world = SmallWorld()
    node = world.node("a")

    def deliver():
        node.after(5, lambda: node.note("rings"))
        node.note("works")

    later(world.recorder, 10, 7, deliver)
    world.run(1)
    assert told(world) == [(10, "works", 7), (15, "rings", None)]


def test_work_that_fails_leaves_no_cause_behind():
    world = SmallWorld()
    later(world.recorder, 10, 7, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.run(1)
    assert world.recorder.cause is None


def test_what_a_delivery_puts_off_by_no_time_is_still_its_work():
    world = SmallWorld()
    node = world.node("a")
    later(world.recorder, 10, 7, lambda: node.after(0, lambda: node.note("in the end")))
    world.run(1)
    assert told(world) == [(10, "in the end", 7)]
