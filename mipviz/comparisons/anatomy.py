"""The anatomy of one packet under each option, to one scale: boxes for a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation.catalogue import LAYER_ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mipviz.comparisons.service import Answer

WIDTH: Final = 1000
"""Units across the longest packet."""
LETTER: Final = 7
"""Units a letter takes; a label that does not fit is left to the list below the drawing."""


@dataclass(frozen=True, slots=True)
class Box:
    """One run of octets: a header, what the user sent, or a trailer."""

    header: str
    role: str
    short: str
    hatch: str
    octets: int
    x: float
    width: float
    label: str
    sealed: bool

    @property
    def right(self) -> float:
        """Where the box ends."""
        return round(self.x + self.width, 2)

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet, outermost octet first."""

    option: str
    where: str
    octets: int
    overhead: int
    for_nats: int
    """Octets of the overhead that are there so that NATs can be crossed, NAT or no NAT."""
    boxes: list[Box]
    text: str


def packets(answers: Sequence[Answer]) -> list[Packet]:
    """Return the fattest data packet that a mobile node had on its link, for each of *answers*."""
    found = [(answer, _fattest(answer)) for answer in answers]
    chosen = [(answer, row) for answer, row in found if row is not None]
    longest = max((_octets(row) for _, row in chosen), default=1)
    return [_packet(answer.document["option"], row, longest) for answer, row in chosen]


def _fattest(answer: Answer) -> dict[str, Any] | None:
    """Return the row of the overhead at the mobile node's own link with the most of it."""
    if answer.end is None:
        return None
    rows = [row for row in answer.end["metrics"]["overhead"] if row["at_mobile_node"]]
    return max(rows, key=lambda row: float(row["overhead_max_octets"]["value"]), default=None)


def _octets(row: dict[str, Any]) -> int:
    return sum(layer["head_octets"] + layer["tail_octets"] for layer in row["stack"])


def _packet(option: str, row: dict[str, Any], longest: int) -> Packet:
    stack = row["stack"]
    runs = [(layer, layer["head_octets"], "") for layer in stack]
    runs += [(layer, layer["tail_octets"], " trailer") for layer in reversed(stack)]
    boxes: list[Box] = []
    octets, sealed = 0, False
    for layer, length, kind in runs:
        if length:
            boxes.append(_box(layer, length, kind, octets, longest, sealed=sealed))
            octets += length
        sealed = sealed or layer["sealed"]
    text = ", ".join(f"{box.header} {box.octets}" for box in boxes)
    overhead = round(row["overhead_max_octets"]["value"])
    where = f"{row['link']}: {row['from']} to {row['to']}"
    for_nats = row["overhead_nat_octets"]["value"]
    return Packet(option, where, octets, overhead, for_nats, boxes, text)


def _box(
    layer: dict[str, Any], length: int, kind: str, before: int, longest: int, *, sealed: bool
) -> Box:
    look = LAYER_ROLES[layer["role"]]
    width = length * WIDTH / longest
    return Box(
        header=layer["header"] + kind,
        role=layer["role"],
        short=look.short,
        hatch=look.hatch,
        octets=length,
        x=round(before * WIDTH / longest, 2),
        width=round(width, 2),
        label=layer["header"] if width >= LETTER * (len(layer["header"]) + 1) else "",
        sealed=sealed,
    )
