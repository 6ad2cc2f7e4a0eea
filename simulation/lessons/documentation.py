"""The tables of ``docs/lessons.md``, made from what the code accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.lessons.looking import FOCUS, VIEW
from simulation.lessons.queries import PREFIXES, QUERIES
from simulation.lessons.reading import KEYS
from simulation.moments import HAPPENINGS
from simulation.predictions import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HEAD: Final = "| written | meaning |\n|---|---|\n"


def tables() -> Mapping[str, str]:
    """Return the tables in Markdown, by the headings under which they stand."""
    return {
        "Front matter": _table(KEYS.items()),
        "What a step points at": _table(FOCUS.items()),
        "What the view can be": _table((key, each.meaning) for key, each in VIEW.items()),
        "Moments": _table((each.form, each.meaning) for each in HAPPENINGS),
        "Figures": _table(
            [*((each.form, each.meaning) for each in QUERIES), *PREFIXES.items()],
        ),
        "Questions": _table((each.slug, each.title) for each in KINDS.values()),
    }


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return _HEAD + "".join(f"| `{written}` | {meaning} |\n" for written, meaning in rows)
