"""Whether data of each flow come, fall silent, or come again: what the story turns on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.facts import ends_of
from simulation.metrics.silence import Watch

if TYPE_CHECKING:
    from simulation.metrics.silence import Silence
    from simulation.trace import Acted, Delivered, Dropped

SILENT_NS: Final = 2_000_000_000
"""After so long without data, though some were sent, a flow is said to be silent."""


class Again(NamedTuple):
    """Data that come for the first time, or again after a silence."""

    silence: Silence | None
    """The silence around a move that they end, if it is one."""
    silent_ns: int | None
    """How long nothing had come; nothing of a flow's first data."""
    complete: bool
    """Whether no other direction of the same conversation is silent."""


class Mute(NamedTuple):
    """A flow of which nothing comes: since when, for how long, and the last drop of its data."""

    flow: str
    since_ns: int | None
    """Nothing where no data had ever come."""
    span_ns: int
    last: Dropped


@dataclass(slots=True)
class _Way:
    """One direction: what has been lost since data came last."""

    last_ns: int | None = None
    lost: Dropped | None = None
    told: bool = False


class Flowing:
    """Follows a trace and says what it means for the data; metrics define what a silence is."""

    def __init__(self) -> None:
        self._watch = Watch()
        self._ways: dict[str, _Way] = {}

    def act(self, number: int, event: Acted) -> list[Silence]:
        """Return the silences that the node's leaving finds without an end, told ones alone."""
        unended = self._watch.act(number, event)
        return [each for each in unended if self._way(each.flow).told]

    def drop(self, event: Dropped, flow: str) -> Mute | None:
        """Note that data of *flow* are lost; return that it is silent, the first time it is so."""
        way = self._way(flow)
        way.lost = event
        if way.told or way.last_ns is None or event.at_ns - way.last_ns < SILENT_NS:
            return None
        way.told = True
        return Mute(flow, way.last_ns, event.at_ns - way.last_ns, event)

    def deliver(self, number: int, event: Delivered) -> Again | None:
        """Return what a delivery means: first data, or data again; nothing of all others."""
        way = self._way(event.flow)
        ended = self._watch.deliver(number, event)
        before, told = way.last_ns, way.told
        way.last_ns, way.told, way.lost = event.at_ns, False, None
        if before is not None and not ended and not told:
            return None
        other = self._opposite(event.flow)
        complete = other not in self._ways or self._flows(other)
        silent = None if before is None else event.at_ns - before
        return Again(ended[-1] if ended else None, silent, complete)

    def has_flowed(self, flow: str) -> bool:
        """Return whether anything of *flow* has come so far."""
        return self._way(flow).last_ns is not None

    def awaits(self, node: str) -> bool:
        """Return whether data from or to *node* are still awaited: nothing came since it moved."""
        ways = [flow for flow in self._ways if node in ends_of(flow)]
        return not ways or not all(self._flows(flow) for flow in ways)

    def mute(self, at_ns: int) -> list[Mute]:
        """Return the flows that are silent at that time, though data were sent and lost."""
        return [
            Mute(flow, way.last_ns, at_ns - (way.last_ns or 0), way.lost)
            for flow, way in self._ways.items()
            if way.lost is not None and at_ns - (way.last_ns or 0) >= SILENT_NS
        ]

    def _flows(self, flow: str) -> bool:
        """Return whether data of *flow* have come, and come since its ends moved last."""
        way = self._ways.get(flow)
        if way is None or way.last_ns is None or way.told:
            return False
        return not self._watch.pending(flow, way.last_ns)

    def _way(self, flow: str) -> _Way:
        return self._ways.setdefault(flow, _Way())

    @staticmethod
    def _opposite(flow: str) -> str:
        sender, _, receiver = flow.partition(" > ")
        return f"{receiver} > {sender}"
