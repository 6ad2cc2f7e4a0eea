"""The kinds of event: each named once, each field with a meaning, and every run true to them."""

import pytest

from simulation.trace import KINDS, Arrived, PacketEvent, Sent
from tests.simulation.options.playing import play
from tests.simulation.trace.made_events import SAMPLES, TYPES


def test_no_two_kinds_have_one_name():
    assert len({kind.kind for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_says_what_it_means_in_types_that_json_has(kind):
    assert kind.meaning.endswith(".")
    names = [each.name for each in kind.fields]
    assert names
    assert len(set(names)) == len(names)
    assert not {"t", "k", "n", "c"} & set(names), "shared columns have these names"
    for each in kind.fields:
        assert each.meaning
        assert each.json_type in SAMPLES


def test_kinds_that_are_about_a_packet_begin_with_its_id():
    about = [kind for kind in KINDS if "packet" in {each.name for each in kind.fields}]
    assert about
    assert all(kind.fields[0].name == "packet" for kind in about)
    assert all(issubclass(kind, PacketEvent) for kind in about)


def test_every_event_of_a_run_has_values_of_the_types_that_its_kind_promises():
    seen = set()
    for event in play("1.1", "leave-colocated").trace.events:
        assert type(event) in KINDS
        for field, value in zip(event.fields, event.values(), strict=True):
            assert isinstance(value, TYPES[field.json_type]), (event, field)
        seen.add(event.kind)
    assert {"sent", "arrived", "delivered", "row", "state", "key", "encrypted"} <= seen


def test_an_event_of_a_run_refers_to_nothing_that_is_not_there():
    trace = play("1.1", "leave-colocated").trace
    for number, event in enumerate(trace.events):
        assert event.cause is None or 0 <= event.cause < number, number
        if isinstance(event, PacketEvent):
            assert 0 <= event.packet < len(trace.packets)
        if isinstance(event, Sent | Arrived):
            assert 0 <= event.frame < len(trace.frames)
