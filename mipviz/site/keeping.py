"""Keeps links for the command line, in the database that the lab serves from."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from mipviz.installation import environment
from mipviz.installation.environment import SettingError
from mipviz.site.serving import address, migrate, prepared, unusable
from simulation import read_scenario, simulate
from simulation.command import InputError, Lab

if TYPE_CHECKING:
    from collections.abc import Mapping


def lab() -> Lab:
    """Return the lab that HOST, PORT and MIPVIZ_DATA speak of."""
    return Lab(url, save)


def url() -> str:
    """Return where the lab is served; raises `InputError` if HOST or PORT cannot be used."""
    try:
        return address(environment.host(), environment.port())
    except SettingError as error:
        raise InputError(str(error)) from error


def save(document: Mapping[str, Any]) -> dict[str, Any]:
    """Run *document* to its end and keep a link to it; return its id, path and fingerprint.

    Raises `InputError` if the data folder cannot be used or takes no more links.
    """
    scenario = read_scenario(document)
    fingerprint = simulate(scenario).fingerprint()
    try:
        folder = environment.data_directory()
        with prepared(folder):
            migrate(folder)
        return _kept(scenario.document(), scenario.digest(), fingerprint)
    except SettingError as error:
        raise InputError(str(error)) from error


def _kept(document: dict[str, Any], digest: str, fingerprint: str) -> dict[str, Any]:
    """Store the link; the database is ready.  Django is imported here, where it is set up."""
    from django.db import DatabaseError  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from mipviz.http.refusal import RefusalError  # noqa: PLC0415
    from mipviz.links import links  # noqa: PLC0415

    try:
        link = asyncio.run(links.keep(document, {}, digest=digest, fingerprint=fingerprint))
    except RefusalError as refusal:
        raise InputError(f"link: {refusal.message}; accepted: {refusal.accepted}") from refusal
    except DatabaseError as error:
        raise unusable(environment.data_directory(), error) from error
    return {"id": link.id, "path": reverse("link", args=[link.id]), "fingerprint": fingerprint}
