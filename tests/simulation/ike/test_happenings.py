from dataclasses import fields

from simulation.ike.happenings import KeyMade, Moved
from simulation.trace import FIELD_INDEX


def test_happenings_carry_what_their_events_in_the_trace_need():
    for happening, event in ((KeyMade, "key"), (Moved, "state")):
        assert [each.name for each in fields(happening)] == list(FIELD_INDEX[event])
