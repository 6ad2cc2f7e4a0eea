"""What a filter says once it is read: tests, joined by and, or and not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.filters.terms import Term
    from simulation.filters.values import Accepted


@dataclass(frozen=True, slots=True)
class Condition:
    """A term that is there, or one of whose values is accepted; *differs* asks for none that is."""

    term: Term
    accepted: Accepted | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that *part* does not match."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Both:
    """What two parts match."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Either:
    """What one of two parts matches, or both."""

    left: Expression
    right: Expression


Expression: TypeAlias = Condition | Not | Both | Either


def conditions_of(expression: Expression) -> Iterator[Condition]:
    """Yield the tests of *expression* from left to right."""
    match expression:
        case Condition():
            yield expression
        case Not(part):
            yield from conditions_of(part)
        case Both(left, right) | Either(left, right):
            yield from conditions_of(left)
            yield from conditions_of(right)
