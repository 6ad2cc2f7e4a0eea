"""Packets that ended where nobody wanted them to: how many, where and why."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from simulation.metrics.figure import Row, figure
from simulation.trace import Dropped

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts


def measure(facts: Facts) -> list[Row]:
    """Return one row per reason and node, the most frequent first."""
    found: dict[tuple[str, str], list[tuple[int, Dropped]]] = defaultdict(list)
    for number, event in facts.of(Dropped):
        found[event.reason, event.node].append((number, event))
    return [
        _row(facts, reason, node, events)
        for (reason, node), events in sorted(found.items(), key=lambda item: -len(item[1]))
    ]


def _row(facts: Facts, reason: str, node: str, events: list[tuple[int, Dropped]]) -> Row:
    packets = facts.trace.packets
    data = [number for number, event in events if packets[event.packet].flow]
    other = [number for number, event in events if not packets[event.packet].flow]
    _, first = events[0]
    return {
        "label": f"{node}: {reason}",
        "reason": reason,
        "node": node,
        "detail": first.detail,
        "spec": first.spec,
        "dropped_packets": figure(len(events), (number for number, _ in events)),
        "dropped_data_packets": figure(len(data), data),
        "dropped_other_packets": figure(len(other), other),
    }
