"""Lays the points of a story on the time of its run: beats without gaps, quiet stretches told."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.losses import plainly
from simulation.narration.beat import Beat, Focus, Point
from simulation.narration.folding import folds
from simulation.narration.messages import is_fragment
from simulation.narration.pacing import flights, pace
from simulation.narration.prose import prose
from simulation.narration.words import counted, tunnels_of
from simulation.trace import Delivered, Dropped, shut_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.metrics.facts import Flow
    from simulation.narration.narrator import Line
    from simulation.narration.reading import Reading

QUIET_NS: Final = 3_000_000_000
"""A stretch in which nothing new happens is told where it is so long."""
_LINGERS_NS: Final = 400_000_000
"""How long a beat goes on after what it speaks of, before quiet sets in."""
SKIPPED: Final = "before"
"""Kind of a beat that is not played: what was set up before the story begins."""
_GOES_ON: Final = frozenset({"flows", "silent", "waits", SKIPPED})
"""Kinds of beat that are themselves about what goes on."""


class _Placed(NamedTuple):
    point: Point
    first: int


def laid(reading: Reading, points: Sequence[Point], lines: Sequence[Line]) -> list[Beat]:
    """Return *points* as beats from the beginning of the run to its end."""
    placed = _with_quiet(reading, _placed(reading, points))
    return [
        _beat(reading, lines, each, placed[at + 1].first if at + 1 < len(placed) else reading.end)
        for at, each in enumerate(placed)
    ]


def _beat(reading: Reading, lines: Sequence[Line], placed: _Placed, last: int) -> Beat:
    point, first = placed
    since = reading.at_ns(first) if first else 0
    until = reading.at_ns(last) if last < reading.end else reading.facts.duration_ns
    headline = prose(point.headline)
    seen = flights(reading, point.shown, first, last)
    seconds = 0.0 if point.kind == SKIPPED else headline.reading_s
    knots, cut = pace(since, until, seconds, seen)
    return Beat(
        first,
        point.event, since, until, point.kind, point.question, point.weight, headline,
        prose(*point.more), point.spec, point.focus, folds(reading, lines, first, last), cut,
        knots, point.evidence,
    )  # fmt: skip


def _placed(reading: Reading, points: Sequence[Point]) -> list[_Placed]:
    """Return where each point begins: after what the one before speaks of has happened.

    Of points at one instant the weightiest is told, and the others on demand.
    """
    placed = list[_Placed]()
    for point in sorted(points, key=lambda each: (each.last, each.event)):
        first = point.event
        if placed:
            first = min(max(first, placed[-1].point.last + 1, placed[-1].first), point.last)
            before = placed[-1]
            if reading.at_ns(first) <= reading.at_ns(before.first):
                if point.weight > before.point.weight:
                    earlier = placed[-2].point.last + 1 if len(placed) > 1 else 0
                    begins = min(before.first, max(point.event, earlier))
                    placed[-1] = _Placed(_with(point, before.point), begins)
                else:
                    placed[-1] = _Placed(_with(before.point, point), before.first)
                continue
        placed.append(_Placed(point, first))
    return placed


def _with(told: Point, other: Point) -> Point:
    """Return *told* with what another point says on demand; what was set up before is left out."""
    if other.kind == SKIPPED:
        return told
    return replace(told, more=(*told.more, other.headline, *other.more))


def _with_quiet(reading: Reading, placed: Sequence[_Placed]) -> list[_Placed]:
    found = list[_Placed]()
    times = [each.at_ns for each in reading.trace.events]
    for at, each in enumerate(placed):
        found.append(each)
        following = placed[at + 1].first if at + 1 < len(placed) else reading.end
        until = times[following] if following < reading.end else reading.facts.duration_ns
        done = max(each.first, each.point.last)
        if each.point.kind in _GOES_ON or until - times[done] < QUIET_NS:
            continue
        first = max(bisect_left(times, times[done] + _LINGERS_NS), done + 1)
        if first < following:
            found.append(_Placed(_quiet(reading, first, following, until), first))
    return found


def _quiet(reading: Reading, first: int, last: int, until: int) -> Point:
    """Return what goes on between two events between which the story does not turn."""
    came = {
        flow.name: [
            each for _, each in reading.within(Delivered, first, last) if each.flow == flow.name
        ]
        for flow in reading.flows
    }
    seconds = (until - reading.at_ns(first)) / 1e9
    if not any(came.values()):
        return _nothing(reading, first, last, seconds)
    way = next(flow for flow in reading.flows if came[flow.name])
    roots = [reading.facts.root[each.packet] for found in came.values() for each in found[1:2]]
    rate = max(len(found) for found in came.values()) / seconds
    both = all(came.values()) and len(came) > 1
    ends = [reading.words.node(each) for each in way.ends]
    goes = "each way" if both else f"from {ends[0]} to {ends[1]} alone"
    inside, more, role = _carried(reading, way, roots)
    text = f"for {seconds:.0f} seconds nothing changes: {rate:.0f} packets a second, {goes}{inside}"
    focus = Focus(way.ends, role)
    shown = tuple((root, 1.0) for root in roots)
    more = (*more, _lost(reading, first, last))
    return Point(first, "quiet", 2, "arrive", text, more, "", focus, (), shown)


def _carried(reading: Reading, way: Flow, roots: list[int]) -> tuple[str, tuple[str, ...], str]:
    """Return inside which tunnels data travel, in how many octets and who can read them."""
    mobile = reading.mobile_of(way)
    hops = [each for root in roots if (each := reading.access_hop(root, mobile)) is not None]
    if not hops:
        return "", (), ""
    stack, sent = reading.stack(hops[0]), reading.sent(hops[0])
    octets = reading.trace.packets[sent.packet].octets
    inner = stack[-1].head + stack[-1].tail
    link = reading.words.link(sent.link)
    roles = tunnels_of(stack)
    around = reading.words.around(stack)
    inside = f", {around}" if around else ""
    readers = (
        "who listens there can read the data"
        if shut_at(stack) is None
        else "who listens there without the key cannot read the data"
    )
    travels = f"is {octets} octets for {inner} of data"
    if is_fragment(stack):
        travels = "travels in fragments"
    more = (f"in {link} each packet {travels}; {readers}",)
    return inside, more, roles[0] if roles else ""


def _lost(reading: Reading, first: int, last: int) -> str:
    names = {each.name for each in reading.flows}
    lost = [
        each
        for _, each in reading.within(Dropped, first, last)
        if reading.trace.packets[each.packet].flow in names
    ]
    if not lost:
        return ""
    where = reading.words.at(lost[-1].node, lost[-1].where)
    return f"{counted(len(lost), 'packet')} of data end at {where}: {plainly(lost[-1])}"


def _nothing(reading: Reading, first: int, last: int, seconds: float) -> Point:
    lost = _lost(reading, first, last)
    text = f"for {seconds:.0f} seconds no data arrive" + (f". {lost}" if lost else "")
    return Point(first, "quiet", 3, "arrive", text)
