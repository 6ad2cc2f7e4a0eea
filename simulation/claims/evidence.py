"""One run as the judges see it: its facts, its metrics, and ways to point at what was seen."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from simulation.claims.reading import Reading
from simulation.dissection import Dissection, KeyRing, dissect
from simulation.metrics import flows, gaps, handovers, overhead, paths, tcp
from simulation.metrics.facts import Facts
from simulation.metrics.novelty import messages
from simulation.metrics.signalling import Signalling
from simulation.trace import PacketEvent, RowChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.figure import Row
    from simulation.metrics.novelty import Message
    from simulation.trace import Arrived, Event, Sent, Stack, Trace

_Kind = TypeVar("_Kind", bound="Event")
_SHOWS: Final = (PacketEvent, RowChanged)
"""Kinds of event that a page can show, at a packet or at a row."""


class Evidence:
    """A trace, what is computed from it once for all measures, and readings of it."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.facts = Facts(trace)

    # -- what was run -----------------------------------------------------------------------

    @property
    def option(self) -> str:
        """The option's id."""
        return str(self.trace.head["scenario"]["option"])

    @cached_property
    def signalling(self) -> Signalling:
        """Every message without user data, and whom it concerns."""
        return Signalling(self.facts)

    @cached_property
    def handovers(self) -> list[Row]:
        """The metrics of every move."""
        return handovers.measure(self.facts, self.signalling)

    @cached_property
    def gaps(self) -> list[Row]:
        """What the gap of every move and direction is made of."""
        return gaps.measure(self.facts, self.signalling)

    @cached_property
    def overhead(self) -> list[Row]:
        """The metrics of every segment."""
        return overhead.measure(self.facts)

    @cached_property
    def flows(self) -> list[Row]:
        """The metrics of every direction of the measured flows."""
        return flows.measure(self.facts)

    @cached_property
    def paths(self) -> list[Row]:
        """The metrics of every pair of places."""
        return paths.measure(self.facts)

    @cached_property
    def transfers(self) -> list[Row]:
        """The metrics of every TCP transfer."""
        return tcp.measure(self.facts)

    # -- what was on the wire ---------------------------------------------------------------

    @cached_property
    def keys(self) -> KeyRing:
        """Every key of the run."""
        return KeyRing.from_trace(self.trace)

    def events(self, *kinds: type[_Kind]) -> Iterator[tuple[int, _Kind]]:
        """Yield number and event of these *kinds*, in order of time within each kind."""
        for kind in kinds:
            yield from self.facts.of(kind)

    def stack(self, packet: int) -> Stack:
        """Return the layers of a packet."""
        return self.trace.stack_of(packet)

    def flow_of(self, packet: int) -> str:
        """Return the flow whose data a packet carries, or nothing."""
        return self.trace.packets[packet].flow

    def opened(self, event: Sent | Arrived) -> Dissection:
        """Return the frame of what was sent or arrived, taken apart with every key."""
        return dissect(self.trace.frames[event.frame], self.keys)

    @cached_property
    def messages(self) -> list[Message]:
        """Every message without user data as its maker put it on a link, taken apart."""
        return messages(self.facts, self.keys)

    # -- pointing ---------------------------------------------------------------------------

    def reading(self, value: float, event: int | None = None, words: str = "") -> Reading:
        """Return *value* with its place: that *event*, or the nearest with a packet or row."""
        number = self._nearest(len(self.trace.events) - 1 if event is None else event)
        found = self.trace.events[number]
        return Reading(
            value=float(value),
            scenario=self.trace.head["scenario"],
            at_ns=found.at_ns,
            event=number,
            packet=found.packet if isinstance(found, PacketEvent) else None,
            row=_row(found),
            words=words,
        )

    def _nearest(self, number: int) -> int:
        """Return the closest event that has a packet or a row, later ones first."""
        events = self.trace.events
        for distance in range(len(events)):
            for near in (number + distance, number - distance):
                if 0 <= near < len(events) and isinstance(events[near], _SHOWS):
                    return near
        raise AssertionError("a run without a single packet or row")

    def first(self, value: float, *choices: list[int]) -> Reading:
        """Return *value* at the first event of the first of *choices* that has any."""
        return self.reading(value, next((each[0] for each in choices if each), None))

    def figure(self, metric: dict[str, Any], words: str = "") -> Reading:
        """Return a metric's value, at the first event that it was computed from."""
        value = metric["value"]
        shown = metric["evidence"][0] if metric["evidence"] else None
        return self.reading(float("nan") if value is None else value, shown, words)


def _row(event: Event) -> tuple[str, str, str] | None:
    return (event.node, event.table, event.key) if isinstance(event, RowChanged) else None
