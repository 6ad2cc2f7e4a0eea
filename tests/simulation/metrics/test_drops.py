"""Drops by node and reason, data apart from the rest."""

from simulation.metrics import drops
from simulation.metrics.facts import Facts
from simulation.trace import Dropped, Layer


def drop(made, packet, node, reason):
    return made.event(0, Dropped(node, packet, reason, "in words", "RFC 1812 5.2.7.1", ""))


def test_drops_are_grouped_by_node_and_reason_the_most_frequent_first(made):
    data = made.packet((Layer("ipv4", "data", 20),), 20, flow="cn > mn")
    other = made.packet((Layer("arp", "access", 28),), 28)
    first = drop(made, data, "fw", "filtered")
    numbers = [drop(made, packet, "mn", "no-route") for packet in (data, other, data)]
    rows = drops.measure(Facts(made.trace))
    assert [(row["node"], row["reason"]) for row in rows] == [
        ("mn", "no-route"),
        ("fw", "filtered"),
    ]
    assert rows[0]["dropped_packets"] == {"value": 3, "evidence": numbers}
    assert rows[0]["dropped_data_packets"]["evidence"] == [numbers[0], numbers[2]]
    assert rows[0]["dropped_other_packets"]["evidence"] == [numbers[1]]
    assert rows[1]["dropped_packets"]["evidence"] == [first]
