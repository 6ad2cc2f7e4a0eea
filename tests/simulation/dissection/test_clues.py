"""What of frames decides who sees what, read from runs of the real simulation."""

import functools

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.dissection import ClueReader
from simulation.trace import Sent


@functools.cache
def run(option, preset):
    return simulate(read_scenario(PRESETS[preset].document(option)))


def ways_of(trace):
    """Return the addresses in clear beside each frame that was sent."""
    clues = ClueReader(trace).since(0)
    return [
        (event, clues["ways"][way])
        for (_, event), way in zip(trace.of(Sent), clues["way"], strict=True)
    ]


def test_addresses_inside_a_seal_are_not_told():
    trace = run("1.1", "leave-colocated")
    told = {
        tuple(way)
        for event, way in ways_of(trace)
        if event.link == "cellular" and any(each.sealed for each in trace.stack_of(event.packet))
    }
    assert any(len(way) == 2 for way in told), "the external tunnel and ESP's own header"
    assert all("10." not in address for way in told for address in way)


def test_of_a_message_without_an_ip_header_there_is_no_address():
    trace = run("1.1", "leave-colocated")
    arp = [way for event, way in ways_of(trace) if trace.stack_of(event.packet)[0].header == "arp"]
    assert arp
    assert not any(arp)


@pytest.mark.parametrize(
    ("option", "preset", "message", "key"),
    [
        ("1.1", "leave-colocated", "registration-request", "mip:257"),
        ("7", "leave-foreign-agent", "esp-route-request", "mip:259"),
        ("5", "leave-colocated", "path-setup", "mip:257"),
    ],
)
def test_a_message_is_guarded_by_the_key_that_made_its_authenticator(option, preset, message, key):
    trace = run(option, preset)
    guards = ClueReader(trace).since(0)["guards"]
    found = {
        guard["key"]
        for guard in guards
        if trace.stack_of(guard["packet"])[guard["layer"]].header == message
    }
    assert key in found
    assert all(guard["layer"] == len(trace.stack_of(guard["packet"])) - 1 for guard in guards)


def test_clues_are_the_same_in_one_piece_and_in_several():
    trace = run("1.1", "leave-colocated")
    whole = ClueReader(trace).since(0)
    reader = ClueReader(trace)
    half = len(trace.events) // 2
    later = trace.events[half:]
    del trace.events[half:]
    first = reader.since(0)
    trace.events.extend(later)
    second = reader.since(half)
    assert {name: first[name] + second[name] for name in whole} == whole
