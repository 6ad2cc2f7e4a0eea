"""Chance for questions: the same seed, kind and moment give the same question."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from simulation.kernel.rng import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable

_Thing = TypeVar("_Thing")


def stream(seed: int, kind: str, at: int) -> Stream:
    """Return the stream that decides what is left open in one question."""
    return Stream(seed, f"prediction/{kind}/{at}")


def shuffled(things: Iterable[_Thing], chance: Stream) -> list[_Thing]:
    """Return *things* in an order that *chance* draws (Fisher and Yates)."""
    found = list(things)
    for last in range(len(found) - 1, 0, -1):
        other = chance.below(last + 1)
        found[last], found[other] = found[other], found[last]
    return found


def some(things: Iterable[_Thing], most: int, chance: Stream) -> list[_Thing]:
    """Return at most *most* of *things*, drawn, in the order in which they came."""
    found = list(enumerate(things))
    kept = sorted(shuffled(found, chance)[:most], key=lambda each: each[0])
    return [thing for _, thing in kept]
