"""How long each moment of a beat is shown: about as long as its words take to read.

Within a beat the ways of the packets that matter get most of the time, hop by hop; what is
between them flows by, and a long stretch without any of them is run through.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.narration.beat import Cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.narration.reading import Reading

Knots = tuple[tuple[int, float], ...]
"""Moments, ns, and the seconds of showing since the beat began; both never fall."""

CUT_NS: Final = 1_500_000_000
"""A stretch without anything that matters is cut where it is so long."""
_CUT_SECONDS: Final = 0.5
_HOP_SECONDS: Final = 0.3
"""Least for a hop that is worth seeing, as long as the beat grows by no more than a half."""
_MOST_STRETCHED: Final = 1.5
_ASIDE: Final = 0.15
"""Share of a beat for what is neither shown nor cut."""


class Flight(NamedTuple):
    """A frame on its way, ns, and how much it is worth seeing."""

    leaves: int
    arrives: int
    weight: float


class _Piece(NamedTuple):
    since: int
    until: int
    weight: float
    """What it is worth; nothing of what flows by."""

    @property
    def cut(self) -> bool:
        return not self.weight and self.until - self.since >= CUT_NS


def flights(
    reading: Reading, shown: Sequence[tuple[int, float]], first: int, last: int
) -> list[Flight]:
    """Return the hops of the packets in *shown* that begin from event *first* to before *last*."""
    found = []
    for root, weight in shown:
        for number in reading.hops.get(root, ()):
            if first <= number < last:
                hop = reading.sent(number)
                found.append(Flight(hop.at_ns, hop.arrives_ns, weight))
    return sorted(found)


def pace(
    since: int, until: int, seconds: float, shown: Sequence[Flight]
) -> tuple[Knots, Cut | None]:
    """Return the knots of a beat from *since* to *until*, and its longest cut, if it has one.

    A beat of no *seconds* is jumped over.
    """
    if seconds <= 0:
        return ((since, 0.0), (until, 0.0)), Cut(since, until)
    wanted = _HOP_SECONDS * sum(each.weight for each in shown)
    seconds = min(max(seconds, wanted), seconds * _MOST_STRETCHED)
    pieces = _pieces(since, until, shown)
    cuts = [each for each in pieces if each.cut]
    worth = sum(each.weight for each in pieces)
    aside = sum(each.until - each.since for each in pieces if not each.weight and not each.cut)
    left = max(0.0, seconds - _CUT_SECONDS * len(cuts))
    slow = left * (_ASIDE if aside and worth else 0.0 if worth else 1.0)
    if not aside:
        slow = 0.0
    knots, at = [(since, 0.0)], 0.0
    for each in pieces:
        if each.cut:
            at += _CUT_SECONDS
        elif each.weight:
            at += (left - slow) * each.weight / worth
        else:
            at += slow * (each.until - each.since) / aside
        knots.append((each.until, round(at, 3)))
    if at < seconds:  # nothing moves: the picture stands
        knots.append((until, round(seconds, 3)))
    longest = max(cuts, key=lambda each: each.until - each.since, default=None)
    return tuple(knots), Cut(longest.since, longest.until) if longest else None


def _pieces(since: int, until: int, shown: Sequence[Flight]) -> list[_Piece]:
    """Return the stretches between the ends of flights; each is worth its part of the best one."""
    ends = {since, until}
    for each in shown:
        ends.update(t for t in (each.leaves, each.arrives) if since < t < until)
    marks = sorted(ends)
    found = []
    for begin, end in pairwise(marks):
        worth = max(
            (
                each.weight * (end - begin) / max(1, each.arrives - each.leaves)
                for each in shown
                if each.leaves <= begin and end <= each.arrives
            ),
            default=0.0,
        )
        found.append(_Piece(begin, end, worth))
    return found
