"""The story of a finished run: what a newcomer should see, in the order in which one asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.narration import cards, carrying, incidents, moving, securing, telling
from simulation.narration.beat import Focus, Point, Story
from simulation.narration.layout import SKIPPED, laid
from simulation.narration.narrator import Line, Narrator
from simulation.narration.reading import Reading
from simulation.trace import Acted

if TYPE_CHECKING:
    from simulation.trace import Trace


def story(trace: Trace) -> Story:
    """Return the story of a finished *trace*; all of it is composed from what the trace shows."""
    reading = Reading(trace)
    points = _points(reading)
    lines = [Line(**each) for each in Narrator(trace).lines(0)]
    beats = laid(reading, points, lines)
    start = next(each.from_ns for each in beats if each.kind != SKIPPED)
    return Story(start, cards.opening(reading, beats), beats, cards.closing(reading))


def _points(reading: Reading) -> list[Point]:
    """Return what the story turns on, in order; it begins with data that flow, if any ever do."""
    tellers = (moving.tell, telling.tell, securing.tell, carrying.tell, incidents.tell)
    found = [point for tell in tellers for point in tell(reading)]
    begins = carrying.opening(reading)
    if begins is None or not _goes_on(reading, begins.last):
        begins_told = [begins] if begins is not None else []
        found = [_waits(reading), *begins_told, *found]
    else:
        found = [_before(reading, begins), begins, *(e for e in found if e.event > begins.event)]
    found.sort(key=lambda each: (each.last, each.event))
    return sorted([*found, *carrying.looks(reading, found)], key=lambda each: each.last)


def _goes_on(reading: Reading, first: int) -> bool:
    """Return whether anything is done after the first data: else how they came is the story."""
    return any(number > first for number, _ in reading.facts.of(Acted))


def _before(reading: Reading, begins: Point) -> Point:
    """Return what is set up before the story begins, which is not played."""
    who = " and ".join(reading.words.node(each) for each in reading.facts.mobiles)
    are = "is" if len(reading.facts.mobiles) == 1 else "are"
    text = f"before the story begins {who} {are} switched on and set up"
    return Point(0, SKIPPED, 1, "where", text, focus=begins.focus)


def _waits(reading: Reading) -> Point:
    """Return the beginning of a run whose story is how data come to flow."""
    words = reading.words
    if not reading.flows:
        return Point(0, "waits", 1, "where", "nobody sends data yet")
    mobile = reading.mobile_of(reading.flows[0])
    peer = next(each for each in reading.flows[0].ends if each != mobile)
    text = f"{words.a_node(peer)} sends to {words.a_node(mobile)} that is still switched off"
    return Point(0, "waits", 1, "arrive", text, focus=Focus((mobile, peer)))
