"""The one shape in which the web says no: a code, what is wrong, and what would do."""

from __future__ import annotations

from typing import Any

from simulation.errors import AbsentError, AskingError, LimitError, ScenarioError

LONGEST = 2_000
"""Characters of a text; what was sent may be quoted in it."""


class RefusalError(Exception):
    """Something that was asked for and will not be done.

    *code* is for programs, *message* says what is wrong and where, *accepted* what would do.
    """

    def __init__(self, code: str, message: str, accepted: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message[:LONGEST]
        self.accepted = accepted[:LONGEST]

    def document(self) -> dict[str, Any]:
        """Return the refusal as plain data."""
        return {"code": self.code, "message": self.message, "accepted": self.accepted}

    def again(self) -> RefusalError:
        """Return the same to be raised anew, for each who waits."""
        return RefusalError(self.code, self.message, self.accepted)

    @classmethod
    def of_scenario(cls, error: ScenarioError) -> RefusalError:
        """Return what *error* of the simulation says, in this shape."""
        code = "limit" if isinstance(error, LimitError) else "bad-scenario"
        return cls(code, f"{error.where}: {error.what}", error.accepted)

    @classmethod
    def of_asking(cls, error: AskingError) -> RefusalError:
        """Return what *error* says of a question about a trace, in this shape."""
        code = "not-found" if isinstance(error, AbsentError) else "bad-question"
        return cls(code, f"{error.where}: {error.what}", error.accepted)


STATUS = {
    "bad-json": 400,
    "bad-message": 400,
    "bad-question": 400,
    "bad-scenario": 400,
    "limit": 400,
    "forbidden": 403,
    "not-found": 404,
    "unknown-run": 404,
    "wrong-method": 405,
    "too-late": 408,
    "too-large": 413,
    "wrong-type": 415,
    "too-fast": 429,
    "failed": 500,
    "broken-database": 500,
    "broken-disk": 500,
    "read-only": 500,
    "busy": 503,
    "cancelled": 503,
    "interrupted": 503,
    "stopped": 503,
    "no-space": 507,
}
"""Every code that the web uses, and the HTTP status that goes with it."""
