"""Runs the same scenario under several options, through the runs that the lab keeps anyway."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mipviz.http.refusal import RefusalError
from mipviz.links.addresses import of_query
from mipviz.runs import questions
from simulation import OPTIONS, PRESETS, metrics
from simulation.options import NAMES
from simulation.scenario import gathered

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from mipviz.runs.run import Run
    from mipviz.runs.service import Runs
    from simulation.scenario import Note

FIRST_SCENARIO = "handover-outside"
"""What a comparison without a query is about."""
AT_ONCE: Final = 2
"""Runs of one comparison that are under way or wait in the line at the same time."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be compared: a scenario document for each option, and what was wrong.

    *notes* say which settings do nothing, and under which options.
    """

    documents: list[dict[str, Any]]
    warnings: list[dict[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

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
    scenarios = []
    for option in OPTIONS:
        if option in wanted:
            asked = of_query({**query, "option": option}, FIRST_SCENARIO)
            scenarios.append(asked.scenario)
            warnings += [each for each in asked.warnings if each not in warnings]
    documents = [each.document() for each in scenarios]
    return Question(documents, warnings, gathered(scenarios))


def scenario_names() -> list[dict[str, str]]:
    """Return slug and title of every preset."""
    return [{"slug": preset.slug, "title": preset.title} for preset in PRESETS.values()]


async def compare(runs: Runs, question: Question) -> list[Answer]:
    """Return what comes of each option, once all of them are there."""
    return [answer for answer, _ in await _compared(runs, question)]


async def as_they_come(runs: Runs, question: Question) -> AsyncGenerator[dict[str, Any], None]:
    """Yield what came of each option as soon as its run is done, with the ribbons of its data."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(document: dict[str, Any]) -> dict[str, Any]:
        async with places:
            try:
                run = runs.begin(document)
                with runs.watching(run):
                    end = msgspec.json.decode(await run.finished())
                    path = await questions.derived(runs, run, "ribbons", {})
                    ribbons = msgspec.json.decode(await asyncio.to_thread(path.read_bytes))
                return _row(Answer(document, end), run.digest, ribbons)
            except RefusalError as refusal:
                return {"option": document["option"], "refusal": refusal.document()}

    tasks = [asyncio.create_task(one(document)) for document in question.documents]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _row(answer: Answer, digest: str, ribbons: list[dict[str, Any]]) -> dict[str, Any]:
    end = answer.end or {}
    return {
        "option": answer.document["option"],
        "run": digest,
        "fingerprint": end["fingerprint"],
        "outcome": end["outcome"]["text"],
        "survived": end["outcome"]["survived"],
        "headline": metrics.headline(end["metrics"]),
        "ribbons": ribbons,
    }


async def charts(runs: Runs, question: Question) -> bytes:
    """Return the charts of a comparison as JSON, by name.

    Raises `RefusalError` if one of the runs cannot be done.
    """
    with ExitStack() as watching:
        found = []
        for answer, run in await _compared(runs, question):
            if answer.refusal is not None or run is None:
                raise answer.refusal or LookupError(answer.document)
            found.append(watching.enter_context(runs.watching(run)))
        return (await questions.charts(runs, found)).read_bytes()


async def _compared(runs: Runs, question: Question) -> list[tuple[Answer, Run | None]]:
    """Have the runs of a comparison done, a few at a time, so that many comparisons find room."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(document: dict[str, Any]) -> tuple[Answer, Run | None]:
        async with places:
            try:
                run = runs.begin(document)
                with runs.watching(run):
                    return Answer(document, msgspec.json.decode(await run.finished())), run
            except RefusalError as refusal:
                return Answer(document, None, refusal), None

    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(one(document)) for document in question.documents]
    return [task.result() for task in asked]
