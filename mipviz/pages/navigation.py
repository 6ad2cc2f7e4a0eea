"""The pages that the masthead lists."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.urls import reverse


class Entry(NamedTuple):
    """One entry of the masthead: the page's route name, its title and what it is for."""

    name: str
    title: str
    summary: str


ENTRIES: Final = (
    Entry("lab", "Lab", "play a run, packet by packet"),
    Entry("lessons", "Lessons", "learn it step by step"),
    Entry("claims", "Claims", "what the draft says of each design, judged by runs"),
    Entry("compare", "Compare", "options side by side, in figures"),
    Entry("practice", "Practice", "ten questions, answered before the run tells"),
    Entry("edit", "Edit", "a scenario of your own, as a form and as a document"),
    Entry("options", "Options", "the designs that can be run"),
    Entry("scenarios", "Scenarios", "the timelines and every parameter"),
    Entry("headers", "Headers", "every field of every packet"),
    Entry("glossary", "Glossary", "every term in plain words"),
)


def pages() -> list[dict[str, str]]:
    """Return the entries with their addresses."""
    return [{**entry._asdict(), "url": reverse(entry.name)} for entry in ENTRIES]
