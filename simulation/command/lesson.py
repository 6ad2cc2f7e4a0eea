"""Lessons on the command line: which there are, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.command.output import InputError, tell
from simulation.experiments.table import table

if TYPE_CHECKING:
    import argparse

    from simulation.lessons import Entry


def listed(arguments: argparse.Namespace) -> None:
    """List the lessons of a folder, or those that come with mipviz."""
    from simulation.lessons import entries, shipped  # noqa: PLC0415 long to load, and rarely needed

    folder = Path(arguments.folder) if arguments.folder else shipped()
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder; accepted: a folder with lessons")
    found = entries(folder)
    rows = [_row(each) for each in found]
    body = [[str(row[head]) for head in ("slug", "minutes", "steps", "title")] for row in rows]
    tell(arguments.json, rows, lambda: table(("slug", "minutes", "steps", "title"), body))


def checked(arguments: argparse.Namespace) -> None:
    """Say what is wrong with lessons, each with its file and line; raise `InputError` if any is."""
    from simulation.lessons import check  # noqa: PLC0415 as above

    rows: list[dict[str, Any]] = []
    told = []
    for name in arguments.files:
        lesson, problems = check(_written(Path(name)))
        rows += [{"file": name, **each._asdict()} for each in problems]
        told += [each.told(name) for each in problems]
        if lesson is not None and not problems:
            told.append(f"{name}: {len(lesson.steps)} steps; nothing is wrong with it.")
    tell(arguments.json, rows, lambda: "\n".join(told))
    if rows:
        where = len({row["file"] for row in rows})
        raise InputError(f"{len(rows)} problems in {where} lessons; accepted: lessons without any")


def _written(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InputError(
            f"{path}: cannot be read ({why}); accepted: a lesson's Markdown file"
        ) from error


def _row(entry: Entry) -> dict[str, Any]:
    lesson = entry.lesson
    return {
        "slug": entry.slug,
        "title": lesson.title if lesson else "",
        "goal": lesson.goal if lesson else "",
        "minutes": lesson.minutes if lesson else 0,
        "steps": len(lesson.steps) if lesson else 0,
        "problems": len(entry.problems),
    }
