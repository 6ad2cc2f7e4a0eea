"""A flow's life as a ribbon: when data come and who can read them, when none come, when they end.

The stretches of a ribbon follow one another from the start of the run to its end.  Silence is the
time around a move that `simulation.metrics.silence` defines, of datagrams, and any other time
between two deliveries in which data of the flow were lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from simulation.metrics.facts import Facts
from simulation.metrics.losses import STILL_FLOWS_NS
from simulation.metrics.names import Names
from simulation.metrics.silence import silences
from simulation.trace import Sent, TransferFinished, shut_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simulation.metrics.facts import Delivery, Flow
    from simulation.trace import Trace


class Kind(StrEnum):
    """What a stretch of a ribbon says."""

    IDLE = "idle"
    """Nothing is to come: the flow has not begun, or is done."""
    OPEN = "open"
    """Data come, and who listens on a mobile node's own link can read them."""
    SEALED = "sealed"
    """Data come, and on a mobile node's own link only holders of the keys read them."""
    SILENT = "silent"
    """No data come, and none are seen to end."""
    LOST = "lost"
    """No data come, and those that are sent end elsewhere."""


MOST_STRETCHES: Final = 400
"""Where a ribbon has more, what is shorter than this part of the run joins its neighbour."""
APART_NS: Final = 1_000_000_000
"""Where nothing of the flow is lost for longer than this, it is silent rather than lost."""
NOTHING_LOST: Final = 2
"""Marks of a silence without losses: its start and its end."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a ribbon, ns, and how many packets were lost in it, while none came.

    *event* is the last event at or before its start.
    """

    kind: Kind
    since_ns: int
    until_ns: int
    event: int
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The life of one direction of a flow; *title* says which in words."""

    flow: str
    title: str
    stretches: tuple[Stretch, ...]


def ribbons(trace: Trace) -> list[dict[str, Any]]:
    """Return the ribbon of each direction of each flow, ready for JSON."""
    return [asdict(each) for each in ribbons_of(Facts(trace))]


def ribbons_of(facts: Facts) -> list[Ribbon]:
    """Return the ribbon of each direction of each flow."""
    clear, names = _clear_roots(facts), Names(facts.trace)
    quiet: dict[str, list[tuple[int, int]]] = {}
    for silence in silences(facts).values():
        if silence.begins_ns is not None and facts.flows[silence.flow].kind == "flow":
            quiet.setdefault(silence.flow, []).append((silence.begins_ns, silence.ends_ns))
    return [
        _Weaver(facts, flow, clear, sorted(quiet.get(flow.name, ()))).ribbon(titled(names, flow))
        for flow in facts.flows.values()
    ]


def titled(names: Names, flow: Flow) -> str:
    """Return what the direction of a flow is called."""
    way = names.flow(" > ".join(flow.ends))
    return way if flow.kind == "flow" else f"{flow.kind.replace('tcp', 'TCP')} {way}"


def _clear_roots(facts: Facts) -> Mapping[int, bool]:
    """Return whether data that crossed a mobile node's own link were in clear there, by root."""
    trace, found = facts.trace, dict[int, bool]()
    for _, event in facts.of(Sent):
        record = trace.packets[event.packet]
        root = facts.root[event.packet]
        if record.flow and not found.get(root) and at_a_mobile_node(facts, event):
            found[root] = shut_at(trace.stacks[record.stack]) is None
    return found


def at_a_mobile_node(facts: Facts, event: Sent) -> bool:
    """Return whether a frame was sent on the link that a mobile node is on."""
    return any(facts.place(node, event.at_ns) == event.link for node in facts.mobiles)


