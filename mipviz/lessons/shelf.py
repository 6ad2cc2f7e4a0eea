"""Which lessons there are: those that come with mipviz, and those of a folder of one's own."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings

from mipviz.http.refusal import RefusalError
from simulation.lessons import entries, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from simulation.lessons import Entry


def folders() -> list[Path]:
    """Return where lessons are looked for; what stands in an earlier folder is found first."""
    own: Path | None = settings.LESSONS
    return [shipped()] if own is None else [own, shipped()]


def lessons() -> list[Entry]:
    """Return every lesson as its file is now; files are read anew each time."""
    found: dict[str, Entry] = {}
    for folder in folders():
        for entry in entries(folder):
            found.setdefault(entry.slug, entry)
    return list(found.values())


def lesson(slug: str) -> Entry:
    """Return one lesson; raises `RefusalError` if there is none of that name."""
    every = lessons()
    for each in every:
        if each.slug == slug:
            return each
    known = ", ".join(each.slug for each in every)
    raise RefusalError("not-found", f"There is no lesson {slug[:60]}", known or "another folder")


def version(entry: Entry) -> str:
    """Return what changes when the file of a lesson does."""
    return hashlib.sha256(entry.text.encode()).hexdigest()[:16]


def row(entry: Entry) -> dict[str, Any]:
    """Return what a lesson says of itself, without its runs."""
    about = entry.lesson
    return {
        "slug": entry.slug,
        "title": about.title if about else entry.slug,
        "goal": about.goal if about else "",
        "take_home": about.take_home if about else "",
        "minutes": about.minutes if about else 0,
        "steps": [step.title for step in about.steps] if about else [],
        "problems": [each._asdict() for each in entry.problems],
        "version": version(entry),
    }
