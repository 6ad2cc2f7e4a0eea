"""Pages for what went wrong: what, where, and what would be accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mipviz.http.answers import reply
from mipviz.http.faults import refusal_for, surroundings
from mipviz.http.refusal import STATUS, RefusalError
from mipviz.pages.navigation import pages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from django.http.response import HttpResponseBase


def failure(request: HttpRequest, refusal: RefusalError) -> HttpResponse:
    """Return *refusal* as a page, or as JSON under `/api/`."""
    status = STATUS.get(refusal.code, 500)
    if request.path.startswith("/api/"):
        return reply(refusal.document(), status=status)
    content = {"refusal": refusal, "status": status, "pages": pages()}
    return render(request, "pages/failure.html", content, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood; never repeats what was sent."""
    what = f"The request was not understood ({type(exception).__name__})"
    return failure(
        request, RefusalError("bad-message", what, "the lab at / and the pages it links to")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request that is not allowed."""
    return failure(request, RefusalError("forbidden", "This is not allowed", "the lab's own pages"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that does not exist."""
    what = f"There is no page {request.path[:120]}"
    return failure(
        request, RefusalError("not-found", what, "the lab at / and the pages it links to")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own fault; depends on nothing that may be broken too."""
    refusal = RefusalError("failed", "The server failed; it is not your fault", "another try")
    if request.path.startswith("/api/"):
        return reply(refusal.document(), status=500)
    return HttpResponse(
        "<!doctype html><html lang=en><title>mipviz: our fault</title>"
        "<h1>Our fault</h1><p>The server failed on this page. Nothing that you did was wrong."
        '<p><a href="/">Back to the lab</a>',
        status=500,
    )


class Surroundings:
    """Middleware: what the server's surroundings fail at is told as what it is, not as a bug."""

    sync_capable = False
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]]) -> None:
        self._get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return await self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with a refusal of its own; what is our own fault is left to Django."""
        if surroundings(exception, settings.DATA) is None:
            return None
        return failure(request, refusal_for(exception, request.path, settings.DATA))
