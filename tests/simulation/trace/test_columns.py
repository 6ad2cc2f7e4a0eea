"""A trace as columns: nothing is lost on the way, and chunks make the whole."""

import dataclasses
import json
from itertools import pairwise

from hypothesis import given

from simulation.trace import PacketRecord, Trace, append, canonical, chunk, columns
from tests.simulation.options.playing import play
from tests.simulation.trace.made_events import events, small


def read_back(message):
    trace = Trace({})
    append(trace, json.loads(canonical(message)))
    return trace


@given(events)
def test_columns_lose_nothing(made):
    piece = chunk(dataclasses.replace(small(), events=made), 0, 0, 0)
    assert read_back(piece).events == made


def test_columns_are_named_by_kind_and_field():
    table = columns(small().events)
    assert table["t"] == [5, 9]
    assert table["c"] == [None, 0]
    assert table["f"]["sent"]["frame"] == [0]
    assert table["f"]["note"] == {"text": ["a word"], "spec": ["a word"]}


def test_kinds_that_did_not_happen_have_no_columns():
    assert set(columns(small().events)["f"]) == {"sent", "note"}
    assert columns([]) == {"t": [], "k": [], "n": [], "c": [], "f": {}}


def test_chunks_that_follow_one_another_make_the_whole():
    whole = play("1.1", "leave-colocated").trace
    marks = [(0, 0, 0), (500, 200, 20), (len(whole.events), len(whole.packets), len(whole.stacks))]
    joined = Trace({})
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
        append(joined, json.loads(canonical(piece)))
    assert canonical([each.values() for each in joined.events]) == canonical(
        [each.values() for each in whole.events]
    )
    assert joined.packets == whole.packets
    assert joined.stacks == whole.stacks


def test_a_chunk_of_nothing_is_empty():
    piece = chunk(Trace({}), 0, 0, 0)
    assert piece["until_ns"] == 0
    assert piece["stacks"] == []
    assert set(piece["packets"]) == set(PacketRecord._fields)
    assert not any(piece["packets"].values())


def test_a_chunk_is_made_of_what_json_has():
    piece = chunk(small(), 0, 0, 0)
    assert json.loads(canonical(piece)) == piece
