"""One measured value, with the events that it was computed from."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Figure = dict[str, Any]
Row = dict[str, Any]

MOST_EVIDENCE: Final = 40
"""Event numbers that a figure keeps; where more took part, they are the first ones."""

MS: Final = 1_000_000
"""Nanoseconds in a millisecond."""


def figure(value: float | str | bool | None, evidence: Iterable[int] = ()) -> Figure:  # noqa: FBT001
    """Return *value* and the numbers of the events behind it; the unit is in the figure's key."""
    if isinstance(value, float):
        value = round(value, 6)
    return {"value": value, "evidence": list(islice(evidence, MOST_EVIDENCE))}


def milliseconds(span_ns: float) -> float:
    """Return *span_ns* in milliseconds."""
    return span_ns / MS


def ratio(part: float, whole: float) -> float | None:
    """Return *part* of *whole*, or nothing where there is no whole."""
    return part / whole if whole else None


def in_percent(share: float) -> str:
    """Return *share* in per cent; 100 and 0 are said of all and nothing only."""
    if 0 < share < 1:
        share = min(max(share, 0.001), 0.999)
    return f"{share * 100:.1f}".removesuffix(".0") + " %"
