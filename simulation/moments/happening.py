"""What a kind of happening is: its words, what may be said of it, and how it is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from simulation.metrics.facts import Facts

Said: TypeAlias = "Mapping[str, str]"
"""What a phrase says more of a happening: the value of each preposition, as the trace names it."""

PREPOSITIONS: Final[Mapping[str, str]] = {
    "from": "NODE",
    "to": "NODE",
    "by": "NODE",
    "at": "NODE",
    "of": "NODE",
    "onto": "LINK",
    "on": "LINK",
    "in": "TABLE",
    "because": "REASON",
}
"""Every preposition, and what is named after it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of happening that a phrase can name.

    *words* are how it is called, the first first; *takes* are the prepositions that it knows;
    *find* returns the numbers of its events in a trace, in order.
    """

    words: tuple[str, ...]
    meaning: str
    find: Callable[[Facts, Said], Iterable[int]] = field(repr=False)
    takes: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """How it is written, with everything that may be said of it."""
        said = "".join(f" [{word} {PREPOSITIONS[word]}]" for word in self.takes)
        return " or ".join(self.words) + said
