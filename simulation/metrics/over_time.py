"""What a run measures over time: delay, throughput, octets on the access link, signalling.

Times are in ns of simulated time; each point names an event, so that a reader can go there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from simulation.metrics.facts import Facts
from simulation.metrics.figure import milliseconds
from simulation.metrics.handovers import reached
from simulation.metrics.moves import moves
from simulation.metrics.names import Names
from simulation.metrics.ribbon import at_a_mobile_node, titled
from simulation.metrics.signalling import Signalling
from simulation.trace import Sent, StateChanged, windows_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.metrics.facts import Flow
    from simulation.trace import Trace

MOST_POINTS: Final = 1500
"""Points of one line; of more, the least and the greatest of each neighbourhood stay."""
BUCKETS: Final = 240
"""Parts of a run in which octets are added up, unless they would be shorter than `LEAST_NS`."""
LEAST_NS: Final = 250_000_000

Point = tuple[int, float, int]
"""When (ns), how much, and the event that says so."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plot; the unit is that of the series that it stands in."""

    label: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment worth a line across every plot; *kind* is ``move`` or ``milestone``."""

    at_ns: int
    event: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """Everything of one run that can be plotted over time."""

    duration_ns: int
    marks: list[Mark] = field(default_factory=list)
    delay_ms: list[Line] = field(default_factory=list)
    throughput_kbps: list[Line] = field(default_factory=list)
    window_octets: list[Line] = field(default_factory=list)
    access_kbps: list[Line] = field(default_factory=list)
    signalling_octets: list[Line] = field(default_factory=list)


def series(trace: Trace) -> dict[str, Any]:
    """Return the series of a run, ready for JSON."""
    return asdict(series_of(Facts(trace)))


def series_of(facts: Facts) -> Series:
    """Return the series of a run."""
    names = Names(facts.trace)
    return Series(
        facts.duration_ns,
        _marks(facts),
        [_delay(names, flow) for flow in facts.of_kind("flow", "ping") if flow.deliveries],
        [_throughput(facts, names, flow) for flow in facts.of_kind("tcp") if flow.deliveries],
        [line for flow in facts.of_kind("tcp") if (line := _windows(facts, names, flow)).points],
        _access(facts),
        [_signalling(facts)],
    )


def _marks(facts: Facts) -> list[Mark]:
    found = []
    for move in moves(facts):
        came = f"{move.node} comes from {move.origin or 'nowhere'} to {move.arrival.link}"
        found.append(Mark(move.arrival.attach_ns, move.arrival.event, "move", came))
        for number, event, machine in reached(facts, move):
            found.append(Mark(event.at_ns, number, "milestone", f"{machine}: {event.new}"))
    return found


def _delay(names: Names, flow: Flow) -> Line:
    """Return the one-way delay of every packet that counts, in ms, by when it came."""
    points = [
        (each.at_ns, milliseconds(each.at_ns - each.sent_ns), each.event) for each in flow.counted
    ]
    return Line(titled(names, flow), thinned(points))


def _throughput(facts: Facts, names: Names, flow: Flow) -> Line:
    """Return the kbit/s that came, by the part of the run in which they came."""
    found = _Buckets(facts.duration_ns)
    for each in flow.deliveries:
        found.add(each.at_ns, each.octets, each.event)
    return Line(titled(names, flow), found.kbps())


def _windows(facts: Facts, names: Names, flow: Flow) -> Line:
    """Return the congestion window in octets, as told where its phase changes (RFC 5681)."""
    points: list[Point] = []
    for number, event in facts.of(StateChanged):
        if event.machine == f"congestion {flow.name.removeprefix('tcp ')}":
            told = windows_in(event.because)
            if told is not None:
                points.append((event.at_ns, told.window, number))
    return Line(titled(names, flow), thinned(points))


def _access(facts: Facts) -> list[Line]:
    """Return the kbit/s on the mobile nodes' own links: with data inside, and all else."""
    data, other = _Buckets(facts.duration_ns), _Buckets(facts.duration_ns)
    for number, event in facts.of(Sent):
        if at_a_mobile_node(facts, event):
            record = facts.trace.packets[event.packet]
            (data if record.flow else other).add(event.at_ns, record.octets, number)
    return [Line("packets with data", data.kbps()), Line("all other packets", other.kbps())]


def _signalling(facts: Facts) -> Line:
    """Return the octets of signalling so far, message by message, as the handovers count them."""
    points, total = list[Point](), 0
    told = Signalling(facts).told()
    for each in sorted(told, key=lambda message: message.event):
        total += each.octets
        points.append((each.at_ns, total, each.event))
    return Line("Mobile IP, key exchange and the like", thinned(points))


class _Buckets:
    """Adds octets up by the part of the run in which they were seen."""

    def __init__(self, duration_ns: int) -> None:
        self._span = max(LEAST_NS, duration_ns // BUCKETS)
        self._count = max(1, -(-duration_ns // self._span))
        self._octets: Counter[int] = Counter()
        self._first: dict[int, int] = {}

    def add(self, at_ns: int, octets: int, event: int) -> None:
        place = min(at_ns // self._span, self._count - 1)
        self._octets[place] += octets
        self._first.setdefault(place, event)

    def kbps(self) -> list[Point]:
        """Return a point for each part, nothing seen included, at its start."""
        points, event = list[Point](), 0
        for place in range(self._count):
            event = self._first.get(place, event)
            rate = self._octets[place] * 8 * 1_000_000 / self._span
            points.append((place * self._span, round(rate, 3), event))
        return points


def thinned(points: Sequence[Point]) -> list[Point]:
    """Return `MOST_POINTS` of *points* at the most, in order, the extremes among them."""
    if len(points) <= MOST_POINTS:
        return list(points)
    together = -(-2 * len(points) // MOST_POINTS)
    kept: list[Point] = []
    for start in range(0, len(points), together):
        near = points[start : start + together]
        ends = {min(near, key=lambda each: each[1]), max(near, key=lambda each: each[1])}
        kept += sorted(ends)
    return kept
