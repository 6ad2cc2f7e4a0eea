from dataclasses import fields

from simulation.ike.happenings import Failed, KeyMade, Moved, Outbox
from simulation.trace import KeyHeld, StateChanged


def test_happenings_carry_what_their_events_in_the_trace_need():
    for happening, event in ((KeyMade, KeyHeld), (Moved, StateChanged)):
        assert [each.name for each in fields(happening)] == [each.name for each in event.fields]


def test_what_is_told_waits_in_its_order_and_in_one_outbox_alone():
    outbox, other = Outbox(), Outbox()
    told = [Failed("a", "first"), Failed("a", "second")]
    for each in told:
        outbox.report(each)
    assert (outbox.happenings, outbox.datagrams) == (told, [])
    assert other.happenings == []
