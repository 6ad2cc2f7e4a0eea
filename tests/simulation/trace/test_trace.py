"""What a run leaves behind: its kinds of event, its one encoding, its fingerprint, its columns."""

import dataclasses
import hashlib
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.trace import (
    FIELD_INDEX,
    KIND_INDEX,
    KINDS,
    ROLES,
    Event,
    Layer,
    PacketRecord,
    Trace,
    canonical,
    chunk,
    columns,
)
from tests.simulation.options.playing import play

SAMPLES = {"integer": 7, "string": "a word", "array": ["b", "c"], "object": {"k": 1}}
PACKET = PacketRecord(0, 42, "data a > b", "a > b", None, "")


def event(kind, at_ns=5, node="mn", cause=None, **fields):
    """Return an event of a kind with a value of the right type in every field."""
    values = tuple(
        fields.get(each.name, SAMPLES[each.type]) for each in KINDS[KIND_INDEX[kind]].fields
    )
    return Event(at_ns, kind, node, cause, values)


def small():
    """Return a trace with one of everything."""
    return Trace(
        {"engine": "1", "seed": 3},
        [event("sent", frame=0), event("note", at_ns=9, cause=0)],
        [PACKET],
        [(Layer("ipv4", "data", 20), Layer("udp", "data", 8))],
        [b"\x01\x02\x03"],
        {"end": "duration"},
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=9,
)
events = st.lists(
    st.builds(
        event,
        st.sampled_from([kind.name for kind in KINDS]),
        at_ns=st.integers(0, 2**62),
        node=st.sampled_from(["mn", "cn"]),
        cause=st.none() | st.integers(0, 9),
    ),
    max_size=12,
)


# -- the table of kinds ---------------------------------------------------------------------


def test_each_kind_and_each_of_its_fields_is_named_once():
    assert len(KIND_INDEX) == len(KINDS)
    for kind in KINDS:
        names = [each.name for each in kind.fields]
        assert len(set(names)) == len(names), kind.name
        assert not {"t", "k", "n", "c"} & set(names), "shared columns have these names"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_says_what_it_means_in_types_that_json_has(kind):
    assert kind.meaning
    assert kind.fields
    for each in kind.fields:
        assert each.meaning
        assert each.type in SAMPLES


def test_kinds_that_are_about_a_packet_begin_with_its_id():
    about = [kind for kind in KINDS if "packet" in FIELD_INDEX[kind.name]]
    assert about
    assert all(kind.fields[0].name == "packet" for kind in about)


def test_every_event_of_a_run_has_the_fields_that_its_kind_promises():
    types = {"integer": int, "string": str, "array": list | tuple, "object": dict | None}
    trace = play("1.1", "leave-colocated").trace
    seen = set()
    for each in trace.events:
        kind = KINDS[KIND_INDEX[each.kind]]
        assert len(each.fields) == len(kind.fields), each
        for field, value in zip(kind.fields, each.fields, strict=True):
            assert isinstance(value, types[field.type]), (kind.name, field.name, value)
        seen.add(each.kind)
    assert {"sent", "arrived", "delivered", "row", "state", "key", "encrypted"} <= seen


def test_a_run_is_in_order_and_refers_to_nothing_that_is_not_there():
    trace = play("1.1", "leave-colocated").trace
    assert all(a.at_ns <= b.at_ns for a, b in pairwise(trace.events))
    for number, each in enumerate(trace.events):
        assert each.cause is None or 0 <= each.cause < number, number
        if "packet" in FIELD_INDEX[each.kind]:
            assert 0 <= each["packet"] < len(trace.packets)
        if "frame" in FIELD_INDEX[each.kind]:
            assert 0 <= each["frame"] < len(trace.frames)
    assert all(0 <= each.stack < len(trace.stacks) for each in trace.packets)
    assert {layer.role for stack in trace.stacks for layer in stack} <= set(ROLES)


# -- events ---------------------------------------------------------------------------------


def test_an_event_is_read_by_the_name_of_a_field_or_by_position():
    one = event("dropped", reason="ttl", where="lan")
    assert (one["reason"], one["where"]) == ("ttl", "lan")
    assert (one[0], one[1], one[2]) == (5, "dropped", "mn")


def test_a_field_of_another_kind_is_none_of_this_event():
    with pytest.raises(KeyError):
        event("dropped")["frame"]


