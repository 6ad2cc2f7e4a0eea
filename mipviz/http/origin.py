"""Lets a browser open a WebSocket only from a page of this very server."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import split_domain_port, validate_host

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Refuse(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Answers the handshake with 403."""

    async def connect(self) -> None:
        """Close before accepting, which the server turns into 403."""
        await self.close()


class SameOrigin:
    """Refuses a handshake whose Origin is another host, or whose Host is not ours.

    A client without Origin is no browser; it carries nobody's identity and is let in.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the connection on, or refuse it."""
        application: Application = (
            self.application if admits(scope["headers"]) else Refuse.as_asgi()
        )
        await application(scope, receive, send)


def admits(headers: list[tuple[bytes, bytes]]) -> bool:
    """Return whether these handshake headers come from our own page or from no page at all."""
    named = {name.lower(): value.decode("latin-1") for name, value in headers}
    host = named.get(b"host", "")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    return is_ours(named.get(b"origin"), host)


def is_ours(origin: str | None, host: str) -> bool:
    """Return whether *origin* is a page of *host*, or no page at all."""
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
