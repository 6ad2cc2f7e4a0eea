"""Units that read well beside their number: one move and two moves, shares in per cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.metrics.figure import in_percent

if TYPE_CHECKING:
    from simulation.claims.reading import Reading


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted, as it is called of one and of any other number."""

    one: str
    many: str
    scale: float = 1.0
    """What the measured number is multiplied by before it is shown."""


def count(what: str, rest: str = "", *, many: str = "") -> Unit:
    """Return the unit of a number of things; *rest* follows the noun, *many* is its plural."""
    after = f" {rest}" if rest else ""
    return Unit(f"{what}{after}", f"{many or f'{what}s'}{after}")


def percent(of: str) -> Unit:
    """Return the unit of a share, which is shown in per cent."""
    return Unit(f"% {of}", f"% {of}", 100.0)


def written(value: float, unit: Unit | str) -> tuple[float, str]:
    """Return *value* as it is shown, an integer where it is whole, and its unit beside it."""
    named = Unit(unit, unit) if isinstance(unit, str) else unit
    shown = round(value * named.scale, 6 if named.scale == 1.0 else 2)
    whole = int(shown) if shown == int(shown) else shown
    return whole, named.one if whole == 1 else named.many


def share(part: Reading) -> str:
    """Return the share that was measured, in per cent."""
    return in_percent(part.value)


def counted(reading: Reading, unit: Unit) -> str:
    """Return what was measured with its unit, as it stands in a sentence."""
    value, named = written(reading.value, unit)
    return f"{value:,} {named}"
