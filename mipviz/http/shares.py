"""Room that many clients share, of which no single one can take everything."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mipviz.http.refusal import RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Shares:
    """Places for *limit* of something; a client gets at most half of what the others leave.

    So whoever comes alone has half of everything, and whoever comes later still finds room.
    *what* names what is counted, for the refusal.
    """

    def __init__(self, limit: int, what: str) -> None:
        self.limit = limit
        self._what = what
        self._held: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Number of places that are taken."""
        return self._held.total()

    def check(self, client: str) -> None:
        """Raise `RefusalError` if the share of *client* is used up."""
        held = self._held[client]
        if 2 * held >= self.limit - (self.taken - held):
            raise RefusalError(
                "busy", f"{held} {self._what} from your address already", "another try in a moment"
            )

    def take(self, client: str) -> None:
        """Take a place for *client*; raises `RefusalError` if its share is used up."""
        self.check(client)
        self._held[client] += 1

    def give_back(self, client: str) -> None:
        """Give back a place that *client* took."""
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """Hold a place for *client* for a while."""
        self.take(client)
        try:
            yield
        finally:
            self.give_back(client)
