"""What every view of the API shares: JSON in, JSON out, and one shape for refusals."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, Final, ParamSpec

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from mipviz.http.limits import SCENARIO_LIMIT_OCTETS
from mipviz.http.origin import is_ours
from mipviz.http.refusal import STATUS, RefusalError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]
JSON: Final = "application/json"


def api(*methods: str) -> Callable[[View[P]], View[P]]:
    """Answer only *methods*, and turn a `RefusalError` into its JSON and status.

    No view looks at a cookie, so there is nobody whose rights a foreign page could borrow; a
    POST from one is refused all the same, by its Origin and by asking for a content type that
    no form can send.
    """
    taken = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View[P]) -> View[P]:
        @csrf_exempt
        @functools.wraps(view)
        async def answer(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.method not in taken:
                what = f"{request.method} {request.path}"
                response = refused(RefusalError("wrong-method", what, " or ".join(methods)))
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return await view(request, *args, **kwargs)
            except RefusalError as refusal:
                return refused(refusal)

        return answer

    return decorate


def refused(refusal: RefusalError) -> HttpResponse:
    """Return *refusal* as JSON with the status that belongs to its code."""
    return reply(refusal.document(), status=STATUS.get(refusal.code, 500))


def reply(value: object, status: int = 200) -> HttpResponse:
    """Return *value* as a JSON response."""
    return HttpResponse(msgspec.json.encode(value), status=status, content_type=JSON)


def posted(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object in the body of *request*; raises `RefusalError` for anything else."""
    if not is_ours(request.headers.get("Origin"), request.get_host()):
        raise RefusalError(
            "forbidden", "a page of another site asks", "the lab's own pages, or no page"
        )
    if request.content_type != JSON:
        raise RefusalError(
            "wrong-type", f"Content-Type: {(request.content_type or 'none')[:80]}", JSON
        )
    if int(request.headers.get("Content-Length") or 0) > SCENARIO_LIMIT_OCTETS:
        raise _too_large()
    body = request.body
    if len(body) > SCENARIO_LIMIT_OCTETS:
        raise _too_large()
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise RefusalError("bad-json", f"body: {str(error)[:200]}", "one JSON object") from error


def _too_large() -> RefusalError:
    limit = SCENARIO_LIMIT_OCTETS >> 10
    return RefusalError("too-large", "the body is too long", f"at most {limit} KiB of JSON")
