"""Links that last: made from content, kept for good, checked when opened."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from msgspec import Meta

from mipviz.http.refusal import RefusalError
from mipviz.links.models import Link
from simulation import PRESETS
from simulation.trace import ENGINE, canonical

if TYPE_CHECKING:
    from mipviz.runs.service import Runs

SCHEME: Final = 1
SHORTEST: Final = 9
"""Characters of an id, five bits each; a longer one where two contents share these."""
LINKS_KEPT: Final = 1_000_000
"""Links that the database takes; none is ever removed to make room."""

Text = Annotated[str, Meta(max_length=200)]
Key = Annotated[str, Meta(pattern="^[a-z][a-z_]{0,31}$")]
View = Annotated[dict[Key, int | float | bool | Text | None], Meta(max_length=32)]
"""What was looked at: `t` (ns), `at` (event), `packet`, `bits`, `lens` and the like."""


def split(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return scenario and view of what was posted: a scenario document, with an optional `view`.

    Raises `RefusalError` if the view is none.
    """
    scenario = dict(document)
    try:
        view = msgspec.convert(scenario.pop("view", {}), View)
    except msgspec.ValidationError as error:
        accepted = "an object of up to 32 names with numbers, true, false or short texts"
        raise RefusalError("bad-message", f"view: {error}", accepted) from error
    return scenario, view


async def save(runs: Runs, document: dict[str, Any]) -> Link:
    """Run the scenario to its end and return the link that shows it again.

    Raises `RefusalError` if it cannot be run.
    """
    scenario, view = split(document)
    run = runs.begin(scenario)
    with runs.watching(run):
        end = msgspec.json.decode(await run.finished())
    complete = runs.read(scenario).document()
    return await keep(complete, view, digest=run.digest, fingerprint=end["fingerprint"])


async def keep(
    scenario: dict[str, Any], view: dict[str, Any], *, digest: str, fingerprint: str
) -> Link:
    """Return the link to a complete *scenario* document whose run is over, kept from now on."""
    link = Link(
        scheme=SCHEME,
        scenario=scenario,
        view=view,
        engine=ENGINE,
        digest=digest,
        fingerprint=fingerprint,
    )
    return await _keep(link)


async def _keep(link: Link) -> Link:
    """Store *link* under the shortest free id of its content, or return the one that is there."""
    content = _content(link)
    name = content_name(content)
    for length in range(SHORTEST, len(name) + 1):
        link.id = name[:length]
        there = await Link.objects.filter(pk=link.id).afirst()
        if there is None:
            if await Link.objects.acount() >= LINKS_KEPT:
                raise RefusalError(
                    "busy", "the database of links is full", "the lab's own address bar"
                )
            link, _ = await Link.objects.aget_or_create(
                pk=link.id,
                defaults={
                    field: getattr(link, field)
                    for field in ("scheme", "scenario", "view", "engine", "digest", "fingerprint")
                },
            )
            there = link
        if _content(there) == content:
            return there
    raise RefusalError("failed", "two contents with one name", "another view")


def _content(link: Link) -> bytes:
    return canonical([link.scheme, link.scenario, link.view, link.engine, link.fingerprint])


def content_name(content: bytes) -> str:
    """Return the full name of *content*: its SHA-256 in lower-case base 32, 52 characters."""
    return base64.b32encode(hashlib.sha256(content).digest()).decode().rstrip("=").lower()


async def load(name: str) -> Link:
    """Return the link *name*; raises `RefusalError` if there is none."""
    link = await Link.objects.filter(pk=name).afirst()
    if link is None:
        raise RefusalError(
            "not-found", f"no link {name[:52]} was saved here", "the id of a saved link"
        )
    return link


def scenario_of(link: Link) -> dict[str, Any]:
    """Return the scenario document of *link* as documents are read today.

    A stored document is complete: the preset that it may be called after adds nothing to it.
    """
    document = dict(link.scenario)
    if document.get("slug") in PRESETS:
        del document["slug"]
    return document


async def replay(runs: Runs, link: Link) -> dict[str, Any]:
    """Simulate what *link* saved and return how it compares: the promise of a link, checked.

    `result` is ``identical`` (the same trace, octet for octet), ``changed`` (the engine now makes
    another one) or ``refused`` (the engine no longer takes the scenario).
    """
    try:
        run = runs.begin(scenario_of(link))
        with runs.watching(run):
            end = msgspec.json.decode(await run.finished())
    except RefusalError as refusal:
        return {"result": "refused", "engine": ENGINE, "fingerprint": None, **refusal.document()}
    same = end["fingerprint"] == link.fingerprint
    return {
        "result": "identical" if same else "changed",
        "engine": ENGINE,
        "fingerprint": end["fingerprint"],
    }
