"""Refuses a request body that no part of the lab would take, before anything is kept of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from mipviz.http.answers import send_refusal
from mipviz.http.limits import SCENARIO_LIMIT_OCTETS
from mipviz.http.refusal import RefusalError

if TYPE_CHECKING:
    from mipviz.http.clients import Application, Message, Receive, Send

LIMIT_OCTETS: Final = SCENARIO_LIMIT_OCTETS
PATIENCE_SECONDS: Final = 30.0
"""How long a body may take to come."""


class BodyLimit:
    """Answers 413 to a longer body, announced or not, and 408 to one that does not come.

    Django would first write the one to a file, and wait for the other for ever.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on as long as its body is short enough."""
        if announced(scope["headers"]) > LIMIT_OCTETS:
            await send_refusal(send, _too_large())
            return
        body = _Body(receive)
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        await self.application(scope, body.receive, note)
        if body.refusal is not None and not begun:
            await send_refusal(send, body.refusal)


class _Body:
    """What came of one request's body; too much of it, or too late, is the client's end."""

    def __init__(self, receive: Receive) -> None:
        self.refusal: RefusalError | None = None
        self._receive = receive
        self._octets = 0
        self._complete = False
        self._until = asyncio.get_running_loop().time() + PATIENCE_SECONDS

    async def receive(self) -> Message:
        """Return the next message; of what is refused, that the client has gone."""
        try:
            async with asyncio.timeout_at(None if self._complete else self._until):
                message: Message = await self._receive()
        except TimeoutError:
            accepted = f"a body within {PATIENCE_SECONDS:.0f} s"
            self.refusal = RefusalError("too-late", "the body did not come", accepted)
        else:
            self._octets += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
            if self._octets <= LIMIT_OCTETS:
                return message
            self.refusal = _too_large()
        return {"type": "http.disconnect"}


def announced(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the length that the headers announce, or 0."""
    for name, value in headers:
        if name.lower() == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


def _too_large() -> RefusalError:
    accepted = f"at most {LIMIT_OCTETS >> 10} KiB of JSON"
    return RefusalError("too-large", "the body is too long", accepted)
