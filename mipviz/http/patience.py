"""Uvicorn's HTTP with an end to its patience: a request's head comes soon, and is not endless.

Without it a client that sends half a head holds its connection for ever, and one that never
ends it has its headers kept in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

HEAD_SECONDS: Final = 10.0
"""Until when a request's head has come, counted from the connection or the answer before."""
HEAD_LIMIT_OCTETS: Final = 64 << 10
"""How long a head may be; browsers send a few hundred octets."""


class PatientProtocol(HttpToolsProtocol):
    """One connection.  While no request is under way, a timer runs."""

    _timer: asyncio.TimerHandle | None = None
    _head_octets = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take *data* in, and say so when the head is too long and not at its end."""
        super().data_received(data)
        if self._timer is None or self.transport.is_closing():
            return
        self._head_octets += len(data)
        if self._head_octets > HEAD_LIMIT_OCTETS:
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        """Go on with a request whose head is complete."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for the next head, unless it has come already."""
        pipelined = bool(self.pipeline)
        super().on_response_complete()
        if not pipelined and not self.transport.is_closing():
            self._wait_for_head()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over: it waits for no head any more."""
        self._stop_waiting()
        super().handle_websocket_upgrade()

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._head_octets = 0
        self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        self.transport.close()
