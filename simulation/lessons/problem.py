"""What is wrong with a lesson, and where: a line, a sentence, what would be accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulation.errors import AskingError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Problem(NamedTuple):
    """One thing that is wrong in *line* of a lesson, counted from 1."""

    line: int
    what: str
    accepted: str

    def told(self, name: str) -> str:
        """Return it as one line about the file *name*."""
        what = f"{self.what[0].upper()}{self.what[1:]}".removesuffix(".") + "."
        return f"{name}:{self.line}: {what} Accepted: {self.accepted}."


class LessonError(AskingError):
    """A lesson that cannot be used; *problems* are all that were found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.what, where=f"line {first.line}", accepted=first.accepted)
        self.problems = tuple(sorted(problems))
