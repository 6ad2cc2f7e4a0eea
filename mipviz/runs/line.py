"""Whose run is next: a line that no single client can fill, and that no dear run can block.

Turns are shared out by cost (seconds of a worker): who has had less of late goes first.  A run
that was expected to be dear is begun only where another place stays free, so that an ordinary
run never waits for the end of a long one.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import Final

from mipviz.http.shares import Shares

DEAR_SECONDS: Final = 10.0
"""What a run of the presets never costs."""


class Ticket:
    """A place in the line, then a turn; has to be given back, whatever happens."""

    def __init__(self, line: Line, client: str, cost: float, due: float, number: int) -> None:
        self.client = client
        self.cost = cost
        self.place = (due, number)
        self._line = line
        self._called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.begun: float | None = None

    @property
    def dear(self) -> bool:
        """Whether the run will hold its worker for long."""
        return self.cost > DEAR_SECONDS

    def call(self, now: float) -> None:
        """Begin its turn, at *now* on the clock."""
        self.begun = now
        if not self._called.done():
            self._called.set_result(None)

    async def turn(self) -> None:
        """Wait until there is a free worker for it."""
        await self._called

    def give_back(self) -> None:
        """Leave the line, or end the turn."""
        self._line.leave(self)


class Line:
    """Lets *places* runs go on at once; *longest* may wait."""

    def __init__(self, places: int, *, longest: int = 256) -> None:
        self._places = places
        self._shares = Shares(longest, "runs wait")
        self._waiting: list[Ticket] = []
        self._going: list[Ticket] = []
        self._numbers = itertools.count()
        self._reached: dict[str, float] = {}
        """Up to where each client's turns reach, in seconds of work."""
        self._now = 0.0

    def enter(self, client: str, cost: float) -> Ticket:
        """Return a ticket for a run that will cost *cost* seconds or so.

        Raises `RefusalError` if too many runs wait, on the whole or of this client.
        """
        self._shares.take(client)
        due = max(self._now, self._reached.get(client, 0.0))
        self._reached[client] = due + cost
        ticket = Ticket(self, client, cost, due, next(self._numbers))
        self._waiting.append(ticket)
        self._call()
        return ticket

    def check(self, client: str) -> None:
        """Raise `RefusalError` if *client* could not enter now."""
        self._shares.check(client)

    def leave(self, ticket: Ticket) -> None:
        """Take *ticket* back; what its run really cost is its client's account."""
        if ticket in self._going:
            self._going.remove(ticket)
            spent = time.monotonic() - (ticket.begun or 0.0)
            self._reached[ticket.client] += spent - ticket.cost
        elif ticket in self._waiting:
            self._waiting.remove(ticket)
            self._shares.give_back(ticket.client)
            self._reached[ticket.client] -= ticket.cost
        self._forget()
        self._call()

    @property
    def waiting(self) -> int:
        """Number of runs whose turn has not come."""
        return len(self._waiting)

    def _call(self) -> None:
        while ticket := self._next():
            self._waiting.remove(ticket)
            self._shares.give_back(ticket.client)
            self._going.append(ticket)
            self._now = max(self._now, ticket.place[0])
            ticket.call(time.monotonic())

    def _next(self) -> Ticket | None:
        free = self._places - len(self._going)
        dear = sum(each.dear for each in self._going)
        room_for_dear = free > 0 and (self._places == 1 or dear < self._places - 1)
        able = [each for each in self._waiting if room_for_dear or not each.dear] if free else []
        return min(able, key=lambda each: each.place, default=None)

    def _forget(self) -> None:
        """Forget clients whose turns lie in the past."""
        here = {each.client for each in (*self._waiting, *self._going)}
        for client, reached in list(self._reached.items()):
            if reached <= self._now and client not in here:
                del self._reached[client]
