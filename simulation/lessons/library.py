"""Lessons in a folder: which there are, and what each says of itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.lessons.problem import LessonError, Problem
from simulation.lessons.reading import looked_over
from simulation.lessons.source import LONGEST

if TYPE_CHECKING:
    from simulation.lessons.lesson import Lesson

SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
MOST: Final = 200
"""Lessons of one folder that are looked at."""


PACKAGE: Final = Path(__file__).resolve().parent.parent


def shipped(package: Path = PACKAGE) -> Path:
    """Return the folder of the lessons that come with mipviz.

    A wheel carries them inside *package*; in a checkout they stand beside it.
    """
    carried = package / "_lessons"
    return carried if carried.is_dir() else package.parent / "lessons"


class Entry(NamedTuple):
    """One file of a folder: its slug, its text, and the lesson, or what is wrong with it."""

    slug: str
    text: str
    lesson: Lesson | None
    problems: tuple[Problem, ...]


def entries(folder: Path) -> list[Entry]:
    """Return the lessons of *folder* in the order of their files' names.

    A number before the name gives the order and is no part of the slug: ``03-who-reads.md``.
    """
    found = []
    for path in sorted(folder.glob("*.md"))[:MOST]:
        slug = slug_of(path)
        if slug is not None:
            found.append(read_file(path, slug))
    return found


def slug_of(path: Path) -> str | None:
    """Return how the lesson in *path* is called, or nothing where the file is none."""
    name = re.sub(r"^\d{1,3}-", "", path.stem)
    return name if SLUG.fullmatch(name) else None


def read_file(path: Path, slug: str) -> Entry:
    """Return what stands in one file, whatever is wrong with it."""
    try:
        with path.open(encoding="utf-8") as file:
            written = file.read(LONGEST + 1)
    except (OSError, UnicodeError) as error:
        what = error.strerror if isinstance(error, OSError) else "this is no text"
        return Entry(slug, "", None, (Problem(1, what or "cannot be read", "a file in UTF-8"),))
    try:
        lesson, problems = looked_over(written)
    except LessonError as error:
        return Entry(slug, written, None, error.problems)
    return Entry(slug, written, lesson, tuple(problems))
