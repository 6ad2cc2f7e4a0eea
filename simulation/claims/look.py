"""One run as the judges see it: its facts, its metrics, and ways to point at what was seen."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from simulation.claims.claim import Reading
from simulation.dissection import Dissection, KeyRing, dissect
from simulation.metrics import flows, handovers, overhead, paths, tcp
from simulation.metrics.facts import Facts
from simulation.metrics.signalling import Signalling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.figure import Row
    from simulation.trace import Stack, Trace

Entry = Any
"""An `Event` of the trace.  Its fields are looked up by their names, which types do not follow."""
SECOND: Final = 1_000_000_000
_OF_ONE_PACKET: Final = frozenset(
    {
        "sent", "arrived", "dropped", "wrapped", "unwrapped", "encrypted", "decrypted",
        "translated", "fragmented", "reassembled", "delivered",
    }
)  # fmt: skip


class Look:
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
    def handovers(self) -> list[Row]:
        """The metrics of every move."""
        return handovers.measure(self.facts, Signalling(self.facts))

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

    def events(self, *kinds: str) -> Iterator[tuple[int, Entry]]:
        """Yield number and event of these *kinds*, in order of time within each kind."""
        for kind in kinds:
            yield from self.facts.kinds[kind]

    def stack(self, packet: int) -> Stack:
        """Return the layers of a packet."""
        return self.trace.stack_of(packet)

    def flow_of(self, packet: int) -> str:
        """Return the flow whose data a packet carries, or nothing."""
        return self.trace.packets[packet].flow

    def opened(self, event: Entry) -> Dissection:
        """Return the frame of a `sent` or `arrived` event, taken apart with every key."""
        return dissect(self.trace.frames[event["frame"]], self.keys)

    @cached_property
    def messages(self) -> list[tuple[int, Entry, Dissection]]:
        """Every message without user data as its maker put it on a link, taken apart."""
        found = []
        for root, (number, event) in self.facts.first_sent.items():
            if not self.trace.packets[root].flow:
                found.append((number, event, self.opened(event)))
        return found

    # -- pointing ---------------------------------------------------------------------------

    def reading(self, value: float, event: int | None = None, words: str = "") -> Reading:
        """Return *value* with its place: that *event*, or the nearest with a packet or row."""
        number = self._nearest(len(self.trace.events) - 1 if event is None else event)
        found: Entry = self.trace.events[number]
        is_row = found.kind == "row"
        return Reading(
            value=float(value),
            scenario=self.trace.head["scenario"],
            at_ns=found.at_ns,
            event=number,
            packet=None if is_row else found.fields[0],
            row=(found.node, found["table"], found["key"]) if is_row else None,
            words=words,
        )

    def _nearest(self, number: int) -> int:
        """Return the closest event that has a packet or a row, later ones first."""
        events = self.trace.events
        for distance in range(len(events)):
            for near in (number + distance, number - distance):
                if 0 <= near < len(events) and self._shows(events[near]):
                    return near
        raise AssertionError("a run without a single packet or row")

    @staticmethod
    def _shows(event: Entry) -> bool:
        return event.kind in _OF_ONE_PACKET or event.kind == "row"

    def first(self, value: float, *choices: list[int]) -> Reading:
        """Return *value* at the first event of the first of *choices* that has any."""
        return self.reading(value, next((each[0] for each in choices if each), None))

    def figure(self, metric: dict[str, Any], words: str = "") -> Reading:
        """Return a metric's value, at the first event that it was computed from."""
        value = metric["value"]
        shown = metric["evidence"][0] if metric["evidence"] else None
        return self.reading(float("nan") if value is None else value, shown, words)
