"""Where two runs that began alike part: the first event that differs, and what follows."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from simulation.narration import lines
from simulation.trace import Acted, Ineffective

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.trace import Event, Trace

LONGEST: Final = 60
"""Lines of the two stories that are set side by side."""


def divergence(left: Trace, right: Trace) -> dict[str, Any]:
    """Return where *right* parts from *left*, as JSON.

    `first` holds the first event of each that the other does not have in its place, actions of
    the timelines aside, or nothing where one run is the other's beginning; `ladder` is what is
    told from there, each line as told of ``left``, of ``right`` or of ``both``.
    """
    sides = _effects(left), _effects(right)
    place = next(
        (place for place, (a, b) in enumerate(zip_longest(*sides)) if not _alike(a, b)), None
    )
    if place is None:
        return {"first": None, "ladder": []}
    firsts = [side[place] if place < len(side) else None for side in sides]
    return {
        "first": [_told(each) for each in firsts],
        "ladder": _ladder(left, right, *(each[0] if each else None for each in firsts)),
    }


Numbered = tuple[int, "Event"]


def _effects(trace: Trace) -> list[Numbered]:
    """Return the events of *trace* but for those by which the timeline itself speaks."""
    return [
        (number, event)
        for number, event in enumerate(trace.events)
        if not isinstance(event, Acted | Ineffective)
    ]


def _alike(left: Numbered | None, right: Numbered | None) -> bool:
    if left is None or right is None:
        return False
    a, b = left[1], right[1]
    return (a.kind, a.at_ns, a.node, a.cause) == (b.kind, b.at_ns, b.node, b.cause) and (
        a.values() == b.values()
    )


def _told(found: Numbered | None) -> dict[str, Any] | None:
    if found is None:
        return None
    number, event = found
    return {"event": number, "at_ns": event.at_ns, "kind": event.kind, "node": event.node}


def _ladder(
    left: Trace, right: Trace, from_left: int | None, from_right: int | None
) -> list[dict[str, Any]]:
    a, b = _lines(left, from_left), _lines(right, from_right)
    matcher = SequenceMatcher(None, [_said(each) for each in a], [_said(each) for each in b])
    rows: list[dict[str, Any]] = []
    for what, a1, a2, b1, b2 in matcher.get_opcodes():
        if what == "equal":
            rows += [_row("both", each) for each in a[a1:a2]]
        else:
            apart = [_row("left", each) for each in a[a1:a2]]
            apart += [_row("right", each) for each in b[b1:b2]]
            rows += sorted(apart, key=lambda row: int(row["at_ns"]))
    return rows[:LONGEST]


def _lines(trace: Trace, first_event: int | None) -> Sequence[dict[str, Any]]:
    """Return what is told of *trace* from an event on, with its time."""
    if first_event is None:
        return []
    told = lines(trace, first_event, len(trace.events))[:LONGEST]
    return [{**each, "at_ns": trace.events[each["event"]].at_ns} for each in told]


def _said(line: dict[str, Any]) -> tuple[int, str]:
    return line["at_ns"], line["text"]


def _row(side: str, line: dict[str, Any]) -> dict[str, Any]:
    return {"side": side, **line}
