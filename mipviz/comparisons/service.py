"""Runs the same scenario under several options, through the runs that the lab keeps anyway."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from mipviz.http.refusal import RefusalError
from mipviz.links.addresses import of_query
from simulation import OPTIONS, PRESETS
from simulation.options import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mipviz.runs.service import Run, Runs

FIRST_SCENARIO = "handover-outside"
"""What a comparison without a query is about."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be compared: a scenario document for each option, and what was wrong."""

    documents: list[dict[str, Any]]
    warnings: list[dict[str, str]] = field(default_factory=list)

    @property
    def options(self) -> list[str]:
        """Ids of the options, in the order of the register."""
        return [document["option"] for document in self.documents]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one option: the run's `end` message, or why there is none."""

    document: dict[str, Any]
    end: dict[str, Any] | None
    refusal: RefusalError | None = None


def read_question(query: Mapping[str, str], options: Sequence[str]) -> Question:
    """Return what the *query* of an address asks of *options*; of all of them if empty.

    Raises `RefusalError` for a document in it that cannot be read.
    """
    wanted = {NAMES[name] for name in options if name in NAMES} or set(OPTIONS)
    warnings = [
        {"where": "option", "what": f"{name[:40]!r} is no option", "accepted": ", ".join(OPTIONS)}
        for name in options
        if name not in NAMES
    ]
    documents = []
    for option in OPTIONS:
        if option in wanted:
            asked = of_query({**query, "option": option}, FIRST_SCENARIO)
            documents.append(asked.scenario.document())
            warnings += [each for each in asked.warnings if each not in warnings]
    return Question(documents, warnings)


def scenario_names() -> list[dict[str, str]]:
    """Return slug and title of every preset."""
    return [{"slug": preset.slug, "title": preset.title} for preset in PRESETS.values()]


async def compare(runs: Runs, question: Question) -> list[Answer]:
    """Return what comes of each option, once all of them are there."""
    with ExitStack() as watching:
        begun = []
        for document in question.documents:
            run = runs.begin(document)
            watching.enter_context(runs.watching(run))
            begun.append((document, run))
        return await asyncio.gather(*(_finished(document, run) for document, run in begun))


async def charts(runs: Runs, question: Question) -> bytes:
    """Return the charts of a comparison as JSON, by name."""
    with ExitStack() as watching:
        begun = [runs.begin(document) for document in question.documents]
        for run in begun:
            watching.enter_context(runs.watching(run))
        return (await runs.charts(begun)).read_bytes()


async def _finished(document: dict[str, Any], run: Run) -> Answer:
    try:
        return Answer(document, msgspec.json.decode(await run.finished()))
    except RefusalError as refusal:
        return Answer(document, None, refusal)
