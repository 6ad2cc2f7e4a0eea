"""TCP transfers: how fast, how long they stalled, and whether they survived."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from simulation.metrics.figure import Row, figure, milliseconds, ratio
from simulation.trace import ConnectionLost, TransferFinished

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts, Flow

_SECOND: Final = 1_000_000_000

Stall = tuple[int, int, tuple[int, ...]]
"""From when to when nothing came (ns), and the events around it."""


def measure(facts: Facts) -> list[Row]:
    """Return one row per TCP transfer."""
    return [_row(facts, flow) for flow in facts.of_kind("tcp")]


def _row(facts: Facts, flow: Flow) -> Row:
    deliveries = flow.deliveries
    events = [each.event for each in deliveries]
    octets = sum(each.octets for each in deliveries)
    lost = [number for number, event in facts.of(ConnectionLost) if event.flow == flow.name]
    done = _finished(facts, flow)
    ends = deliveries[-1].at_ns if done and deliveries else facts.duration_ns
    span = ends - deliveries[0].at_ns if deliveries else 0
    since, until, around = max(
        stalls_of(facts, flow), key=lambda stall: stall[1] - stall[0], default=(0, 0, ())
    )
    seconds: Counter[int] = Counter()
    for each in deliveries:
        seconds[each.at_ns // _SECOND] += each.octets
    return {
        "label": flow.name,
        "direction": flow.name,
        "delivered_octets": figure(octets, events),
        "throughput_kbps": figure(ratio(octets * 8 * 1_000_000, span), events),
        "longest_stall_ms": figure(milliseconds(until - since) if deliveries else None, around),
        "finished": figure(bool(done), done),
        "survived": figure(bool(deliveries) and not lost, lost),
        "octets_by_second": [[at, seconds[at]] for at in sorted(seconds)],
    }


def _finished(facts: Facts, flow: Flow) -> list[int]:
    return [number for number, event in facts.of(TransferFinished) if event.flow == flow.name]


def stalls_of(facts: Facts, flow: Flow) -> list[Stall]:
    """Return every time between two deliveries, and that up to the end of an unfinished one."""
    found: list[Stall] = [
        (before.at_ns, after.at_ns, (before.event, after.event))
        for before, after in pairwise(flow.deliveries)
    ]
    if flow.deliveries and not _finished(facts, flow):
        last = flow.deliveries[-1]
        found.append((last.at_ns, facts.duration_ns, (last.event,)))
    return found
