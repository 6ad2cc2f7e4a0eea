"""What the measured flows lived through: delivery, delay, jitter, order, silence."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from simulation.metrics.figure import Figure, Row, figure, milliseconds, ratio

if TYPE_CHECKING:
    from simulation.metrics.facts import Delivery, Facts, Flow


def measure(facts: Facts) -> list[Row]:
    """Return one row per direction of each flow of datagrams."""
    return [_row(facts, flow) for flow in facts.of_kind("flow", "ping")]


def _row(facts: Facts, flow: Flow) -> Row:
    deliveries = flow.counted
    came = {each.root for each in deliveries}
    gone = lost(facts, flow)
    late = reordered(deliveries)
    row: Row = {
        "label": flow.name,
        "direction": flow.name,
        "sent_packets": figure(len(_sent(facts, flow))),
        "delivered_packets": figure(len(came), (each.event for each in deliveries)),
        "duplicated_packets": figure(len(deliveries) - len(came)),
        "lost_packets": figure(len(gone), (facts.drops[root][0] for root in gone)),
        "delivery_ratio": figure(ratio(len(came), len(came) + len(gone))),
        "reordered_packets": figure(len(late), late),
    }
    return {**row, **_times(deliveries), "longest_gap_ms": _longest_gap(facts, flow)}


def _sent(facts: Facts, flow: Flow) -> list[int]:
    since = flow.since_ns
    if since is None:
        return flow.roots
    return [root for root in flow.roots if facts.made_ns(root) >= since]


def lost(facts: Facts, flow: Flow) -> list[int]:
    """Return what was sent since the first delivery and ended before it came.

    Of a flow of which nothing ever came it is all that ended.
    """
    since = flow.since_ns or 0
    return [root for root in facts.lost(flow) if facts.made_ns(root) >= since]


def _times(deliveries: list[Delivery]) -> Row:
    if not deliveries:
        names = ("delay_min_ms", "delay_mean_ms", "delay_max_ms", "jitter_ms")
        return {name: figure(None) for name in names}
    delays = [(each.at_ns - each.sent_ns, each.event) for each in deliveries]
    least, most = min(delays), max(delays)
    changes = [abs(now[0] - before[0]) for before, now in pairwise(delays)]
    events = [each.event for each in deliveries]
    return {
        "delay_min_ms": figure(milliseconds(least[0]), [least[1]]),
        "delay_mean_ms": figure(
            milliseconds(sum(each for each, _ in delays) / len(delays)), events
        ),
        "delay_max_ms": figure(milliseconds(most[0]), [most[1]]),
        "jitter_ms": figure(milliseconds(sum(changes) / len(changes)) if changes else None, events),
    }


def _longest_gap(facts: Facts, flow: Flow) -> Figure:
    """Return the longest silence; that up to the end counts where something was lost in it."""
    deliveries = flow.counted
    gaps = [
        (now.at_ns - before.at_ns, [before.event, now.event])
        for before, now in pairwise(deliveries)
    ]
    if deliveries and any(root > deliveries[-1].root for root in facts.lost(flow)):
        last = deliveries[-1]
        gaps.append((facts.duration_ns - last.at_ns, [last.event]))
    if not gaps:
        return figure(0.0 if deliveries else None, (each.event for each in deliveries))
    span, around = max(gaps)
    return figure(milliseconds(span), around)


def reordered(deliveries: list[Delivery]) -> list[int]:
    """Return the deliveries of data that were sent before data which had come already."""
    highest, late = -1, []
    for each in deliveries:
        if each.root < highest:
            late.append(each.event)
        highest = max(highest, each.root)
    return late
