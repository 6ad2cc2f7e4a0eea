"""The ledger's page, its JSON, and the lab at the moment that proves a claim."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from mipviz.claims.ledger import Claim, ledger
from mipviz.http.answers import api, reply
from mipviz.http.refusal import RefusalError
from mipviz.pages.failures import failure
from mipviz.pages.navigation import pages
from simulation.trace import ENGINE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

VERDICTS = {
    "supported": "✓",
    "contradicted": "✗",
    "depends": "±",
    "not-settled": "?",
}
"""Each verdict and the sign that tells it from the others without colour."""
UNBROKEN = "; not broken by "
"""What a figure says before the settings that could not break its claim; the page folds them."""
FILTERS = ("option", "kind", "verdict")


async def page(request: HttpRequest) -> HttpResponse:
    """Show the ledger, or that it is being judged."""
    try:
        claims = ledger().claims()
    except RefusalError as refusal:
        return failure(request, refusal)
    content: dict[str, Any] = {"pages": pages(), "judging": claims is None}
    if claims is not None:
        content |= _shown(request, claims)
    return render(request, "pages/claims.html", content)


async def evidence(request: HttpRequest, name: str) -> HttpResponse:
    """Open the lab at the moment that proves the claim *name*."""
    try:
        claim = find(ledger().claims() or [], name)
    except RefusalError as refusal:
        return failure(request, refusal)
    if claim.evidence is None:
        what = f"no run settles {claim.id}"
        return failure(request, RefusalError("not-found", what, "a claim with a figure"))
    seen = claim.evidence
    row = {**seen.row, "tab": "state"} if seen.row else {}
    view = {"at": seen.event, "t": seen.at_ns, "packet": seen.packet, **row}
    link = {
        "id": claim.id,
        "scenario": seen.scenario,
        "view": view,
        "claim": claim.text,
        "engine": ENGINE,
        "fingerprint": "",
    }
    text = json.dumps(seen.scenario, indent=2)
    return render(
        request, "pages/lab.html", {"pages": pages(), "link": link, "scenario_text": text}
    )


@api("GET")
async def claims(_request: HttpRequest) -> HttpResponse:
    """Give the ledger, as `mipviz claims --json` does."""
    found = ledger().claims()
    if found is None:
        raise RefusalError("busy", "the claims are being judged", "another try in a moment")
    return reply(found)


def find(claims: list[Claim], name: str) -> Claim:
    """Return the claim *name*; raises `RefusalError` if it is not in *claims*."""
    found = next((claim for claim in claims if claim.id == name), None)
    if found is None:
        raise RefusalError("not-found", f"no claim {name}", "an id of the ledger at /claims/")
    return found


def _shown(request: HttpRequest, claims: list[Claim]) -> dict[str, Any]:
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    wanted = [claim for claim in claims if _fits(claim, chosen)]
    sections: dict[str, list[dict[str, Any]]] = {}
    for claim in wanted:
        compared = claim.figure.compared_with if claim.figure else ""
        told, _, tried = compared.partition(UNBROKEN)
        row = {"claim": claim, "sign": VERDICTS[claim.verdict], "told": told, "tried": tried}
        sections.setdefault(claim.section, []).append(row)
    counts = Counter[str](claim.verdict for claim in claims)
    return {
        "total": len(claims),
        "shown": len(wanted),
        "counts": [(name, sign, counts[name]) for name, sign in VERDICTS.items()],
        "sections": sections,
        "chosen": chosen,
        "choices": {
            "option": sorted({option for claim in claims for option in claim.option}),
            "kind": sorted({claim.kind for claim in claims}),
            "verdict": list(VERDICTS),
        },
    }


def _fits(claim: Claim, chosen: dict[str, str]) -> bool:
    return (
        chosen["option"] in ("", *claim.option)
        and chosen["kind"] in ("", claim.kind)
        and chosen["verdict"] in ("", claim.verdict)
    )
