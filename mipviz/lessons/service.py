"""A lesson with its runs: each group of steps that share them is evaluated by a worker."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import msgspec

from mipviz.http.refusal import RefusalError
from mipviz.lessons.shelf import row
from mipviz.links.addresses import of_document
from mipviz.runs import questions
from simulation.lessons import documents

if TYPE_CHECKING:
    from mipviz.runs.service import Runs
    from simulation.lessons import Entry, Step


async def evaluated(runs: Runs, entry: Entry) -> dict[str, Any]:
    """Return a lesson whose steps have their moments, figures and questions.

    A step that a run does not answer has its problems instead, and so has a lesson that cannot
    be read.  Runs are made as others are, one after the other, and kept.
    """
    found = row(entry)
    if entry.lesson is None or entry.problems:
        return {**found, "steps": []}
    steps = entry.lesson.steps
    groups: dict[str, list[int]] = {}
    for place, step in enumerate(steps):
        groups.setdefault(json.dumps(documents(step), sort_keys=True), []).append(place)
    shown: dict[int, dict[str, Any]] = {}
    for key, places in groups.items():
        answered = await _answered(runs, entry, json.loads(key), places)
        for place, each in zip(places, answered, strict=True):
            shown[place] = {**_asked(steps[place]), **each}
    return {**found, "steps": [shown[place] for place in range(len(steps))]}


async def _answered(
    runs: Runs, entry: Entry, wanted: list[dict[str, Any]], places: list[int]
) -> list[dict[str, Any]]:
    arguments = {"text": entry.text, "steps": places}
    with ExitStack() as watching:
        found = [watching.enter_context(runs.watching(runs.begin(each))) for each in wanted]
        try:
            path = await questions.derived(runs, found, "lesson", arguments)
        except RefusalError as refusal:
            problem = {"line": 1, "what": refusal.message, "accepted": refusal.accepted}
            return [{"step": {}, "problems": [problem]} for _ in places]
        answered: list[dict[str, Any]] = msgspec.json.decode(
            await asyncio.to_thread(path.read_bytes)
        )
        return answered


def _asked(step: Step) -> dict[str, Any]:
    """Return which runs a step is about, as addresses ask for them."""
    queries = [of_document(each).url.removeprefix("/?") for each in documents(step)]
    return {
        "title": step.title,
        "scenario": queries[0],
        "other": queries[1] if len(queries) > 1 else "",
    }