def test_events_of_a_kind_come_with_their_numbers():
    trace = small()
    assert list(trace.of_kind("note")) == [(1, trace.events[1])]
    assert [number for number, _ in trace.of_kind("note", "sent")] == [0, 1]
    assert list(trace.of_kind("drop")) == []


def test_the_layers_of_a_packet_are_those_of_its_stack():
    assert [layer.header for layer in small().stack_of(0)] == ["ipv4", "udp"]


# -- the one encoding -----------------------------------------------------------------------


def test_the_encoding_is_short_sorted_and_ascii():
    assert canonical({"b": [1, 2], "a": "é"}) == b'{"a":"\\u00e9","b":[1,2]}'


@given(json_values)
def test_what_is_encoded_can_be_read_back(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(max_size=5), st.integers(), min_size=2, max_size=5))
def test_the_order_in_which_keys_were_set_does_not_show(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


# -- the fingerprint ------------------------------------------------------------------------


def test_the_fingerprint_is_the_sha_256_of_head_events_frames_and_the_rest():
    trace = small()
    octets = (
        b'{"engine":"1","seed":3}'
        + b"".join(canonical(each) for each in trace.events)
        + b"\0\0\0\x03\x01\x02\x03"
        + canonical([trace.packets, trace.stacks, trace.outcome])
    )
    assert trace.fingerprint() == hashlib.sha256(octets).hexdigest()


CHANGES = {
    "head": lambda trace: trace.head.update(seed=4),
    "outcome": lambda trace: trace.outcome.update(end="stopped"),
    "time of an event": lambda trace: trace.events.__setitem__(
        0, trace.events[0]._replace(at_ns=6)
    ),
    "node of an event": lambda trace: trace.events.__setitem__(
        0, trace.events[0]._replace(node="x")
    ),
    "cause of an event": lambda trace: trace.events.__setitem__(
        1, trace.events[1]._replace(cause=None)
    ),
    "field of an event": lambda trace: trace.events.__setitem__(1, event("note", 9, text="other")),
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


# -- columns and chunks ---------------------------------------------------------------------


def rebuilt(table):
    """Read events back from columns, as the browser does."""
    places = dict.fromkeys(table["f"], 0)
    found = []
    for at_ns, kind_number, node, cause in zip(
        table["t"], table["k"], table["n"], table["c"], strict=True
    ):
        kind = KINDS[kind_number]
        row = places[kind.name]
        places[kind.name] += 1
        fields = tuple(table["f"][kind.name][each.name][row] for each in kind.fields)
        found.append(Event(at_ns, kind.name, node, cause, fields))
    return found


@given(events)
def test_columns_lose_nothing(made):
    table = json.loads(canonical(columns(made)))
    assert rebuilt(table) == made


def test_kinds_that_did_not_happen_have_no_columns():
    assert set(columns(small().events)["f"]) == {"sent", "note"}
    assert columns([]) == {"t": [], "k": [], "n": [], "c": [], "f": {}}


def test_chunks_that_follow_one_another_make_the_whole():
    whole = play("1.1", "leave-colocated").trace
    marks = [(0, 0, 0), (500, 200, 20), (len(whole.events), len(whole.packets), len(whole.stacks))]
    joined, packets, stacks = [], [], []
    for start, end in pairwise(marks):
        part = dataclasses.replace(
            whole,
            events=whole.events[: end[0]],
            packets=whole.packets[: end[1]],
            stacks=whole.stacks[: end[2]],
        )
        piece = chunk(part, *start)
        assert (piece["first_event"], piece["first_packet"], piece["first_stack"]) == start
        assert piece["until_ns"] == part.events[-1].at_ns
        joined += rebuilt(piece["events"])
        packets += zip(*piece["packets"].values(), strict=True)
        stacks += piece["stacks"]
    assert joined == whole.events
    assert [PacketRecord(*each) for each in packets] == whole.packets
    assert [tuple(Layer(*each) for each in stack) for stack in stacks] == whole.stacks


def test_a_chunk_of_nothing_is_empty():
    piece = chunk(Trace({}), 0, 0, 0)
    assert piece["until_ns"] == 0
    assert piece["stacks"] == []
    assert set(piece["packets"]) == set(PacketRecord._fields)
    assert not any(piece["packets"].values())


def test_a_chunk_is_made_of_what_json_has():
    piece = chunk(small(), 0, 0, 0)
    assert json.loads(canonical(piece)) == piece