class _Weaver:
    """Weaves the ribbon of one direction of a flow; *quiet* are the silences around its moves."""

    def __init__(
        self,
        facts: Facts,
        flow: Flow,
        clear: Mapping[int, bool],
        quiet: Sequence[tuple[int, int]],
    ) -> None:
        self._facts, self._flow, self._clear = facts, flow, clear
        self._quiet = quiet
        self._times = [each.at_ns for each in facts.trace.events]
        self._drops = sorted(facts.drops[root][1].at_ns for root in facts.lost(flow))

    def ribbon(self, title: str) -> Ribbon:
        """Return it."""
        spans = [each for each in self._spans() if each[2] > each[1]]
        woven = _joined(spans)
        if len(woven) > MOST_STRETCHES:
            woven = _joined(_coarse(woven, self._facts.duration_ns // MOST_STRETCHES))
        lost = self._counts(woven)
        stretches = tuple(
            Stretch(kind, since, until, self._event(since), lost[place])
            for place, (kind, since, until) in enumerate(woven)
        )
        return Ribbon(self._flow.name, title, stretches)

    def _event(self, at_ns: int) -> int:
        return max(0, bisect_right(self._times, at_ns) - 1)

    def _counts(self, woven: Sequence[Span]) -> Counter[int]:
        """Return how many were lost in each stretch, by its place in *woven*.

        One that ends a row of losses is counted with the row.
        """
        starts, found = [since for _, since, _ in woven], Counter[int]()
        for at in self._drops:
            place = bisect_right(starts, at) - 1
            if place and at == starts[place] and woven[place - 1][0] is Kind.LOST:
                place -= 1
            found[place] += 1
        return found

    def _spans(self) -> Iterator[Span]:
        deliveries, end = self._flow.deliveries, self._facts.duration_ns
        if not deliveries:
            yield from self._beginning(end)
            return
        yield from self._beginning(deliveries[0].at_ns)
        for before, after in pairwise(deliveries):
            yield from self._between(before, after.at_ns)
        yield from self._ending(deliveries[-1], end)

    def _beginning(self, until: int) -> Iterator[Span]:
        """Yield the time before the first data came: idle until some were sent and lost."""
        lost = self._drops[: bisect_left(self._drops, until)]
        first = self._facts.made_ns(self._flow.roots[0]) if lost else until
        yield Kind.IDLE, 0, min(first, until)
        if lost:
            yield from self._silence(first, until)

    def _between(self, before: Delivery, until: int) -> Iterator[Span]:
        """Yield the time from one delivery to the next."""
        since = before.at_ns
        kind = Kind.OPEN if self._clear.get(before.root, True) else Kind.SEALED
        around = [each for each in self._quiet if since <= each[0] and each[1] <= until]
        if self._lost_in(since, until):
            yield from self._silence(since, until)
        elif around:
            begins, ends = around[0][0], around[-1][1]
            yield kind, since, begins
            yield from self._silence(begins, ends)
            yield kind, ends, until
        else:
            yield kind, since, until

    def _ending(self, last: Delivery, end: int) -> Iterator[Span]:
        """Yield the time after the last data came."""
        kind = Kind.OPEN if self._clear.get(last.root, True) else Kind.SEALED
        done = any(each.flow == self._flow.name for _, each in self._facts.of(TransferFinished))
        unsent = self._flow.roots[-1] <= last.root
        if done or (unsent and end - last.at_ns >= STILL_FLOWS_NS):
            yield Kind.IDLE, last.at_ns, end
        elif end - last.at_ns >= STILL_FLOWS_NS:
            yield from self._silence(last.at_ns, end)
        else:
            yield kind, last.at_ns, end

    def _lost_in(self, since: int, until: int) -> list[int]:
        return self._drops[bisect_left(self._drops, since) : bisect_left(self._drops, until)]

    def _silence(self, since: int, until: int) -> Iterator[Span]:
        """Yield a time without data: silent where nothing of the flow is lost for a while."""
        marks = [since, *self._lost_in(since, until), until]
        for before, after in pairwise(marks):
            quiet = len(marks) == NOTHING_LOST or after - before > APART_NS
            yield Kind.SILENT if quiet else Kind.LOST, before, after


Span = tuple[Kind, int, int]
"""What a stretch says, and from when until when (ns)."""


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for kind, since, until in spans:
        start = found.pop()[1] if found and found[-1][0] == kind else since
        found.append((kind, start, until))
    return found


def _coarse(spans: Sequence[Span], least_ns: int) -> list[Span]:
    """Return *spans* with the short ones taken into those before them."""
    found: list[Span] = []
    for kind, since, until in spans:
        if found and until - since < least_ns:
            found[-1] = *found[-1][:2], until
        else:
            found.append((kind, since, until))
    return found
