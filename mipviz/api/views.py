"""The API: catalogue, runs, links and schemas. `docs/protocol.md` describes every address."""

from __future__ import annotations

import asyncio
import functools
import gzip
import hashlib
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from mipviz.catalogue import catalogue as tables
from mipviz.http.answers import JSON, api, posted, reply
from mipviz.http.clients import asking
from mipviz.http.faults import NO_SPACE, surroundings
from mipviz.http.rate import Buckets
from mipviz.http.refusal import RefusalError
from mipviz.links import addresses, links
from mipviz.runs import questions, store
from mipviz.runs.service import runs
from mipviz.schemas import schema

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from django.http.response import HttpResponseBase

    from mipviz.links.models import Link

PIECE_OCTETS: Final = 256 << 10
saves: Final = Buckets(capacity=60, per_second=1)
"""Links that one address may save."""


@api("GET")
async def catalogue(request: HttpRequest) -> HttpResponse:
    """Give everything that the browser shows and does not know by itself."""
    return _tagged(request, tables.encoded())


@api("GET", "POST")
async def scenario(request: HttpRequest) -> HttpResponse:
    """Give the scenario that an address or a posted document asks for, and its own address."""
    if request.method == "POST":
        document = posted(request)
        if "check" not in request.GET:
            return reply(addresses.of_document(document).document())
        return reply(_checked(document))
    return reply(addresses.of_query(request.GET.dict()).document())


def _checked(document: dict[str, Any]) -> dict[str, Any]:
    """Return what is asked for, or as `problem` why not: to whoever edits that is an answer."""
    try:
        return addresses.of_document(document).document()
    except RefusalError as refusal:
        return {"problem": refusal.document()}


@api("GET")
async def frame(_request: HttpRequest, digest: str, number: int) -> HttpResponse:
    """Take the octets of one frame apart."""
    return await _dissection(digest, "frame", number)


@api("GET")
async def packet(_request: HttpRequest, digest: str, number: int) -> HttpResponse:
    """Take the first frame that carried a packet apart."""
    return await _dissection(digest, "packet", number)


@api("GET")
async def divergence(_request: HttpRequest, digest: str, other: str) -> HttpResponseBase:
    """Give where two runs part, and what each tells from there."""
    service = runs()
    both = [service.find(digest), service.find(other)]
    return _sent(await questions.derived(service, both, "divergence", {}), JSON)


@api("GET")
async def ribbons(_request: HttpRequest, digest: str) -> HttpResponseBase:
    """Give the ribbon of each direction of a run's data."""
    return await _line_of(digest, "ribbons")


@api("GET")
async def series(_request: HttpRequest, digest: str) -> HttpResponseBase:
    """Give what a run measures over time, with the moves and milestones."""
    return await _line_of(digest, "series")


async def _line_of(digest: str, what: str) -> HttpResponseBase:
    service = runs()
    return _sent(await questions.derived(service, service.find(digest), what, {}), JSON)


@api("GET")
async def trace(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Give a whole finished trace, compressed once."""
    path = await _file(digest, store.WHOLE, "whole")
    response: HttpResponseBase
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = _sent(path, JSON)
        response["Content-Encoding"] = "gzip"
    else:
        response = StreamingHttpResponse(_decompressed(path), content_type=JSON)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@api("GET")
async def capture(_request: HttpRequest, digest: str) -> HttpResponseBase:
    """Give a whole run as a file for Wireshark."""
    path = await _file(digest, store.CAPTURE, "capture")
    response = _sent(path, "application/x-pcapng")
    response["Content-Disposition"] = f'attachment; filename="mipviz-{digest[:12]}.pcapng"'
    return response


@api("POST")
async def save_link(request: HttpRequest) -> HttpResponse:
    """Save a scenario and what is looked at; the same content gives the same link."""
    document = posted(request)
    if not saves.take(asking()):
        raise RefusalError("too-fast", "too many links from this address", "one a second")
    try:
        link = await links.save(runs(), document)
    except (OSError, DatabaseError) as error:
        full = (surroundings(error, settings.DATA) or ("",))[0] == NO_SPACE
        if not full or not runs().make_room():  # a link is for good, a kept run is not
            raise
        link = await links.save(runs(), document)
    return reply(_link(request, link), status=201)


@api("GET")
async def open_link(request: HttpRequest, name: str) -> HttpResponse:
    """Give a saved link, and whether today's engine still makes the same trace of it."""
    link = await links.load(name)
    return reply({**_link(request, link), "replay": await links.replay(runs(), link)})


@api("GET")
async def schemas(request: HttpRequest, name: str) -> HttpResponse:
    """Give a JSON Schema."""
    if name not in schema.SCHEMAS:
        accepted = ", ".join(schema.SCHEMAS)
        raise RefusalError("not-found", f"no schema {name[:40]}", accepted)
    return _tagged(request, schema.encoded(name))


def _link(request: HttpRequest, link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "url": request.build_absolute_uri(reverse("link", args=[link.id])),
        "fingerprint": link.fingerprint,
        "engine": link.engine,
        "scenario": links.scenario_of(link),
        "view": link.view,
        "created": link.created,
    }


async def _dissection(digest: str, question: str, number: int) -> HttpResponse:
    service = runs()
    response = reply(await questions.ask(service, service.find(digest), question, number))
    response["Cache-Control"] = "private, max-age=600"
    return response


async def _file(digest: str, name: str, question: str) -> Path:
    service = runs()
    return await questions.file(service, service.find(digest), name, question)


def _sent(path: Path, content_type: str) -> StreamingHttpResponse:
    """Return the file at *path* piece by piece."""
    response = StreamingHttpResponse(_pieces(path), content_type=content_type)
    response["Content-Length"] = path.stat().st_size
    return response


async def _decompressed(path: Path) -> AsyncIterator[bytes]:
    """Yield what is compressed in *path*, a piece at a time and beside the event loop."""
    with gzip.open(path) as file:
        while piece := await asyncio.to_thread(file.read, PIECE_OCTETS):
            yield piece


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_OCTETS):
            yield piece


def _tagged(request: HttpRequest, octets: bytes) -> HttpResponse:
    """Return JSON that rarely changes: compressed if wanted, and not at all if unchanged."""
    tag = f'W/"{hashlib.sha256(octets).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(_compressed(octets), content_type=JSON)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(octets, content_type=JSON)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@functools.lru_cache(maxsize=8)
def _compressed(octets: bytes) -> bytes:
    return gzip.compress(octets, 6, mtime=0)
