"""Figures of a run as a text shows them."""

from __future__ import annotations

from typing import NamedTuple

from simulation.metrics.figure import in_percent


class Figure(NamedTuple):
    """A value with its unit: ``ms``, ``share``, or empty for a count or words."""

    value: float | str
    unit: str = ""

    def __str__(self) -> str:
        """Return it as a reader sees it."""
        if isinstance(self.value, str):
            return self.value
        if self.unit == "ms":
            return _span(self.value)
        if self.unit == "share":
            return in_percent(self.value)
        return f"{self.value:,.1f}".removesuffix(".0")


def _span(ms: float) -> str:
    if ms >= 10_000:
        return f"{ms / 1000:.1f} s".replace(".0 s", " s")
    if ms >= 1_000:
        return f"{ms / 1000:.2f} s"
    return f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"
