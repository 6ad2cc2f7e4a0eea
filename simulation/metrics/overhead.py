"""What every segment carries beside the user's packet, and in which layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from simulation.metrics.figure import Row, figure
from simulation.metrics.fragments import Gathering
from simulation.trace import Sent

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts
    from simulation.trace import Layer, Stack


class _Place(NamedTuple):
    link: str
    sender: str
    receiver: str
    flow: str
    layers: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Tally:
    packets: int = 0
    total: int = 0
    least: tuple[int, int] = (1 << 30, 0)
    most: tuple[int, int] = (-1, 0)
    events: list[int] = field(default_factory=list)
    stack: Stack = ()

    def add(self, octets: int, event: int) -> None:
        self.packets += 1
        self.total += octets
        self.least = min(self.least, (octets, event))
        if octets > self.most[0]:
            self.most = (octets, event)
        self.events.append(event)


def measure(facts: Facts) -> list[Row]:
    """Return one row per link, sender, receiver, direction of flow and stack of layers.

    A packet that was cut counts once, where this station put all of its fragments on this link.
    """
    tallies: dict[_Place, _Tally] = {}
    packets, gathering = facts.trace.packets, Gathering(facts)
    layers = cache(_layers)
    for number, event in facts.of(Sent):
        flow = packets[event.packet].flow
        if not flow:
            continue
        where = event.link, event.node, event.to[0] if event.to else "", flow
        carried = gathering.add(where, event.packet, number)
        if carried is None:
            continue
        place = _Place(*where, layers(carried.stack))
        tally = tallies.setdefault(place, _Tally(stack=carried.stack))
        tally.add(carried.octets - packets[facts.root[event.packet]].octets, carried.event)
    mobiles = frozenset(facts.mobiles)
    order = {each["id"]: at for at, each in enumerate(facts.trace.head.get("links", ()))}
    return [
        {**_row(place, tally), "at_mobile_node": not mobiles.isdisjoint(place[1:3])}
        for place, tally in sorted(tallies.items(), key=lambda item: order.get(item[0].link, 99))
    ]


def _layers(stack: Stack) -> tuple[tuple[str, str], ...]:
    return tuple((layer.header, layer.role) for layer in stack)


def _row(place: _Place, tally: _Tally) -> Row:
    return {
        "label": f"{place.link}: {place.sender} to {place.receiver or 'nobody'}, {place.flow}",
        "link": place.link,
        "from": place.sender,
        "to": place.receiver,
        "direction": place.flow,
        "stack": [_layer(each) for each in tally.stack],
        "packets": figure(tally.packets, tally.events),
        "overhead_min_octets": figure(tally.least[0], [tally.least[1]]),
        "overhead_mean_octets": figure(tally.total / tally.packets, tally.events),
        "overhead_max_octets": figure(tally.most[0], [tally.most[1]]),
        "overhead_nat_octets": figure(_for_nats(tally.stack), [tally.most[1]]),
    }


def _for_nats(stack: Stack) -> int:
    """Return the octets of a stack that are there so that NATs can be crossed, NAT or no NAT."""
    return sum(layer.head + layer.tail for layer in stack if layer.role == "nat-traversal")


def _layer(layer: Layer) -> Row:
    return {
        "header": layer.header,
        "role": layer.role,
        "head_octets": layer.head,
        "tail_octets": layer.tail,
        "sealed": bool(layer.sealed),
    }
