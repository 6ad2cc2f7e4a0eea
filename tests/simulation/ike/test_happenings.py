from dataclasses import fields

from simulation.ike.happenings import KeyMade, Moved
from simulation.trace import KeyHeld, StateChanged


def test_happenings_carry_what_their_events_in_the_trace_need():
    for happening, event in ((KeyMade, KeyHeld), (Moved, StateChanged)):
        assert [each.name for each in fields(happening)] == [each.name for each in event.fields]
