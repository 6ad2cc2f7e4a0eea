"""A lesson's file taken apart by lines: front matter, steps, and what each line says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from simulation.lessons.lesson import Said
from simulation.lessons.problem import LessonError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST: Final = 64 << 10
"""Characters of a lesson."""
WORDS: Final = (
    "at", "focus", "lens", "view", "option", "scenario", "settings", "with", "ask", "predict",
)  # fmt: skip
"""What a line of a step can say beside its text."""
_FENCE: Final = "---"
_SAYS: Final = re.compile(r"([a-z][a-z_-]{0,20}):(?:\s+(.*))?")


@dataclass(slots=True)
class Part:
    """One step as it is written: heading, what its lines say, and its text, line by line."""

    title: str
    line: int
    said: dict[str, Said] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A whole lesson as it is written; *lines* say where each key of the front matter stands."""

    front: dict[str, Any]
    lines: dict[str, int]
    parts: list[Part]
    problems: list[Problem] = field(default_factory=list)


def take_apart(text: str) -> Source:
    """Return the parts of a lesson; raise `LessonError` where there is nothing to go on with."""
    if len(text) > LONGEST:
        raise LessonError([Problem(1, "the lesson is too long", f"{LONGEST:,} characters at most")])
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        raise LessonError(
            [Problem(1, "the front matter is missing", f"{_FENCE} in the first line")]
        )
    end = next((n for n, each in enumerate(lines) if n and each.rstrip() == _FENCE), None)
    if end is None:
        raise LessonError(
            [Problem(1, "the front matter does not end", f"a line {_FENCE} after it")]
        )
    front = _front(lines[1:end])
    named = {
        match[1]: number
        for number, each in enumerate(lines[:end], 1)
        if (match := _SAYS.fullmatch(each.rstrip()))
    }
    source = Source(front, named, [])
    for number, line in _outside_code(lines, end + 1):
        _take(source, number, line)
    if not source.parts:
        source.problems.append(Problem(end + 1, "the lesson has no step", "## and a heading"))
    return source


def _front(lines: Sequence[str]) -> dict[str, Any]:
    try:
        found = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "this is no YAML"
        line = 2 + (mark.line if mark is not None else 0)
        raise LessonError(
            [Problem(line, f"the front matter cannot be read: {what}", "KEY: value, one a line")]
        ) from error
    except (ValueError, RecursionError) as error:
        raise LessonError(
            [Problem(2, "the front matter cannot be read", "KEY: value, one a line")]
        ) from error
    if not isinstance(found, dict):
        raise LessonError([Problem(2, "the front matter names nothing", "KEY: value, one a line")])
    return {str(key): value for key, value in found.items()}


def _outside_code(lines: Sequence[str], start: int) -> Iterator[tuple[int, tuple[str, bool]]]:
    """Yield each line from *start* on with its number and whether it stands in a code block."""
    code = False
    for number, line in enumerate(lines[start:], start + 1):
        fence = line.lstrip().startswith("```")
        yield number, (line, code or fence)
        code ^= fence


def _take(source: Source, number: int, read: tuple[str, bool]) -> None:
    line, code = read
    if not code and line.startswith("## "):
        source.parts.append(Part(line[3:].strip(), number))
        return
    if not source.parts:
        if line.strip():
            source.problems.append(
                Problem(number, "this text stands before the first step", "## and a heading")
            )
        return
    part = source.parts[-1]
    match = None if code else _SAYS.fullmatch(line.rstrip())
    if match is None or not _says(source, part, number, match):
        part.text.append(line)
    else:
        part.text.append("")


def _says(source: Source, part: Part, number: int, match: re.Match[str]) -> bool:
    """Take up what a line says, and return whether it is no text."""
    word, text = match[1], (match[2] or "").strip()
    if word not in WORDS:
        if any(each.strip() for each in part.text):
            return False
        source.problems.append(
            Problem(number, f"a step says nothing under {word!r}", ", ".join(WORDS))
        )
    elif word in part.said:
        source.problems.append(
            Problem(number, f"{word!r} stands twice in this step", "one of each in a step")
        )
    elif not text:
        source.problems.append(Problem(number, f"nothing stands after {word!r}", f"{word}: …"))
    else:
        part.said[word] = Said(text, number)
    return True
