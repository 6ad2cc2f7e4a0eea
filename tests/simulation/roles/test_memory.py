"""What a device on the way remembers of conversations."""

from simulation.roles.memory import Memory
from simulation.time import SECOND
from tests.simulation.small_world import SmallWorld


def test_a_conversation_is_remembered_for_its_own_time_from_its_newest_packet_on():
    world = SmallWorld()
    memory = Memory(world.node("n"), lambda key: {"long": 100, "short": 10}[key] * SECOND)
    memory.note("long")
    memory.note("short")
    world.run(9)
    assert memory.knows("short")
    memory.note("short")
    world.run(18)
    assert memory.knows("short")
    world.run(19)
    assert not memory.knows("short")
    assert memory.knows("long")


def test_only_what_was_known_has_lapsed():
    world = SmallWorld()
    memory = Memory(world.node("n"), lambda _: 10 * SECOND)
    memory.note("a")
    assert memory.lapsed_after("a") is None
    assert memory.lapsed_after("b") is None
    world.run(10)
    assert memory.lapsed_after("a") == 10 * SECOND
    memory.note("a")
    assert memory.lapsed_after("a") is None
