"""Pages for what went wrong: what, where, and what would be accepted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mipviz.http.answers import reply
from mipviz.http.refusal import STATUS, RefusalError
from mipviz.pages.navigation import pages


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
