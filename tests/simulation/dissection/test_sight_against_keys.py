"""What the rule calls readable, held against what a node's own keys really open."""

import functools

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.dissection import KeyRing, dissect
from simulation.trace import ANYWHERE, Fragmented, Grade, KeyHeld, Sent, grades, passes
from simulation.wire import ipv4

RUNS = [
    ("0", "leave-colocated"),
    ("1.1", "leave-foreign-agent"),
    ("1.1", "big-packets"),
    ("1.2", "handover-outside"),
    ("1.3", "leave-colocated"),
    ("2", "handover-outside"),
    ("3", "behind-nat"),
    ("4", "leave-colocated"),
    ("5", "leave-colocated"),
    ("5266", "behind-nat"),
    ("6", "rekey"),
    ("7", "leave-foreign-agent"),
    ("wg", "big-packets"),
]


@functools.cache
def run(option, preset):
    trace = simulate(read_scenario(PRESETS[preset].document(option)))
    return trace, KeyRing.from_trace(trace)


class Observers:
    """Everybody's keys as they come, and each kind of packet that comes by somebody, once."""

    def __init__(self, trace, ring):
        self.trace, self.ring = trace, ring
        self.held = {ANYWHERE: frozenset()}
        self.held |= {node["name"]: frozenset() for node in trace.head["nodes"]}

    def sightings(self):
        """Yield sent event, layers, keys and ring of whom the frame comes by."""
        told = set()
        for event in self.trace.events:
            if isinstance(event, KeyHeld):
                self.held[event.node] |= {event.key}
            if not isinstance(event, Sent):
                continue
            stack = self.trace.stack_of(event.packet)
            for observer, keys in self.held.items():
                kind = (stack, observer, len(keys))
                if kind not in told and passes(observer, event):
                    told.add(kind)
                    yield event, stack, keys, self.ring.held_by(observer, event.at_ns)


def opened_by(frame, ring, first="ethernet"):
    """Return the ids of the keys that opened anything of *frame*."""
    return {layer.sealed_by for layer in dissect(frame, ring, first=first).layers} - {""}


def expected(stack, keys):
    """Return the keys that the rule takes to open *stack*, and whether nothing stays shut."""
    found = grades(stack, keys)
    seals = [(layer.sealed, found[place + 1 : place + 2]) for place, layer in enumerate(stack)]
    opened = {key for key, inside in seals if key and inside and inside[0] is not Grade.OPAQUE}
    return opened, Grade.OPAQUE not in found


def is_piece(stack):
    return any(layer.header == "fragment" for layer in stack)


@pytest.mark.parametrize(("option", "preset"), RUNS)
def test_a_layer_is_readable_where_the_keys_held_then_open_it(option, preset):
    trace, ring = run(option, preset)
    shut = opened = 0
    for event, stack, keys, mine in Observers(trace, ring).sightings():
        if is_piece(stack):
            continue
        by_rule, clear = expected(stack, keys)
        assert opened_by(trace.frames[event.frame], mine) == by_rule, (event, stack)
        opened += bool(by_rule)
        shut += not clear
    assert opened
    assert shut


def joined(trace, pieces):
    """Return the packet that *pieces*, each sent alone or in an IP-in-IP tunnel, are pieces of."""
    frames = {}
    for _, event in trace.of(Sent):
        inner = trace.packets[event.packet].inner
        if event.packet in pieces:
            frames.setdefault(event.packet, trace.frames[event.frame][14:])
        elif inner in pieces:
            frames.setdefault(inner, trace.frames[event.frame][34:])
    if len(frames) < len(pieces):
        return None
    headers = {packet: ipv4.IPv4Header.decode(octets) for packet, octets in frames.items()}
    order = sorted(pieces, key=lambda packet: headers[packet][0].fragment_offset)
    bodies = [
        frames[packet][headers[packet][1] : headers[packet][0].total_length] for packet in order
    ]
    first = frames[order[0]][: headers[order[0]][1]]
    body = b"".join(bodies)
    length = (len(first) + len(body)).to_bytes(2, "big")
    return first[:2] + length + first[4:6] + bytes(2) + first[8:] + body


@pytest.mark.parametrize(("option", "preset"), [("1.1", "big-packets"), ("5265", "big-packets")])
def test_pieces_of_a_sealed_packet_are_readable_for_whose_keys_open_the_whole(option, preset):
    trace, ring = run(option, preset)
    nodes = [node["name"] for node in trace.head["nodes"]]
    held = {node: {each.key for each in ring.held if each.node == node} for node in nodes}
    checked = 0
    for _, event in list(trace.of(Fragmented))[-40:]:
        stacks = [trace.stack_of(piece) for piece in event.pieces]
        seals = {layer.sealed for stack in stacks for layer in stack} - {""}
        whole = joined(trace, set(event.pieces)) if seals else None
        if whole is None:
            continue
        for node in nodes:
            opens = opened_by(whole, ring.held_by(node), first="ipv4") == seals
            for stack in stacks:
                readable = Grade.OPAQUE not in grades(stack, held[node])
                assert readable == opens, (node, stack)
            checked += 1
    assert checked


def test_a_piece_alone_shows_nothing_to_who_has_no_key():
    trace, ring = run("1.1", "big-packets")
    seen = 0
    for event, stack, keys, mine in Observers(trace, ring).sightings():
        if keys or not is_piece(stack) or not any(layer.sealed for layer in stack):
            continue
        assert Grade.OPAQUE in grades(stack, keys)
        assert not opened_by(trace.frames[event.frame], mine)
        seen += 1
    assert seen
