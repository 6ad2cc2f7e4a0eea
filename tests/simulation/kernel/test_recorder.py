import inspect
from pathlib import Path

import pytest
import simpy

from simulation.errors import LimitError
from simulation.kernel import recorder as recorder_module
from simulation.kernel.recorder import Recorder, Table, layer
from simulation.trace import Noted, RowChanged, Trace
from tests.simulation.small_world import SmallWorld, two_hosts

IP = layer("ipv4", "data", 20)
DATA = layer("data", "data", 4)


def test_events_carry_time_node_and_the_packet_that_caused_them():
    world = SmallWorld()
    world.recorder.cause = 7
    world.recorder.record(Noted("a", "text", ""))
    (event,) = world.trace.events
    assert (event.at_ns, event.kind, event.node, event.cause) == (0, "note", "a", 7)
    assert event.text == "text"


def test_a_run_that_makes_too_many_events_is_stopped_by_name():
    recorder = Recorder(simpy.Environment(), Trace({}), 3)
    for _ in range(3):
        recorder.record(Noted("a", "", ""))
    with pytest.raises(LimitError, match=r"duration_ns.*more than 3 events"):
        recorder.record(Noted("a", "", ""))


def test_wrapping_gives_a_new_identity_and_unwrapping_the_old_one_back():
    world = SmallWorld()
    inner = world.recorder.packet(b"x" * 24, (IP, DATA), "data", flow="f")
    outside = (layer("ipv4", "ipsec", 20),)
    outer = world.recorder.wrap(inner, b"y" * 44, outside)
    assert outer.id != inner.id
    assert world.trace.packets[outer.id].inner == inner.id
    assert world.trace.packets[outer.id].flow == "f"
    assert world.trace.stack_of(outer.id) == (*outside, IP, DATA)
    assert world.recorder.unwrap(outer, b"x" * 24, 1).id == inner.id


def test_minimal_encapsulation_replaces_the_inner_header():
    world = SmallWorld()
    inner = world.recorder.packet(b"x" * 24, (IP, DATA), "data")
    outside = (layer("ipv4", "access", 20), layer("minimal", "access", 12))
    outer = world.recorder.wrap(inner, b"y" * 36, outside, replaces=1)
    assert world.trace.stack_of(outer.id) == (*outside, DATA)


def test_a_packet_that_nobody_wrapped_here_gets_an_identity_when_it_is_taken_out():
    world = SmallWorld()
    outer = world.recorder.packet(b"y" * 44, (IP, IP, DATA), "forged", fault="forged")
    outer.neighbour = b"\x02" * 6
    inner = world.recorder.unwrap(outer, b"x" * 24, 1)
    assert inner.id != outer.id
    assert inner.neighbour == outer.neighbour
    assert world.trace.stack_of(inner.id) == (IP, DATA)
    assert world.trace.packets[inner.id].fault == "forged"


def test_a_message_keeps_its_kind_whatever_is_done_to_it():
    world = SmallWorld()
    recorder = world.recorder
    whole = recorder.packet(
        b"x" * 24, (IP, DATA), "request", message="registration-request", relayed=True
    )
    outer = recorder.wrap(whole, b"y" * 44, (IP,))
    made = [
        outer,
        *recorder.cut(outer, [(b"y" * 36, 20), (b"y" * 28, 20)]),
        recorder.rewrite(whole, b"z" * 24, "damaged"),
        recorder.unwrap(recorder.rewrite(whole, b"z" * 24, "damaged"), b"z" * 4, 1),
    ]
    for packet in made:
        record = world.trace.packets[packet.id]
        assert (record.message, record.relayed) == ("registration-request", True)


def test_equal_stacks_are_kept_once():
    world = SmallWorld()
    for _ in range(3):
        world.recorder.packet(b"", (IP, DATA), "again")
    assert world.trace.stacks == [(IP, DATA)]


def test_a_table_tells_of_changes_only():
    world = SmallWorld()
    table = Table(world.recorder, "a", "routes")
    table.put("k", value=1)
    table.put("k", value=1)
    table.put("k", value=2)
    table.remove("k")
    table.remove("k")
    told = [(each.old, each.new) for each in world.events(RowChanged)]
    assert told == [(None, {"value": 1}), ({"value": 1}, {"value": 2}), ({"value": 2}, None)]


def test_what_happens_at_a_node_names_the_packet_that_made_it_happen():
    world, a, b = two_hosts()
    world.hears(b)
    b.sockets[0, 7] = lambda *_: b.note("heard")
    packet = world.say(a, "10.0.0.1", "10.0.0.2")
    world.run(1)
    (note,) = world.events(Noted)
    assert note.cause == packet.id
    assert world.recorder.cause is None


def test_nothing_of_what_is_written_can_be_read_back():
    """A role that could read the trace could rest on what no octets told it."""
    answers = {
        name: method.__annotations__["return"]
        for name, method in inspect.getmembers(Recorder, inspect.isfunction)
        if not name.startswith("_")
    }
    assert answers.pop("frame") == "int"
    assert set(answers.values()) == {"None", "Packet", "list[Packet]"}
    kept = {name for name in vars(SmallWorld().recorder) if not name.startswith("_")}
    assert kept == {"env", "cause"}


def test_only_the_kernel_hands_causes_on():
    root = Path(recorder_module.__file__).parents[1]
    readers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "recorder.cause" in path.read_text("utf-8")
    }
    assert readers == {"kernel/schedule.py", "kernel/link.py", "kernel/node.py"}
