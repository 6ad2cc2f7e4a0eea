"""The list of lessons, the lesson in the lab, and both as JSON."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from mipviz.http.answers import api, reply
from mipviz.http.refusal import RefusalError
from mipviz.lessons import service, shelf
from mipviz.pages.failures import failure
from mipviz.pages.navigation import pages
from mipviz.runs.service import runs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


async def page(request: HttpRequest) -> HttpResponse:
    """Show every lesson; where one is in each is known to the browser alone."""
    rows = [shelf.row(each) for each in await asyncio.to_thread(shelf.lessons)]
    content = {"pages": pages(), "lessons": rows, "own": settings.LESSONS is not None}
    return render(request, "pages/lessons.html", content)


async def opened(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the lab, which shows the lesson."""
    try:
        await asyncio.to_thread(shelf.lesson, slug)
    except RefusalError as refusal:
        return failure(request, refusal)
    return HttpResponseRedirect(f"{reverse('lab')}?{urlencode({'lesson': slug})}")


@api("GET")
async def every(_request: HttpRequest) -> HttpResponse:
    """Give what every lesson says of itself."""
    rows = [shelf.row(each) for each in await asyncio.to_thread(shelf.lessons)]
    return reply({"live": settings.LESSONS is not None, "lessons": rows})


@api("GET")
async def one(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give one lesson, its steps evaluated."""
    entry = await asyncio.to_thread(shelf.lesson, slug)
    found = await service.evaluated(runs(), entry)
    return reply({"live": settings.LESSONS is not None, **found})


@api("GET")
async def version(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give what changes when the file of a lesson does, for a page that waits for it."""
    entry = await asyncio.to_thread(shelf.lesson, slug)
    return reply({"version": shelf.version(entry)})
