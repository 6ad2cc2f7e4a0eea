"""Lets a browser ask only from a page of this very server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from mipviz.http.answers import send_refusal
from mipviz.http.refusal import RefusalError

if TYPE_CHECKING:
    from mipviz.http.clients import Application, Message, Receive, Send

FOREIGN = RefusalError(
    "forbidden", "a page of another site asks", "the lab's own pages, or no page"
)


class Refuse(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Answers the handshake with 403."""

    async def connect(self) -> None:
        """Close before accepting, which the server turns into 403."""
        await self.close()


class SameOrigin:
    """Refuses what a page of another host asks, and a handshake whose Host is not ours.

    A client without Origin is no page; it carries nobody's identity and is let in.  A link on
    another site is followed by a person, who sees our page: that is let in too.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request or the connection on, or refuse it."""
        if scope["type"] == "lifespan" or admits(scope["type"], scope["headers"]):
            await self.application(scope, receive, send)
        elif scope["type"] == "websocket":
            await Refuse.as_asgi()(scope, receive, send)
        else:
            await send_refusal(send, FOREIGN)


def admits(kind: str, headers: list[tuple[bytes, bytes]]) -> bool:
    """Return whether these headers come from our own page, from a person, or from no page at all.

    *kind* is ``http`` or ``websocket``.  Django itself refuses HTTP with a foreign Host.
    """
    named = {name.lower(): value.decode("latin-1") for name, value in headers}
    host = named.get(b"host", "")
    if kind == "websocket":
        domain, _ = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
    elif named.get(b"sec-fetch-site") in ("cross-site", "same-site") and not _is_followed(named):
        return False
    return is_ours(named.get(b"origin"), host)


def _is_followed(named: dict[bytes, str]) -> bool:
    """Return whether a person followed a link to a page of its own, as no frame or picture does."""
    return (named.get(b"sec-fetch-mode"), named.get(b"sec-fetch-dest")) == ("navigate", "document")


def is_ours(origin: str | None, host: str) -> bool:
    """Return whether *origin* is a page of *host*, of an address that is set, or no page at all."""
    if origin is None or origin.lower() in settings.OWN_ORIGINS:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
