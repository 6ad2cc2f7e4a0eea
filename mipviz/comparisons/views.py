"""The compare page, which appears while its runs are simulated, and the same as JSON."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import msgspec
from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string

from mipviz.catalogue.catalogue import options as every_option
from mipviz.comparisons import anatomy, changes, gap_bars, table
from mipviz.comparisons.service import (
    Answer,
    Question,
    as_they_come,
    charts,
    compare,
    read_question,
    scenario_names,
)
from mipviz.http.answers import JSON, api, reply
from mipviz.http.refusal import RefusalError
from mipviz.links.addresses import of_document
from mipviz.pages.failures import failure
from mipviz.pages.navigation import pages
from mipviz.runs.service import runs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

MARK = "<!-- results -->"
"""Where the page waits for its runs."""


async def page(request: HttpRequest) -> HttpResponseBase:
    """Show chosen options side by side; the form comes at once, the results when they are there."""
    try:
        question = _question(request)
    except RefusalError as refusal:
        return failure(request, refusal)
    return StreamingHttpResponse(
        _pieces(request, question), content_type="text/html; charset=utf-8"
    )


@api("GET")
async def comparison(request: HttpRequest) -> HttpResponse:
    """Give chosen options side by side, as `mipviz compare --json` does."""
    question = _question(request)
    answers = await compare(runs(), question)
    refused = next((answer.refusal for answer in answers if answer.refusal), None)
    if refused is not None:
        raise refused
    shared = {key: value for key, value in question.documents[0].items() if key != "option"}
    return reply({"scenario": shared, "rows": [_row(answer) for answer in answers]})


@api("GET")
async def rows(request: HttpRequest) -> HttpResponseBase:
    """Give a line of JSON for each option, as soon as its run is done."""
    return StreamingHttpResponse(_lines(_question(request)), content_type="application/x-ndjson")


async def _lines(question: Question) -> AsyncIterator[bytes]:
    async with contextlib.aclosing(as_they_come(runs(), question)) as coming:
        async for row in coming:
            yield msgspec.json.encode(row) + b"\n"


@api("GET")
async def drawings(request: HttpRequest) -> HttpResponse:
    """Give the charts of a comparison, each as plotly takes it."""
    return HttpResponse(await charts(runs(), _question(request)), content_type=JSON)


def _question(request: HttpRequest) -> Question:
    names = [name for each in request.GET.getlist("option") for name in each.split(",") if name]
    return read_question(request.GET.dict(), names)


async def _pieces(request: HttpRequest, question: Question) -> AsyncIterator[str]:
    content = {"pages": pages(), **_form(request, question)}
    before, _, after = render_to_string("pages/compare.html", content, request).partition(MARK)
    yield before
    try:
        answers = await compare(runs(), question)
    except RefusalError as refusal:
        yield render_to_string("pages/refused.html", {"refusal": refusal})
    else:
        yield render_to_string("pages/comparison.html", _results(question, answers))
    yield after


def _form(request: HttpRequest, question: Question) -> dict[str, Any]:
    first = question.documents[0]
    return {
        "options": every_option(),
        "chosen": question.options,
        "scenarios": scenario_names(),
        "scenario": first["slug"],
        "title": first["title"],
        "document": request.GET.get("document", ""),
        "seed": first["seed"],
        "settings": [item for item in request.GET.items() if item[0].startswith("set.")],
        "designs": _designs(question),
        "warnings": question.warnings,
        "notes": question.notes,
    }


def _designs(question: Question) -> dict[str, Any]:
    """Return what is compared, for the part of the page that plays the runs."""
    titles = {option["id"]: option["title"] for option in every_option()}
    shared = {key: value for key, value in question.documents[0].items() if key != "option"}
    return {
        "designs": [
            {
                "option": document["option"],
                "title": titles[document["option"]],
                "lab": of_document(document).url,
            }
            for document in question.documents
        ],
        "scenario": shared,
        "address": of_document(question.documents[0]).url.partition("?")[2],
        "headlines": table.meanings(),
    }


def _results(question: Question, answers: list[Answer]) -> dict[str, Any]:
    titles = {option["id"]: option["title"] for option in every_option()}
    heads = [
        {
            "option": answer.document["option"],
            "title": titles[answer.document["option"]],
            "lab": of_document(answer.document).url,
            "outcome": answer.end["outcome"]["text"] if answer.end else None,
            "refusal": answer.refusal,
            "fingerprint": answer.end["fingerprint"] if answer.end else "",
        }
        for answer in answers
    ]
    return {
        "title": question.documents[0]["title"],
        "heads": heads,
        "rows": table.rows(answers),
        "changes": changes.changes(answers),
        "gaps": gap_bars.gaps(answers),
        "parts": gap_bars.legend(),
        "gap_width": gap_bars.WIDTH,
        "packets": anatomy.packets(answers),
        "width": anatomy.WIDTH,
    }


def _row(answer: Answer) -> dict[str, Any]:
    end = answer.end or {}
    return {
        "option": answer.document["option"],
        "fingerprint": end["fingerprint"],
        "outcome": end["outcome"],
        "metrics": end["metrics"],
    }
