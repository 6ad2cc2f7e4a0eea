"""What every segment carries beside the user's packet, and in which layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from simulation.metrics.figure import Row, figure
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
    """Return one row per link, sender, receiver, direction of flow and stack of layers."""
    tallies: dict[_Place, _Tally] = {}
    pieces: dict[tuple[_Place, int], tuple[int, int]] = {}
    packets, stacks = facts.trace.packets, facts.trace.stacks
    signatures = [tuple((layer.header, layer.role) for layer in stack) for stack in stacks]
    for number, event in facts.of(Sent):
        record = packets[event.packet]
        if not record.flow:
            continue
        receiver = event.to[0] if event.to else ""
        layers = signatures[record.stack]
        place = _Place(event.link, event.node, receiver, record.flow, layers)
        tally = tallies.get(place)
        if tally is None:
            tally = tallies[place] = _Tally(stack=stacks[record.stack])
        if record.inner is not None and layers[-1][0] == "fragment":
            so_far, first = pieces.get((place, record.inner), (0, number))
            pieces[place, record.inner] = so_far + record.octets, first
        else:
            tally.add(record.octets - packets[facts.root[event.packet]].octets, number)
    for (place, whole), (octets, first) in pieces.items():
        tallies[place].add(octets - packets[facts.root[whole]].octets, first)
    order = {each["id"]: at for at, each in enumerate(facts.trace.head.get("links", ()))}
    return [
        _row(place, tally)
        for place, tally in sorted(tallies.items(), key=lambda item: order.get(item[0].link, 99))
    ]


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
    }


def _layer(layer: Layer) -> Row:
    return {
        "header": layer.header,
        "role": layer.role,
        "head_octets": layer.head,
        "tail_octets": layer.tail,
        "sealed": bool(layer.sealed),
    }
