"""Steps of a lesson with everything that they ask of their runs answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.errors import AskingError
from simulation.lessons import looking, queries, text
from simulation.lessons.problem import Problem
from simulation.lessons.reading import ANY, asked, read
from simulation.lessons.scene import Run, Scene
from simulation.predictions import Examiner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.lessons.lesson import Said, Step
    from simulation.trace import Trace


class Answered(NamedTuple):
    """A step as a page shows it, and what could not be answered."""

    step: dict[str, Any]
    problems: list[Problem]


def evaluated(traces: Sequence[Trace], arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return steps of a lesson that share their runs, for whoever asks by plain arguments.

    *arguments* are the lesson's `text` and the places of its `steps`; the second of *traces* is
    the run that they are held against.  Each is a `step`, or what is wrong with it as `problems`.
    """
    lesson = read(str(arguments["text"]))
    runs = [Run(each) for each in traces]
    found = []
    for place in arguments["steps"]:
        answered = evaluate(lesson.steps[place], *runs[:2])
        problems = [each._asdict() for each in sorted(set(answered.problems))]
        found.append({"step": answered.step, "problems": problems})
    return found


def evaluate(step: Step, run: Run, other: Run | None = None) -> Answered:
    """Return *step* about *run* with its figures; *other* is the run that it is held against."""
    problems: list[Problem] = []
    scene = _scene(step.at, run, problems)
    if scene is None:
        return Answered({}, problems)
    there = None if other is None else _scene(step.at, other, problems)
    figures = _Figures(scene, there, problems)
    predict = step.predict
    return Answered(
        {
            "title": step.title,
            "html": figures.filled(step.narrative, step.line + 1),
            "at": scene.at,
            "at_ns": scene.event.at_ns,
            "packet": scene.packet,
            "focus": None if step.focus is None else looking.focus(step.focus),
            "lens": "" if step.lens is None else looking.lens(step.lens),
            "view": dict(step.view),
            "predict": "" if predict is None else figures.filled(*predict),
            "ask": None if step.ask is None else _question(step.ask, scene, there, problems),
        },
        problems,
    )


class _Figures:
    """Fills texts with the figures that they ask for."""

    def __init__(self, scene: Scene, other: Scene | None, problems: list[Problem]) -> None:
        self._scene = scene
        self._other = other
        self._problems = problems

    def filled(self, written: str, line: int) -> str:
        lines = {query.text: line + query.line for query in text.queries(written)}

        def figure(query: str) -> str:
            try:
                return str(queries.answer(query, self._scene, self._other))
            except AskingError as error:
                self._problems.append(
                    Problem(lines.get(query, line), f"{error.where}: {error.what}", error.accepted)
                )
                return "?"

        return text.rendered(written, figure)


def _scene(at: Said, run: Run, problems: list[Problem]) -> Scene | None:
    try:
        return Scene(run, run.moments.find(at.text))
    except AskingError as error:
        problems.append(Problem(at.line, f"{error.where}: {error.what}", error.accepted))
        return None


def _question(
    said: Said, scene: Scene, other: Scene | None, problems: list[Problem]
) -> dict[str, Any] | None:
    """Return the kind of the question and the event at which it stops."""
    kind, phrase = asked(said)
    run = scene.run
    try:
        at = run.moments.find(phrase) if phrase else scene.at
        examiner = Examiner(run.trace, () if other is None else (other.run.trace,))
        made = examiner.near(at) if kind == ANY else examiner.ask(kind, at)
    except AskingError as error:
        problems.append(Problem(said.line, f"{error.where}: {error.what}", error.accepted))
        return None
    return {"kind": made.kind, "at": made.at, "at_ns": made.at_ns, "seed": made.seed}
