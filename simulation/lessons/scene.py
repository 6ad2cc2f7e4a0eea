"""One run as the queries of a lesson see it, and the moment that a step is about."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulation.metrics import summary
from simulation.moments import Moments
from simulation.trace import Delivered, Lineage, PacketEvent

if TYPE_CHECKING:
    from simulation.trace import Event, PacketRecord, Trace


class Run:
    """A finished trace with all that is made of it once, whatever is asked."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    @cached_property
    def moments(self) -> Moments:
        """Its moments."""
        return Moments(self.trace)

    @cached_property
    def lineage(self) -> Lineage:
        """Which packet carries which."""
        return Lineage(self.trace)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Its outcome and its metrics."""
        return summary(self.trace)


class Scene:
    """The moment after one event of a run."""

    def __init__(self, run: Run, at: int) -> None:
        self.run = run
        self.at = at

    @property
    def event(self) -> Event:
        """The event that has just happened."""
        return self.run.trace.events[self.at]

    @property
    def packet(self) -> int | None:
        """The packet that it is about, as it was on its last link where it was delivered."""
        event = self.event
        if isinstance(event, Delivered):
            return self._travelled(event)
        return event.packet if isinstance(event, PacketEvent) else event.cause

    @property
    def record(self) -> PacketRecord | None:
        """What the trace knows of that packet."""
        packet = self.packet
        return None if packet is None else self.run.trace.packets[packet]

    def _travelled(self, event: Delivered) -> int:
        """Return the packet in which the delivered one came, with all that was around it."""
        return event.cause if event.cause is not None else event.packet
