"""What a kind of question is: where it can be asked, and how it is made there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from simulation.kernel.rng import Stream
    from simulation.predictions.prediction import Prediction
    from simulation.predictions.scene import Scene


class Candidate(NamedTuple):
    """A moment at which something can be asked: after event *at*.

    *news* is alike where the question would be the same again: only the first is worth asking.
    """

    at: int
    news: Hashable


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is made with: the moment, chance, its seed, and other runs of that move."""

    at: int
    seed: int
    chance: Stream
    others: tuple[Scene, ...] = ()


class Times(TypedDict):
    """What every question says of when it is asked and when it is answered."""

    seed: int
    at: int
    at_ns: int
    reveal: int
    reveal_ns: int


def times(scene: Scene, asking: Asking, reveal: int) -> Times:
    """Return the times of a question whose answer is seen after event *reveal*."""
    return Times(
        seed=asking.seed,
        at=asking.at,
        at_ns=scene.at_ns(asking.at),
        reveal=reveal,
        reveal_ns=scene.at_ns(reveal),
    )


Make: TypeAlias = "Callable[[Scene, Asking], Prediction | None]"
"""Makes the question of a candidate; nothing where it would have no false answer."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: *title* names it for people, *lacks* says what a run without it lacks."""

    slug: str
    title: str
    lacks: str
    candidates: Callable[[Scene], Iterable[Candidate]]
    make: Make
