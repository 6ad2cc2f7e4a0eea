"""What every view of the API shares: JSON in, JSON out, and one shape for refusals."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Concatenate, Final, ParamSpec

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from mipviz.http.refusal import STATUS, RefusalError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]
JSON: Final = "application/json"


def api(*methods: str) -> Callable[[View[P]], View[P]]:
    """Answer only *methods*, and turn a `RefusalError` into its JSON and status.

    No view looks at a cookie, so there is nobody whose rights a foreign page could borrow; a
    request from one is refused all the same (`SameOrigin`), and a POST asks for a content type
    that no form can send.
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
    """Return the JSON object in the body of *request*; raises `RefusalError` for anything else.

    A longer body never comes this far: `BodyLimit` stands before.
    """
    if request.content_type != JSON:
        raise RefusalError(
            "wrong-type", f"Content-Type: {(request.content_type or 'none')[:80]}", JSON
        )
    try:
        return msgspec.json.decode(request.body, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise RefusalError("bad-json", f"body: {str(error)[:200]}", "one JSON object") from error


async def send_refusal(
    send: Callable[[dict[str, Any]], Awaitable[None]], refusal: RefusalError
) -> None:
    """Answer an HTTP request that never reaches Django.

    The connection is closed: what else was sent on it is not read.
    """
    body = msgspec.json.encode(refusal.document())
    headers = [
        (b"content-type", JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    status = STATUS.get(refusal.code, 500)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
