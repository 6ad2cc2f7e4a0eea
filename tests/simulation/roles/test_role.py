from enum import StrEnum
from typing import ClassVar

import pytest

from simulation.errors import MoveError
from simulation.roles.role import Role, Timer
from simulation.time import SECOND
from simulation.trace import StateChanged
from tests.simulation.small_world import SmallWorld


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


class Signal(Role):
    moves: ClassVar = {Light.RED: frozenset({Light.GREEN}), Light.GREEN: frozenset()}


def test_a_role_moves_along_its_table_and_says_why():
    world = SmallWorld()
    signal = Signal(world.node("a"), "signal", Light.RED)
    signal.become(Light.GREEN, "somebody waits", "RFC 1")
    (event,) = world.events(StateChanged)
    assert event.values() == ("signal", "red", "green", "somebody waits", "RFC 1")
    with pytest.raises(MoveError, match="signal at a: green to red"):
        signal.become(Light.RED, "back")


def test_staying_is_no_move():
    world = SmallWorld()
    signal = Signal(world.node("a"), "signal", Light.RED)
    signal.become(Light.RED, "nothing")
    assert world.events(StateChanged) == []


def test_a_timer_rings_once_and_when_it_was_last_told_to():
    world = SmallWorld()
    rung = []
    timer = Timer(world.node("a"), lambda: rung.append(int(world.env.now) / SECOND))
    timer.start(SECOND)
    assert timer.running
    world.at(0.5, lambda: timer.start(2 * SECOND))
    world.run(10)
    assert rung == [2.5]
    assert not timer.running


def test_a_timer_that_is_stopped_does_not_ring():
    world = SmallWorld()
    rung = []
    timer = Timer(world.node("a"), lambda: rung.append(1))
    timer.start(SECOND)
    timer.stop()
    assert not timer.running
    world.run(10)
    assert rung == []


def test_a_timer_dies_with_the_power():
    world = SmallWorld()
    rung = []
    node = world.node("a")
    Timer(node, lambda: rung.append(1)).start(SECOND)
    node.power_off()
    node.power_on()
    world.run(10)
    assert rung == []


def test_a_delay_in_the_past_is_now():
    world = SmallWorld()
    rung = []
    Timer(world.node("a"), lambda: rung.append(1)).start(-5)
    world.run(0.001)
    assert rung == [1]
