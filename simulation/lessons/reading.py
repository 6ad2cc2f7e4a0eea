"""A lesson read from its text, with everything that can be seen to be wrong without a run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from simulation.errors import AskingError
from simulation.lessons import looking, queries, text
from simulation.lessons.lesson import Lesson, Said, Step
from simulation.lessons.problem import LessonError, Problem
from simulation.lessons.runs import Runs
from simulation.lessons.source import take_apart
from simulation.moments import check as check_phrase
from simulation.predictions import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.lessons.lesson import Wanted
    from simulation.lessons.source import Part, Source

KEYS: Final[Mapping[str, str]] = {
    "title": "what the lesson is called",
    "goal": "what the reader can do or say afterwards, in one sentence",
    "take_home": "the one sentence that the reader should keep",
    "minutes": "how long it takes, from 1 to 60",
    "option": "the option that its runs are under; 1.1 where nothing is said",
    "scenario": "the preset that is run; leave-colocated where nothing is said",
    "settings": "parameters that differ, as a table",
}
"""Keys of the front matter, and what each is."""
_TEXTS: Final = ("title", "goal", "take_home")
_LONGEST: Final = 400
MOST_STEPS: Final = 40
ANY: Final = "any"
"""The kind of question that fits the moment."""


def read(written: str) -> Lesson:
    """Return the lesson that is *written*; raise `LessonError` with all that is wrong with it."""
    lesson, problems = looked_over(written)
    if problems:
        raise LessonError(problems)
    return lesson


def looked_over(written: str) -> tuple[Lesson, list[Problem]]:
    """Return as much of a lesson as can be read, and what is wrong with it.

    Raises `LessonError` where nothing can be made of it.
    """
    source = take_apart(written)
    reader = _Reader(source)
    return reader.lesson(), sorted(set(reader.problems))


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems = list(source.problems)
        self._runs = Runs(self.problems)

    def lesson(self) -> Lesson:
        front, lines = self._source.front, self._source.lines
        for key in front:
            if key not in KEYS:
                self._wrong(lines.get(key, 1), f"there is no {key[:40]!r} here", ", ".join(KEYS))
        texts = {key: self._text(front, key) for key in _TEXTS}
        minutes = front.get("minutes")
        if type(minutes) is not int or not 1 <= minutes <= 60:
            self._wrong(lines.get("minutes", 1), "minutes are no number", "minutes: 1 to 60")
            minutes = 1
        if len(self._source.parts) > MOST_STEPS:
            part = self._source.parts[MOST_STEPS]
            self._wrong(part.line, "the lesson has too many steps", f"at most {MOST_STEPS}")
        usual = self._runs.first(front, lines)
        steps = tuple(self._step(part, usual) for part in self._source.parts[:MOST_STEPS])
        return Lesson(**texts, minutes=minutes, steps=steps)

    def _text(self, front: Mapping[str, Any], key: str) -> str:
        value, line = front.get(key), self._source.lines.get(key, 1)
        if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
            self._wrong(line, f"{key} is missing", f"{key}: {KEYS[key]}")
            return ""
        self._typed(value, line)
        return value.strip()

    def _step(self, part: Part, usual: Wanted) -> Step:
        said = part.said
        run, run_line = self._runs.of_step(usual, said, part.line)
        at = said.get("at")
        if at is None:
            self._wrong(part.line, "the step names no moment", "at: and a moment")
            at = Said("start of run", part.line)
        self._checked(at.line, lambda: check_phrase(at.text))
        if not part.title:
            self._wrong(part.line, "the heading is empty", "## and a heading")
        other = said.get("with")
        step = Step(
            title=part.title,
            line=part.line,
            run=run,
            run_line=run_line,
            at=at,
            narrative="\n".join(part.text),
            other=None if other is None else self._runs.other(run, other),
            view=self._look(said),
            focus=said.get("focus"),
            lens=said.get("lens"),
            ask=said.get("ask"),
            predict=said.get("predict"),
        )
        self._narrative(step)
        return step

    def _look(self, said: Mapping[str, Said]) -> dict[str, str]:
        for word, reader in (("focus", looking.focus), ("lens", looking.lens)):
            found = said.get(word)
            looked = None if found is None else reader(found)
            if isinstance(looked, Problem):
                self.problems.append(looked)
        if "view" not in said:
            return {}
        fields, problems = looking.view(said["view"])
        self.problems.extend(problems)
        return fields

    def _narrative(self, step: Step) -> None:
        if not step.narrative.strip():
            self._wrong(step.line, "the step tells nothing", "a text")
        compared = step.other is not None
        for written, line in texts(step):
            self._typed(written, line)
            for query in text.queries(written):
                self._checked(
                    line + query.line, partial(queries.check, query.text, compared=compared)
                )
        if step.ask is not None:
            kind, phrase = asked(step.ask)
            if kind not in {ANY, *KINDS}:
                known = ", ".join([ANY, *KINDS])
                self._wrong(step.ask.line, f"there is no kind of question {kind[:40]!r}", known)
            if phrase:
                self._checked(step.ask.line, lambda: check_phrase(phrase))

    def _typed(self, written: str, line: int) -> None:
        for problem in text.typed_figures(written):
            self.problems.append(problem._replace(line=line + problem.line))

    def _checked(self, line: int, check: Callable[[], None]) -> None:
        try:
            check()
        except AskingError as error:
            self._wrong(line, f"{error.where}: {error.what}", error.accepted)

    def _wrong(self, line: int, what: str, accepted: str) -> None:
        self.problems.append(Problem(line, what, accepted))


def texts(step: Step) -> list[tuple[str, int]]:
    """Return the texts of a step that can ask for figures, each with its first line."""
    found = [(step.narrative, step.line + 1)]
    if step.predict is not None:
        found.append(step.predict)
    return found


def asked(said: Said) -> tuple[str, str]:
    """Return the kind of a question, and the moment at which it is asked if that is another."""
    kind, _, phrase = said.text.partition(" at ")
    return kind.strip(), phrase.strip()
