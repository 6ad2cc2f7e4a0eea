"""A packet's way as a drawing: nodes in a row, and the tunnels around the packet as pipes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation.catalogue import LAYER_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STEP: Final = 112
"""Units between two nodes."""
MARGIN: Final = 56
PACKET: Final = 22
"""Height of the packet itself; each tunnel is `WALL` wider on both sides."""
WALL: Final = 12
MIDDLE: Final = 84
HEIGHT: Final = 172
LABEL: Final = 52
"""Width of a packet, which bears its octets."""


@dataclass(frozen=True, slots=True)
class Station:
    """A node on the way."""

    name: str
    x: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """A link between two nodes, and how long the packet is on it."""

    link: str
    octets: int
    x: int
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Pipe:
    """A tunnel from where it is put on to where it is taken off."""

    role: str
    short: str
    hatch: str
    sealed: bool
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The way of one packet; *text* says the same in words."""

    title: str
    width: int
    height: int
    middle: int
    end: int
    """Where the last node stands."""
    stations: list[Station]
    crossings: list[Crossing]
    pipes: list[Pipe]
    text: list[str]


def picture(journey: Mapping[str, Any], layers: Mapping[str, str]) -> Picture:
    """Return the drawing of *journey*; *layers* says what roles of layers are called."""
    hops = journey["hops"]
    last = hops[-1]["to"][0] if hops[-1]["to"] else "?"
    stations = [hop["from"] for hop in hops] + [last]
    pipes = [each for depth in range(_deepest(hops)) for each in _pipes(hops, depth)]
    return Picture(
        journey["title"],
        2 * MARGIN + STEP * len(hops),
        HEIGHT,
        MIDDLE,
        MARGIN + STEP * len(hops),
        [Station(name, MARGIN + STEP * place) for place, name in enumerate(stations)],
        [_crossing(hop, MARGIN + STEP * place + STEP // 2) for place, hop in enumerate(hops)],
        pipes[::-1],
        [_words(hop, layers) for hop in hops],
    )


def _crossing(hop: Mapping[str, Any], x: int) -> Crossing:
    return Crossing(hop["link"], hop["octets"], x, x - LABEL // 2, MIDDLE - PACKET // 2)


def _deepest(hops: Sequence[Mapping[str, Any]]) -> int:
    return max(len(hop["tunnels"]) for hop in hops)


def _pipes(hops: Sequence[Mapping[str, Any]], depth: int) -> list[Pipe]:
    """Return the pipes at *depth*, counted from the packet outwards, each from end to end."""
    found: list[Pipe] = []
    start = 0
    kinds = [hop["tunnels"][depth] if depth < len(hop["tunnels"]) else None for hop in hops]
    for place, kind in enumerate([*kinds, None]):
        if place and kind == kinds[place - 1]:
            continue
        before = kinds[place - 1] if place else None
        if before is not None:
            found.append(_pipe(before, depth, start, place))
        start = place
    return found


def _pipe(kind: Mapping[str, Any], depth: int, start: int, end: int) -> Pipe:
    look = LAYER_ROLES[kind["role"]]
    height = PACKET + 2 * WALL * (depth + 1)
    return Pipe(
        kind["role"],
        look.short,
        look.hatch,
        kind["sealed"],
        MARGIN + STEP * start + 4,
        MIDDLE - height // 2,
        STEP * (end - start) - 8,
        height,
    )


def _words(hop: Mapping[str, Any], layers: Mapping[str, str]) -> str:
    around = [layers[each["role"]] for each in reversed(hop["tunnels"])]
    sealed = any(each["sealed"] for each in hop["tunnels"])
    inside = f"inside {', then '.join(around)}" if around else "with nothing around it"
    way = f"{hop['from']} to {', '.join(hop['to'])} over {hop['link']}"
    read = "sealed" if sealed else "anyone on this link can read it"
    return f"{way}: {hop['octets']} octets, {inside}; {read}"
