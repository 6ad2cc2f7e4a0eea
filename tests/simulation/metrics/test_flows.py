"""Delivery, delay, jitter and order, on traces whose numbers are worked out by hand."""

import pytest

from simulation.metrics import flows
from simulation.metrics.facts import Facts
from simulation.trace import Delivered

MS = 1_000_000


def measured(made):
    (row,) = flows.measure(Facts(made.finished()))
    return {key: each["value"] for key, each in row.items() if isinstance(each, dict)}


def test_delays_and_jitter_are_those_of_the_datagrams(made):
    # Delays 10, 14, 11 ms: the differences are 4 and 3. The first datagram only opens the count.
    made.datagram(0, 0, 5 * MS)
    made.datagram(1, 50 * MS, 60 * MS)
    made.datagram(2, 100 * MS, 114 * MS)
    made.datagram(3, 150 * MS, 161 * MS)
    found = measured(made)
    assert found["delay_min_ms"] == 10
    assert found["delay_mean_ms"] == pytest.approx(35 / 3)
    assert found["delay_max_ms"] == 14
    assert found["jitter_ms"] == 3.5
    assert found["longest_gap_ms"] == 54


def test_what_was_sent_before_the_first_delivery_does_not_count(made):
    made.datagram(0, 0, None)
    made.datagram(1, 10 * MS, 20 * MS)
    made.datagram(2, 60 * MS, None)
    made.datagram(3, 110 * MS, 120 * MS)
    found = measured(made)
    assert found["sent_packets"] == 2
    assert found["delivered_packets"] == 1
    assert found["lost_packets"] == 1
    assert found["delivery_ratio"] == 0.5


def test_a_datagram_still_on_its_way_at_the_end_is_not_lost(made):
    made.datagram(0, 0, 5 * MS)
    made.trace.head["duration_ns"] = 100 * MS
    packet = made.packet(made.trace.stacks[0], 188, purpose="data cn > mn number 1", flow="cn > mn")
    made.sent(99 * MS, "cn", packet, "left", "mn", took_ns=50 * MS)
    assert measured(made)["lost_packets"] == 0


def test_late_and_repeated_deliveries_are_told_apart(made):
    made.datagram(0, 0, 1 * MS)
    made.datagram(1, 10 * MS, 50 * MS)
    packet = made.datagram(2, 20 * MS, 30 * MS)
    made.event(60 * MS, Delivered("mn", packet, "cn > mn", 2, 160, 20 * MS))
    found = measured(made)
    assert found["delivered_packets"] == 2
    assert found["reordered_packets"] == 1
    assert found["duplicated_packets"] == 1


def test_a_flow_that_never_arrives_has_no_delays(made):
    made.datagram(0, 0, None)
    found = measured(made)
    assert found["delivered_packets"] == 0
    assert found["delivery_ratio"] == 0
    assert found["lost_packets"] == 1
    assert found["delay_mean_ms"] is None
