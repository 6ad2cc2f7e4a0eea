"""A comparison as rows of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation import metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mipviz.comparisons.service import Answer

UNITS = {"1": ""}
"""How a unit is shown where not as it is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure under every option."""

    title: str
    unit: str
    meaning: str
    cells: list[str]


def meanings() -> list[dict[str, str]]:
    """Return key, title, unit and meaning of every headline figure."""
    return [
        {
            "key": each.key,
            "title": each.title,
            "unit": UNITS.get(each.unit, each.unit),
            "meaning": each.text,
        }
        for each in metrics.HEADLINES
    ]


def rows(answers: Sequence[Answer]) -> list[Row]:
    """Return a row for each headline figure, a cell for each of *answers*."""
    found = [metrics.headline(answer.end["metrics"]) if answer.end else {} for answer in answers]
    return [
        Row(
            each.title,
            UNITS.get(each.unit, each.unit),
            each.text,
            [written(figures.get(each.key)) for figures in found],
        )
        for each in metrics.HEADLINES
    ]


def written(figure: float | None) -> str:
    """Return *figure* for people: thousands parted, at most three decimals, a dash for none."""
    if figure is None:
        return "\u2013"
    if float(figure).is_integer():
        return f"{int(figure):,}"
    return f"{figure:,.3f}".rstrip("0").rstrip(".")
