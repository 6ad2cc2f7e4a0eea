"""Questions made from a run, and grades of answers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from mipviz.http.answers import api, posted, reply
from mipviz.http.refusal import RefusalError
from mipviz.links import addresses
from mipviz.runs import questions
from mipviz.runs.service import runs
from simulation.errors import AskingError
from simulation.options import NAMES
from simulation.predictions import drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from mipviz.runs.run import Run
    from simulation.predictions import Draw

_NUMBERS: Final = ("at", "seed", "count", "number")
_KNOWN: Final = ("kind", "at", "seed", "count", "answers", "with")
_ATTEMPTS: Final = 8
"""Runs that are tried before a kind is held to be rare."""
_OTHERS: Final = 3
"""Designs that one question compares, beside its own."""


@api("GET")
async def asked(request: HttpRequest, digest: str) -> HttpResponse:
    """Give questions about a run: with their answers for oneself, without them for a class."""
    found = request.GET.dict()
    told = found.get("answers", "yes")
    if told not in {"yes", "no"}:
        raise RefusalError("bad-question", f"answers: {told[:40]!r}", "yes or no")
    arguments = {**_arguments(found), "answers": told == "yes"}
    about = await _about(digest, found.get("with", ""))
    return reply(await questions.derive(runs(), about, "predictions", arguments))


@api("POST")
async def graded(request: HttpRequest, digest: str) -> HttpResponse:
    """Grade an answer; what comes back holds the whole question, too."""
    body = posted(request)
    unknown = set(body) - {*_KNOWN, "answer"}
    if unknown:
        raise RefusalError(
            "bad-question", f"{min(unknown)[:40]}: unknown", "kind, at, seed, answer"
        )
    about = await _about(digest, str(body.pop("with", "")))
    return reply(await questions.derive(runs(), about, "grade", body))


@api("GET")
async def practice(request: HttpRequest) -> HttpResponse:
    """Give one question of a series over presets and options, without its answer.

    A run in which nothing of the kind can be asked makes room for another one.
    """
    found = request.GET.dict()
    arguments = _arguments({"kind": "any", **found}, ("kind", "seed", "number"))
    kind, seed, number = arguments["kind"], arguments.get("seed", 1), arguments.get("number", 0)
    for attempt in range(_ATTEMPTS):
        try:
            draw = drawn(kind, seed, number, attempt)
        except AskingError as error:
            raise RefusalError.of_asking(error) from error
        try:
            return reply(await _practised(draw, seed))
        except RefusalError as refusal:
            if refusal.code != "not-found":
                raise
    raise RefusalError("not-found", f"kind: no run gives a question of {kind}", "another seed")


async def _practised(draw: Draw, seed: int) -> dict[str, Any]:
    service = runs()
    scenarios = [draw.document, *({**draw.document, "option": each} for each in draw.others)]
    about = [service.begin(each) for each in scenarios]
    arguments = {"kind": draw.kind, "seed": seed, "answers": False}
    [question] = await questions.derive(service, about, "predictions", arguments)
    looked = f"&at={question['at']}&ask={draw.kind}&draw={seed}"
    return {
        "run": about[0].digest,
        "with": ",".join(draw.others),
        "option": draw.document["option"],
        "title": draw.document["title"],
        "lab": addresses.of_document(draw.document).url + looked,
        "question": question,
    }


async def _about(digest: str, others: str) -> list[Run]:
    """Return the run, and those of its scenario under *others*, options with commas between."""
    service = runs()
    own = service.find(digest)
    named = [each for each in others.split(",") if each]
    if len(named) > _OTHERS or not set(named) <= set(NAMES):
        raise RefusalError("bad-question", f"with: {others[:80]!r}", f"at most {_OTHERS} options")
    if not named:
        return [own]
    with service.watching(own):
        await own.finished()
    document = msgspec.json.decode(own.head)["head"]["scenario"]
    return [own, *(service.begin({**document, "option": NAMES[each]}) for each in named)]


def _arguments(query: Mapping[str, str], known: Sequence[str] = _KNOWN) -> dict[str, Any]:
    unknown = set(query) - set(known)
    if unknown:
        raise RefusalError("bad-question", f"{min(unknown)[:40]}: unknown", ", ".join(known))
    arguments: dict[str, Any] = {"kind": query.get("kind", "")}
    for name in _NUMBERS:
        if name in query:
            text = query[name]
            if not (text.isascii() and text.isdecimal() and len(text) < 10):
                raise RefusalError("bad-question", f"{name}: {text[:40]!r}", "a whole number")
            arguments[name] = int(text)
    return arguments
