"""What is wrong with a filter: where in its text, how long, and what would be right there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.errors import AskingError

if TYPE_CHECKING:
    from simulation.filters.terms import Term


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may stand at the end of a text that was read so far, for whoever completes it."""

    what: str
    """`name`, `operator`, `value` or `joiner`."""
    term: Term | None = None
    """The term that an operator or a value is for."""


class FilterError(AskingError):
    """A text that is no filter; *position* and *length* count characters, *expected* is a phrase.

    *wanted* says what would go on where the text only ends too early.
    """

    def __init__(
        self, what: str, *, position: int, length: int, expected: str, wanted: Wanted | None = None
    ) -> None:
        super().__init__(what, where=f"filter, character {position + 1}", accepted=expected)
        self.position = position
        self.length = length
        self.expected = expected
        self.wanted = wanted

    def as_json(self) -> dict[str, Any]:
        """Return the fault as plain data."""
        return {
            "message": self.what,
            "position": self.position,
            "length": self.length,
            "expected": self.expected,
        }
