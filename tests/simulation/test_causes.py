"""An event's cause: the packet whose arrival made a node do it."""

from collections import defaultdict

import pytest

from simulation import OPTIONS
from simulation.metrics import measure
from simulation.trace import Arrived, Event, Noted, RowChanged, Sent, StateChanged
from tests.simulation.options.playing import play


def arrivals(trace):
    """Return what arrived at each node at each time."""
    found = defaultdict(set)
    for _, event in trace.of(Arrived):
        found[event.node, event.at_ns].add(event.packet)
    return found


@pytest.mark.parametrize("option", OPTIONS)
def test_what_a_node_does_after_a_frame_arrived_in_that_very_nanosecond_has_a_cause(option):
    arrived, without = set(), []
    for _, event in play(option, "handover-outside").trace.of(Event):
        here = (event.node, event.at_ns)
        if isinstance(event, Arrived):
            arrived.add(here)
        elif event.cause is None and here in arrived:
            without.append(event)
    assert without == []


@pytest.mark.parametrize("option", OPTIONS)
def test_what_a_node_does_because_of_a_packet_it_does_when_that_arrives(option):
    """What waits in a queue is sent later, and its cause with it."""
    trace = play(option, "handover-outside").trace
    arrived = arrivals(trace)
    late = [
        event
        for _, event in trace.of(RowChanged, StateChanged, Noted)
        if event.cause is not None and event.cause not in arrived[event.node, event.at_ns]
    ]
    assert late == []


def caused(trace, purpose):
    """Return what the packets were for that caused the sending of *purpose*."""
    return [
        "" if event.cause is None else trace.packets[event.cause].purpose
        for _, event in trace.of(Sent)
        if trace.packets[event.packet].purpose.startswith(purpose)
    ]


def test_a_request_for_an_address_is_caused_by_the_offer():
    """RFC 2131 section 3.1."""
    found = caused(play("2", "handover-outside").trace, "DHCP REQUEST")
    assert found
    assert all(each.startswith("DHCP OFFER") for each in found)


def test_a_registration_on_a_new_link_is_caused_by_the_advertisement():
    """RFC 3344 section 2.4.2."""
    found = caused(play("2", "handover-outside").trace, "Registration Request")
    assert any(each.startswith("agent advertisement") for each in found)


def test_the_proxys_own_registration_is_charged_to_the_node_that_asked():
    """Every message until the node moves on, and when the last anchor that data need switched.

    Five of the messages ask in clear whether this is the inside, at growing intervals.
    """
    move = measure(play("2", "leave-colocated").trace)["handovers"][0]
    assert move["signalling_messages"]["value"] == 18
    assert move["signalling_octets"]["value"] == 2302
    assert move["anchor_switched_ms"]["value"] == pytest.approx(1127.65, abs=0.01)
