"""Serves the built browser code through WhiteNoise without leaving the event loop."""

from collections.abc import Awaitable, Callable

from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise as asynchronous middleware.

    Its own response iterates a file synchronously, for which ASGI would leave the event loop
    twice per request; the files are small and known at start, so each is sent in one piece.
    """

    sync_capable = False
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]]) -> None:
        super().__init__(get_response)
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the file of that path, or pass the request on."""
        known = self.files.get(request.path_info)
        if known is not None:
            try:
                return whole(known, request)
            except FileNotFoundError:  # the browser code was built anew: its files have other names
                del self.files[request.path_info]
        return await self.get_response(request)  # type: ignore[no-any-return]


def whole(known: StaticFile, request: HttpRequest) -> HttpResponse:
    """Return the response of WhiteNoise for *known* with the file's octets in it."""
    found = known.get_response(request.method, request.META)
    content = b""
    if found.file is not None:
        with found.file:
            content = found.file.read()
    response = HttpResponse(content, status=int(found.status))
    del response["Content-Type"]
    for key, value in found.headers:
        response[key] = value
    return response
