"""What the gaps around a move are made of under each option, to one scale: bars for a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mipviz.comparisons.table import written
from simulation.catalogue import GAP_PARTS
from simulation.metrics import PARTS, compared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mipviz.comparisons.service import Answer

WIDTH: Final = 1000
"""Units across the longest gap of a move."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a gap; *text* is its length in ms, *role* the layer's role whose hue it has."""

    title: str
    text: str
    role: str
    hatch: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The gap under one option."""

    option: str
    length: str
    ended: bool
    parts: list[Part]
    detection_by: str
    """The parameter whose time the part of detection is, where there is such a part."""

    @property
    def text(self) -> str:
        """All of it in words."""
        told = ", ".join(f"{part.title} {part.text}" for part in self.parts)
        by = f"; detection ends by {self.detection_by}" if self.detection_by else ""
        return f"{told}{by}"


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap of one direction around one move, under every option that has one."""

    title: str
    bars: list[Bar]


def legend() -> list[Part]:
    """Return every part once, with no length."""
    return [
        Part(title, "", GAP_PARTS[key].role, GAP_PARTS[key].hatch, 0, 0) for key, title, _ in PARTS
    ]


def gaps(answers: Sequence[Answer]) -> list[Gap]:
    """Return what the gaps of *answers* are made of, by move and direction."""
    found = [
        (answer.document["option"], answer.end["metrics"]["gaps"])
        for answer in answers
        if answer.end is not None
    ]
    return [_gap(title, rows) for title, rows in compared(found)]


def _gap(title: str, rows: list[tuple[str, dict[str, Any]]]) -> Gap:
    longest = max(float(row["gap_ms"]["value"]) for _, row in rows) or 1.0
    return Gap(title, [_bar(option, row, longest) for option, row in rows])


def _bar(option: str, row: dict[str, Any], longest: float) -> Bar:
    parts, before = [], 0.0
    for key, title, _ in PARTS:
        took = float(row[key]["value"])
        if took > 0:
            look, scale = GAP_PARTS[key], WIDTH / longest
            x, width = round(before * scale, 2), round(took * scale, 2)
            parts.append(Part(title, written(round(took, 1)), look.role, look.hatch, x, width))
        before += took
    waited = row["detection_ms"]["value"] > 0
    by = (waited and row["detection_by"]["value"]) or ""
    return Bar(option, written(round(row["gap_ms"]["value"])), row["resumed"], parts, by)
