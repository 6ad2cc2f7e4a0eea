"""How far data go, against the shortest way that the links allow."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.figure import Row, figure, milliseconds, ratio
from simulation.trace import Sent

if TYPE_CHECKING:
    from simulation.metrics.facts import Delivery, Facts, Flow

_ETHERNET_OCTETS: Final = 14


class Way(NamedTuple):
    """What the shortest way costs: links crossed, and nanoseconds."""

    hops: int
    delay_ns: int


@dataclass(slots=True)
class _Stay:
    """Data that were sent while both ends stood where they stood."""

    hops: int = 0
    delay_ns: int = 0
    deliveries: list[Delivery] = field(default_factory=list)


def measure(facts: Facts) -> list[Row]:
    """Return one row per direction of a flow and pair of places where its ends stood."""
    crossings = Counter(
        facts.root[event.packet] for _, event in facts.of(Sent) if event.packet not in facts.parts
    )
    rows = []
    for flow in facts.of_kind("flow"):
        sender, receiver = flow.ends
        stays: dict[tuple[str, str], _Stay] = defaultdict(_Stay)
        for each in flow.counted:
            places = facts.place(sender, each.sent_ns), facts.place(receiver, each.sent_ns)
            stay = stays[places]
            stay.hops += crossings[each.root]
            stay.delay_ns += each.at_ns - each.sent_ns
            stay.deliveries.append(each)
        rows += [_row(facts, flow, places, stay) for places, stay in stays.items()]
    return rows


def _row(facts: Facts, flow: Flow, places: tuple[str, str], stay: _Stay) -> Row:
    first, count = stay.deliveries[0], len(stay.deliveries)
    octets = facts.trace.packets[first.root].octets
    way = shortest(facts, *flow.ends, at_ns=first.sent_ns, octets=octets)
    hops, delay = stay.hops / count, stay.delay_ns / count
    events = [each.event for each in stay.deliveries]
    shortest_ms = milliseconds(way.delay_ns) if way else None
    return {
        "label": f"{flow.name}, {places[0] or '?'} to {places[1] or '?'}",
        "direction": flow.name,
        "from": places[0],
        "to": places[1],
        "delivered_packets": figure(count, events),
        "hops": figure(hops, events),
        "shortest_hops": figure(way.hops if way else None),
        "stretch_hops_ratio": figure(ratio(hops, way.hops) if way else None, events),
        "delay_mean_ms": figure(milliseconds(delay), events),
        "shortest_delay_ms": figure(shortest_ms),
        "stretch_delay_ratio": figure(ratio(delay, way.delay_ns) if way else None, events),
    }


def shortest(facts: Facts, start: str, end: str, *, at_ns: int, octets: int) -> Way | None:
    """Return the fewest links and the least delay between two nodes, for a packet of that size.

    Every node with several interfaces counts as a router, and no policy as a hindrance: this
    is what the links would allow.  Nothing where no links join the two.
    """
    delays = {
        link["id"]: link["delay_ns"]
        + (octets + _ETHERNET_OCTETS) * 8_000_000_000 // link["rate_bps"]
        for link in facts.trace.head["links"]
    }
    stations = facts.nodes_by_link(at_ns)
    hops = _dijkstra(stations, dict.fromkeys(delays, 1), start, end)
    delay = _dijkstra(stations, delays, start, end)
    return Way(hops, delay) if hops is not None and delay is not None else None


def _dijkstra(
    stations: dict[str, list[str]], cost: dict[str, int], start: str, end: str
) -> int | None:
    links: dict[str, list[str]] = defaultdict(list)
    for link, nodes in stations.items():
        for node in nodes:
            links[node].append(link)
    best = {start: 0}
    queue = [(0, start)]
    while queue:
        so_far, node = heapq.heappop(queue)
        if node == end:
            return so_far
        if so_far > best[node]:
            continue
        for link in links[node]:
            reached = so_far + cost[link]
            for other in stations[link]:
                if reached < best.get(other, reached + 1):
                    best[other] = reached
                    heapq.heappush(queue, (reached, other))
    return None
