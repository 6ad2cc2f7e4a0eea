"""What an option is: data about it, and a function that composes its world from parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulation.options.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One design; *section* names where the draft (or an RFC) describes it."""

    id: str
    slug: str
    title: str
    section: str
    summary: str
    roles: tuple[str, ...]
    build: Callable[[World], None]
    readings: tuple[str, ...] = ()
    """Where the source leaves something open: what we chose, in a sentence each."""
