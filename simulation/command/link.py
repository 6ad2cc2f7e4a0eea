"""Addresses of the lab that show a scenario: one that is kept, or one that stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation import read_scenario, write_address
from simulation.command.output import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Lab:
    """The lab that a link is for."""

    url: Callable[[], str] = lambda: "http://127.0.0.1:8000/"
    """Gives the address of its first page."""
    save: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None
    """Keeps a link to a scenario document; returns its id, path and fingerprint."""


def address(document: Mapping[str, Any], lab: Lab) -> dict[str, str]:
    """Return the address in *lab* that shows *document* and stores nothing."""
    return {"url": f"{lab.url()}?{write_address(read_scenario(document))}"}


def saved(document: Mapping[str, Any], lab: Lab) -> dict[str, Any]:
    """Return the link to *document* that *lab* keeps from now on: its id, url and fingerprint."""
    if lab.save is None:
        raise InputError(
            "link: the simulation alone keeps no links; accepted: --address, or the command mipviz"
        )
    kept = lab.save(document)
    return {
        "id": kept["id"],
        "url": lab.url() + kept["path"].removeprefix("/"),
        "fingerprint": kept["fingerprint"],
    }
