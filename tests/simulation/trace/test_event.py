"""What every event has, and the table that each kind declares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

import pytest

from simulation.trace import Event, Field, Noted, Prompted


@dataclass(slots=True)
class Flown(Event):
    """A bird flew
    somewhere.
    """

    kind: ClassVar[str] = "flown"

    bird: Annotated[str, "which bird"]
    over: Annotated[Sequence[str] | None, "what it flew over, or null"]


def test_the_table_of_a_kind_is_read_from_its_annotations():
    assert Flown.fields == (
        Field("bird", str, "which bird"),
        Field("over", Sequence[str] | None, "what it flew over, or null"),
    )
    assert Flown.meaning == "A bird flew somewhere."


def test_what_every_event_has_is_no_field_of_a_kind():
    assert not {"node", "at_ns", "cause"} & {each.name for each in Flown.fields}


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (int, "integer"),
        (str, "string"),
        (Sequence[int], "array"),
        (Mapping[str, str], "object"),
        (Mapping[str, str] | None, "object"),
    ],
)
def test_a_field_says_its_type_in_the_words_of_json_schema(type_, name):
    assert Field("x", type_, "").json_type == name


def test_the_values_of_an_event_come_in_the_order_of_its_fields():
    assert Flown("lan", over=["r1"], bird="owl").values() == ("owl", ["r1"])
    assert Prompted("mn", "password").values() == ("password",)


def test_an_event_happens_at_a_time_because_of_a_packet():
    event = Noted("mn", "text", "").at(7, cause=3)
    assert (event.node, event.at_ns, event.cause) == ("mn", 7, 3)
    assert Noted("mn", "text", "").at(7).cause is None


def test_events_that_state_the_same_are_equal_and_others_are_not():
    assert Noted("mn", "text", "").at(7) == Noted("mn", "text", "").at(7)
    assert Noted("mn", "text", "").at(7) != Noted("mn", "text", "").at(8)
    assert Noted("mn", "text", "").at(7) != Prompted("mn", "text").at(7)
