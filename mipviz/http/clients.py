"""Who asks: the address of a client, told by the connection or by a proxy that is trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, Final

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

NOBODY: Final = "nobody"
"""Who asks where no client does: the server itself, or a test."""
_asking: ContextVar[str] = ContextVar("asking", default=NOBODY)


def asking() -> str:
    """Return the client on whose behalf the current task works, as `share` names it."""
    return _asking.get()


class Clients:
    """Notes who asks, for everything that a request or a connection leads to.

    Of *proxies* (addresses and networks) the headers X-Forwarded-For, -Proto and -Host are
    believed, of nobody else: whoever could name any address would have as many shares as names.
    """

    def __init__(self, application: Application, proxies: list[str]) -> None:
        self._proxies = ProxyHeadersMiddleware(self._forwarded, proxies)  # type: ignore[arg-type]
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on with its client's own address, name of this host and scheme."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        named = {**scope, "client": _unmapped(scope.get("client"))}
        if named["client"] and named["client"][0] in self._proxies.trusted_hosts:
            named["headers"] = _with_forwarded_host(scope["headers"])
        await self._proxies(named, receive, send)  # type: ignore[arg-type]

    async def _forwarded(self, scope: Message, receive: Receive, send: Send) -> None:
        client = scope["client"]
        mark = _asking.set(share(client[0]) if client else NOBODY)
        try:
            await self._application(scope, receive, send)
        finally:
            _asking.reset(mark)


def share(address: str) -> str:
    """Return the name under which *address* is counted: an IPv6 host has a whole /64 to itself."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:  # a proxy may name its client as it likes
        return address[:80]
    if read.version == 4:
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, 64), strict=False))


def _unmapped(client: tuple[str, int] | None) -> tuple[str, int] | None:
    """Return *client* by its IPv4 address where a socket of both families shows it as IPv6."""
    if client is None or not client[0].startswith("::ffff:"):
        return client
    return client[0].removeprefix("::ffff:"), client[1]


def _with_forwarded_host(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return *headers* with the Host that the browser asked for, where the proxy passed it on."""
    hosts = [value for name, value in headers if name == b"x-forwarded-host"]
    if not hosts:
        return headers
    host = hosts[-1].rpartition(b",")[2].strip()
    return [(name, host if name == b"host" else value) for name, value in headers]
