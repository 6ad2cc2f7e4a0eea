"""What every view of the API shares: JSON in, JSON out, and one shape for refusals."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import urlsplit

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from mipviz.traces.messages import SCENARIO_LIMIT_OCTETS
from mipviz.traces.refusal import STATUS, Refusal

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Awaitable[HttpResponse]]
JSON: Final = "application/json"


def api(*methods: str) -> Callable[[View[P]], View[P]]:
    """Answer only *methods*, and turn a `Refusal` into its JSON and status.

    No view looks at a cookie, so there is nobody whose rights a foreign page could borrow; a
    POST from one is refused all the same, by its Origin and by asking for a content type that
    no form can send.
    """

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        async def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                if request.method not in (*methods, "HEAD"):
                    raise Refusal("wrong-method", f"{request.method} {request.path}", " or ".join(methods))
                return await view(request, *args, **kwargs)
            except Refusal as refusal:
                response = reply(refusal.document(), status=STATUS.get(refusal.code, 500))
                if refusal.code == "wrong-method":
                    response["Allow"] = ", ".join(methods)
                return response

        exempt: View[P] = csrf_exempt(answer)
        return exempt

    return decorate


def reply(value: Any, status: int = 200) -> HttpResponse:
    """Return *value* as a JSON response."""
    return HttpResponse(msgspec.json.encode(value), status=status, content_type=JSON)


def posted(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object in the body of *request*; raises `Refusal` for anything else."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.get_host().lower():
        raise Refusal("forbidden", "a page of another site asks", "the lab's own pages, or no page")
    if request.content_type != JSON:
        raise Refusal("wrong-type", f"Content-Type: {request.content_type[:80]}", JSON)
    if int(request.headers.get("Content-Length") or 0) > SCENARIO_LIMIT_OCTETS:
        raise _too_large()
    body = request.body
    if len(body) > SCENARIO_LIMIT_OCTETS:
        raise _too_large()
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Refusal("bad-json", f"body: {str(error)[:200]}", "one JSON object") from error


def _too_large() -> Refusal:
    limit = SCENARIO_LIMIT_OCTETS >> 10
    return Refusal("too-large", "the body is too long", f"at most {limit} KiB of JSON")
