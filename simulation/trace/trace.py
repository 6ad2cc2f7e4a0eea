"""A run's whole trace: events, packets and frames in one total order, with a fingerprint."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from simulation.trace.encoding import canonical
from simulation.trace.event import Event
from simulation.trace.packets import PacketRecord, Stack

_Kind = TypeVar("_Kind", bound=Event)


@dataclass(slots=True)
class Trace:
    """Everything that happened in a run.

    `events` are in total order (time, then the order in which the engine did them); the place
    in the list is the event's number.  `frames` holds the octets of every frame, from the
    Ethernet header on, without FCS.
    """

    head: Mapping[str, Any]
    """What is known before anything happens; a run's is a `Head`."""
    events: list[Event] = field(default_factory=list)
    packets: list[PacketRecord] = field(default_factory=list)
    stacks: list[Stack] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    finished: bool = True
    """Whether the run is over; a trace that still grows says no."""

    def of(self, *kinds: type[_Kind]) -> Iterator[tuple[int, _Kind]]:
        """Yield number and event for every event of these *kinds*."""
        for number, event in enumerate(self.events):
            if isinstance(event, kinds):
                yield number, event

    def stack_of(self, packet: int) -> Stack:
        """Return the layers of a packet, outermost first."""
        return self.stacks[self.packets[packet].stack]

    def fingerprint(self) -> str:
        """Return the SHA-256 of the canonical trace as 64 hexadecimal digits."""
        digest = hashlib.sha256()
        digest.update(canonical(self.head))
        for event in self.events:
            row = (event.at_ns, event.kind, event.node, event.cause, event.values())
            digest.update(canonical(row))
        for frame in self.frames:
            digest.update(len(frame).to_bytes(4, "big") + frame)
        digest.update(canonical([self.packets, self.stacks, self.outcome]))
        return digest.hexdigest()
