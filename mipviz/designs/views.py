"""The page of one design, which appears while its run is simulated."""

from __future__ import annotations

import json
from asyncio import to_thread
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponsePermanentRedirect, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from mipviz.claims.ledger import ledger
from mipviz.claims.views import VERDICTS
from mipviz.comparisons import anatomy, table
from mipviz.comparisons.service import compare, read_question
from mipviz.designs.picture import picture
from mipviz.http.refusal import RefusalError
from mipviz.links import addresses
from mipviz.pages.failures import failure
from mipviz.pages.navigation import pages
from mipviz.runs import questions
from mipviz.runs.service import runs
from simulation import OPTIONS, PRESETS
from simulation.catalogue import LAYER_ROLES
from simulation.narration import describe
from simulation.options import NAMES
from simulation.trace import ROLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from simulation.options import Option

MARK: Final = "<!-- run -->"
"""Where the page waits for its run."""
SHOWN: Final = "leave-colocated"
"""The preset in which every design is shown: from the office to a network with an own address."""


async def page(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show the design *name*, an option's id; its slug leads there too."""
    if name not in NAMES:
        accepted = ", ".join(OPTIONS)
        refusal = RefusalError("not-found", f"no option {name[:40]}", accepted)
        return failure(request, refusal)
    if name != NAMES[name]:
        return HttpResponsePermanentRedirect(reverse("design", args=[NAMES[name]]))
    return StreamingHttpResponse(
        _pieces(request, OPTIONS[name]), content_type="text/html; charset=utf-8"
    )


async def _pieces(request: HttpRequest, option: Option) -> AsyncIterator[str]:
    content = {"pages": pages(), "option": option, **_told(option)}
    before, _, after = render_to_string("pages/design.html", content, request).partition(MARK)
    yield before
    try:
        yield render_to_string("pages/design_run.html", await _run(option))
    except RefusalError as refusal:
        yield render_to_string("pages/refused.html", {"refusal": refusal})
    yield after


def _told(option: Option) -> dict[str, Any]:
    """Return what is known of *option* without a run, and the claims if they are judged."""
    try:
        claims = ledger().claims()
    except RefusalError:
        claims = None
    about = [claim for claim in claims or () if option.id in claim.option]
    ids = list(OPTIONS)
    place = ids.index(option.id)
    return {
        "judging": claims is None,
        "claims": [{"claim": claim, "sign": VERDICTS[claim.verdict]} for claim in about],
        "presets": [
            {
                "title": preset.title,
                "summary": preset.summary,
                "url": addresses.of_query({"option": option.id, "scenario": preset.slug}).url,
            }
            for preset in PRESETS.values()
        ],
        "before": OPTIONS[ids[place - 1]] if place else None,
        "after": OPTIONS[ids[place + 1]] if place + 1 < len(ids) else None,
        "lab": addresses.of_query({"option": option.id, "scenario": SHOWN}).url,
    }


async def _run(option: Option) -> dict[str, Any]:
    """Return what one run of *option* shows; raises `RefusalError` if there is none."""
    question = read_question({"scenario": SHOWN}, [option.id])
    [answer] = await compare(runs(), question)
    if answer.refusal is not None or answer.end is None:
        raise answer.refusal or LookupError(option.id)
    run = runs().find(answer.end["run"])
    path = await questions.derived(runs(), run, "journeys", {})
    told = json.loads(await to_thread(path.read_bytes))
    journeys = told["ways"]
    layers = {**ROLES, **option.layer_names}
    return {
        "parts": _parts(option, told["nodes"]),
        "scenario": PRESETS[SHOWN],
        "outcome": answer.end["outcome"]["text"],
        "rows": table.rows([answer]),
        "pictures": [picture(each, layers) for each in journeys],
        "kinds": _kinds(journeys, layers),
        "packets": anatomy.packets([answer]),
        "width": anatomy.WIDTH,
    }


def _parts(option: Option, nodes: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the nodes that play a part under *option*, each with what its kind does."""
    kinds = describe()["kinds_of_node"]
    return [
        {**node, "does": kinds.get(node["kind"], {}).get("text", "")}
        for node in nodes
        if node["name"] in option.roles
    ]


def _kinds(journeys: list[dict[str, Any]], layers: dict[str, str]) -> list[dict[str, str]]:
    """Return the kinds of tunnel on the ways, each once."""
    hops = [hop for journey in journeys for hop in journey["hops"]]
    roles = dict.fromkeys(each["role"] for hop in hops for each in hop["tunnels"])
    return [
        {"role": role, "hatch": LAYER_ROLES[role].hatch, "title": layers[role]} for role in roles
    ]
