"""What each design must change: what it declares, and what its run was seen to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mipviz.comparisons.service import Answer


@dataclass(frozen=True, slots=True)
class Cell:
    """What one design does to one entity; *declared* is ours to say, *seen* was measured."""

    declared: list[str]
    seen: list[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """One entity or specification, and what each of the designs does to it."""

    entity: str
    cells: list[Cell]


def changes(answers: Sequence[Answer]) -> list[Changed]:
    """Return a row for each entity that one of *answers* changes, a cell for each of them."""
    found = [answer.end["metrics"] if answer.end else {} for answer in answers]
    entities = dict.fromkeys(
        row["entity"]
        for metrics in found
        for group in ("structure", "novelty")
        for row in metrics.get(group, ())
    )
    return [Changed(entity, [_cell(metrics, entity) for metrics in found]) for entity in entities]


def _cell(metrics: Mapping[str, Any], entity: str) -> Cell:
    declared = [
        f"{row['kind']}: {row['what']}"
        for row in metrics.get("structure", ())
        if row["entity"] == entity
    ]
    seen = [row["label"] for row in metrics.get("novelty", ()) if row["entity"] == entity]
    return Cell(declared, seen)
