"""A run's whole trace: its order, its ways in, its fingerprint."""

import dataclasses
import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.trace import Dropped, Event, Layer, Noted, PacketEvent, Sent, canonical
from tests.simulation.options.playing import play
from tests.simulation.trace.made_events import PACKET, made, small


def test_a_run_is_in_order_of_time():
    events = play("1.1", "leave-colocated").trace.events
    assert all(before.at_ns <= after.at_ns for before, after in pairwise(events))


def test_events_of_a_kind_come_with_their_numbers():
    trace = small()
    assert list(trace.of(Noted)) == [(1, trace.events[1])]
    assert [number for number, _ in trace.of(Noted, Sent)] == [0, 1]
    assert list(trace.of(Dropped)) == []


def test_a_common_ground_of_kinds_stands_for_all_of_them():
    assert [number for number, _ in small().of(PacketEvent)] == [0]
    assert [number for number, _ in small().of(Event)] == [0, 1]


def test_the_layers_of_a_packet_are_those_of_its_stack():
    assert [layer.header for layer in small().stack_of(0)] == ["ipv4", "udp"]


def test_the_fingerprint_is_the_sha_256_of_head_events_frames_and_the_rest():
    trace = small()
    octets = (
        b'{"engine":"1","seed":3}'
        b'[5,"sent","mn",null,[7,"a word","a word",0,7,["b","c"]]]'
        b'[9,"note","mn",0,["a word","a word"]]'
        b"\0\0\0\x03\x01\x02\x03" + canonical([trace.packets, trace.stacks, trace.outcome])
    )
    assert trace.fingerprint() == hashlib.sha256(octets).hexdigest()


CHANGES = {
    "head": lambda trace: trace.head.update(seed=4),
    "outcome": lambda trace: trace.outcome.update(end="stopped"),
    "time of an event": lambda trace: setattr(trace.events[0], "at_ns", 6),
    "node of an event": lambda trace: setattr(trace.events[0], "node", "x"),
    "cause of an event": lambda trace: setattr(trace.events[1], "cause", None),
    "field of an event": lambda trace: trace.events.__setitem__(1, made(Noted, 9, text="other")),
    "order of events": lambda trace: trace.events.reverse(),
    "an event less": lambda trace: trace.events.pop(),
    "purpose of a packet": lambda trace: trace.packets.__setitem__(
        0, PACKET._replace(purpose="else")
    ),
    "a packet more": lambda trace: trace.packets.append(PACKET),
    "size of a layer": lambda trace: trace.stacks.__setitem__(0, (Layer("ipv4", "data", 24),)),
    "a frame more": lambda trace: trace.frames.append(b""),
    "a frame that is cut in two": lambda trace: trace.frames.__setitem__(
        slice(None), [b"\x01", b"\x02\x03"]
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_changes_the_fingerprint(what):
    trace = small()
    before = trace.fingerprint()
    CHANGES[what](trace)
    assert trace.fingerprint() != before


@given(st.binary(min_size=1, max_size=80), st.data())
def test_each_bit_of_a_frame_counts(frame, data):
    place = data.draw(st.integers(0, len(frame) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    other = bytes(octet ^ bit if n == place else octet for n, octet in enumerate(frame))
    traces = [dataclasses.replace(small(), frames=[each]) for each in (frame, other)]
    assert traces[0].fingerprint() != traces[1].fingerprint()


def test_the_same_trace_has_the_same_fingerprint_again():
    assert small().fingerprint() == small().fingerprint()
    assert len(small().fingerprint()) == 64
