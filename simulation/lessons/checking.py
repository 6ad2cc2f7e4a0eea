"""What is wrong with a lesson, runs and all: each moment, figure and question is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulation import read_scenario
from simulation.lessons.evaluating import evaluate
from simulation.lessons.problem import LessonError, Problem
from simulation.lessons.reading import looked_over
from simulation.lessons.scene import Run
from simulation.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.lessons.lesson import Lesson, Step, Wanted
    from simulation.trace import Trace


def check(
    written: str, trace_of: Callable[[dict[str, Any]], Trace] | None = None
) -> tuple[Lesson | None, list[Problem]]:
    """Return the lesson that is *written*, if it can be read, and all that is wrong with it.

    *trace_of* gives the trace of a scenario document; without it each is simulated once.
    """
    try:
        lesson, problems = looked_over(written)
    except LessonError as error:
        return None, list(error.problems)
    if problems:
        return lesson, problems
    kept: dict[str, Run] = {}

    def run_of(wanted: Wanted) -> Run:
        document = wanted.document()
        key = json.dumps(document, sort_keys=True)
        if key not in kept:
            kept[key] = Run((trace_of or _simulated)(document))
        return kept[key]

    for step in lesson.steps:
        other = None if step.other is None else run_of(step.other)
        problems += evaluate(step, run_of(step.run), other).problems
    return lesson, sorted(problems)


def documents(step: Step) -> list[dict[str, Any]]:
    """Return the scenario documents of a step's runs: its own, and the one it is held against."""
    wanted = [step.run] if step.other is None else [step.run, step.other]
    return [each.document() for each in wanted]


def _simulated(document: dict[str, Any]) -> Trace:
    return simulate(read_scenario(document))
