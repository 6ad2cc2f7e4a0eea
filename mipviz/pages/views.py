"""The lab, and pages that can be read without JavaScript."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from mipviz.catalogue import catalogue
from mipviz.http.refusal import RefusalError
from mipviz.links import addresses, links
from mipviz.pages.failures import failure
from mipviz.pages.navigation import pages
from mipviz.runs.service import runs
from simulation.narration import describe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mipviz.links.models import Link


async def lab(request: HttpRequest) -> HttpResponse:
    """Show the lab; its query says what it shows, and the lab itself reads it."""
    await runs().pool.warm()
    return _page(request, "lab", {})


async def link(request: HttpRequest, name: str) -> HttpResponse:
    """Show the lab as it was when the link *name* was saved."""
    try:
        saved = await links.load(name)
    except RefusalError as refusal:
        return failure(request, refusal)
    await runs().pool.warm()
    scenario = _scenario(saved)
    content = {
        "id": saved.id,
        "scenario": scenario,
        "view": saved.view,
        "engine": saved.engine,
        "fingerprint": saved.fingerprint,
        "created": saved.created.isoformat(),
    }
    text = json.dumps(scenario, indent=2)
    return _page(request, "lab", {"link": content, "scenario_text": text})


def _scenario(saved: Link) -> dict[str, Any]:
    """Return the document that *saved* kept, complete; as it was kept if it cannot be read now."""
    document = links.scenario_of(saved)
    try:
        return addresses.of_document(document).scenario.document()
    except RefusalError:
        return document


async def options(request: HttpRequest) -> HttpResponse:
    """Show the options as a table."""
    shown = [
        {**option, "lab": addresses.of_query({"option": option["id"]}).url}
        for option in catalogue.options()
    ]
    return _page(request, "options", {"options": shown})


async def scenarios(request: HttpRequest) -> HttpResponse:
    """Show the presets and the parameters as tables."""
    shown = [
        {**scenario, "lab": addresses.of_document({"slug": scenario["slug"]}).url}
        for scenario in catalogue.scenarios()
    ]
    content = {"scenarios": shown, "parameters": catalogue.parameters()}
    return _page(request, "scenarios", content)


async def headers(request: HttpRequest) -> HttpResponse:
    """Show the field tables of every header."""
    return _page(request, "headers", {"headers": list(catalogue.document()["headers"].values())})


async def edit(request: HttpRequest) -> HttpResponse:
    """Show the scenario editor; its query says which scenario it begins with."""
    return _page(request, "edit", {})


async def glossary(request: HttpRequest) -> HttpResponse:
    """Show every term and every kind of node with its explanation."""
    told = describe()
    terms = sorted(told["terms"].items(), key=lambda each: each[1]["title"].lower())
    nodes = sorted(told["kinds_of_node"].items(), key=lambda each: each[1]["title"].lower())
    return _page(request, "glossary", {"terms": terms, "nodes": nodes})


async def practice(request: HttpRequest) -> HttpResponse:
    """Show ten questions over presets and options; their page asks for them one by one."""
    kinds = [{"slug": "any", "title": "Mixed"}, *catalogue.document()["predictions"]]
    return _page(request, "practice", {"kinds": kinds})


def _page(request: HttpRequest, name: str, content: dict[str, Any]) -> HttpResponse:
    return render(request, f"pages/{name}.html", {"pages": pages(), **content})
