"""TCP transfers: how fast, and whether they survived."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from simulation.metrics.figure import Row, figure, milliseconds, ratio

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts, Flow

_SECOND: Final = 1_000_000_000


def measure(facts: Facts) -> list[Row]:
    """Return one row per TCP transfer."""
    return [_row(facts, flow) for flow in facts.flows.values() if flow.is_tcp]


def _row(facts: Facts, flow: Flow) -> Row:
    deliveries = flow.deliveries
    events = [each.event for each in deliveries]
    octets = sum(each.octets for each in deliveries)
    span = facts.duration_ns - deliveries[0].at_ns if deliveries else 0
    stalls = [(now.at_ns - then.at_ns, then.event, now.event) for then, now in pairwise(deliveries)]
    if deliveries:
        last = deliveries[-1]
        stalls.append((facts.duration_ns - last.at_ns, last.event, last.event))
    stall = max(stalls, default=(0, 0, 0))
    ends = [
        (number, event)
        for number, event in facts.kinds["state"]
        if event.fields[0] == flow.name and event.fields[2] in ("reset", "timed out")
    ]
    seconds: Counter[int] = Counter()
    for each in deliveries:
        seconds[each.at_ns // _SECOND] += each.octets
    return {
        "label": flow.name,
        "direction": flow.name,
        "delivered_octets": figure(octets, events),
        "throughput_kbps": figure(ratio(octets * 8 * 1_000_000, span), events),
        "longest_stall_ms": figure(milliseconds(stall[0]), stall[1:] if deliveries else ()),
        "survived": figure(not ends and bool(deliveries), [number for number, _ in ends]),
        "octets_by_second": [[at, seconds[at]] for at in sorted(seconds)],
    }
