"""Lets a browser open a WebSocket only from a page of this very server."""

from typing import Any
from urllib.parse import urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class Refuse(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Answers the handshake with 403."""

    async def connect(self) -> None:
        """Close before accepting, which the server turns into 403."""
        await self.close()


class SameOrigin:
    """Refuses a handshake whose Origin is another host, or whose Host is not ours.

    A client without Origin is no browser; it carries nobody's identity and is let in.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Pass the connection on, or refuse it."""
        application = self.application if admits(scope["headers"]) else Refuse.as_asgi()
        return await application(scope, receive, send)


def admits(headers: list[tuple[bytes, bytes]]) -> bool:
    """Return whether these handshake headers come from our own page or from no page at all."""
    named = {name.lower(): value.decode("latin-1") for name, value in headers}
    host = named.get(b"host", "")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    origin = named.get(b"origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc.lower() == host.lower()
