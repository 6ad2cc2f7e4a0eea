"""Events of a run that a filter matches, and what a filter could go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mipviz.http.answers import api, reply
from mipviz.http.refusal import RefusalError
from mipviz.runs import questions
from mipviz.runs.service import runs

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse


@api("GET")
async def search(request: HttpRequest, digest: str) -> HttpResponse:
    """Give the events of a run that `filter` matches, or the fault of the filter."""
    arguments = _arguments(request, {"filter"})
    return await _derived(digest, "search", arguments)


@api("GET")
async def complete(request: HttpRequest, digest: str) -> HttpResponse:
    """Give what could stand at character `at` of `filter`, its end where that is left out."""
    arguments = _arguments(request, {"filter", "at"})
    if "at" in arguments:
        text = arguments["at"]
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise RefusalError("bad-question", f"at: {text[:40]!r}", "a whole number")
        arguments["at"] = int(text)
    return await _derived(digest, "complete", arguments)


def _arguments(request: HttpRequest, known: Collection[str]) -> dict[str, Any]:
    found = request.GET.dict()
    unknown = set(found) - set(known)
    if unknown:
        accepted = " and ".join(sorted(known))
        raise RefusalError("bad-question", f"{min(unknown)[:40]}: unknown", accepted)
    return dict(found)


async def _derived(digest: str, what: str, arguments: dict[str, Any]) -> HttpResponse:
    service = runs()
    response = reply(await questions.derive(service, service.find(digest), what, arguments))
    response["Cache-Control"] = "private, max-age=600"
    return response
