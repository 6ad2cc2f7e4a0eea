"""Refuses a request body that no part of the lab would take, before anything is kept of it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec

from mipviz.http.limits import SCENARIO_LIMIT_OCTETS
from mipviz.http.refusal import RefusalError

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

LIMIT_OCTETS: Final = SCENARIO_LIMIT_OCTETS


class BodyLimit:
    """Answers 413 to a longer body, announced or not; Django would first write it to a file."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on as long as its body is short enough."""
        if announced(scope["headers"]) > LIMIT_OCTETS:
            await refuse(send)
            return
        octets, begun = 0, False

        async def count() -> Mapping[str, Any]:
            nonlocal octets
            message = await receive()
            octets += len(message.get("body", b""))
            return {"type": "http.disconnect"} if octets > LIMIT_OCTETS else message

        async def note(message: Mapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        await self.application(scope, count, note)
        if octets > LIMIT_OCTETS and not begun:
            await refuse(send)


def announced(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the length that the headers announce, or 0."""
    for name, value in headers:
        if name.lower() == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


async def refuse(send: Send) -> None:
    """Send 413 in the shape of every refusal."""
    accepted = f"at most {LIMIT_OCTETS >> 10} KiB of JSON"
    refusal = RefusalError("too-large", "the body is too long", accepted)
    body = msgspec.json.encode(refusal.document())
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
