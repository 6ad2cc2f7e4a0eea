"""What one station puts on one link for one packet, be it in one frame or cut into fragments."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from simulation.trace import Fragmented, Layer

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from simulation.metrics.facts import Facts
    from simulation.trace import Stack


class Carried(NamedTuple):
    """One packet as a link carried it: IP octets of all its frames, their layers, the first event.

    A layer ``fragment`` holds the headers that the second and later fragments repeat.
    """

    octets: int
    stack: Stack
    event: int


class Gathering:
    """Gathers the fragments of a packet until none is missing.

    A packet may be cut, its fragments wrapped, and these cut again (RFC 791 section 3.2,
    RFC 2003 section 5.1): what is whole is gathered further as a piece of what is around it.
    """

    def __init__(self, facts: Facts) -> None:
        self._lineage = facts.lineage
        self._packets = facts.trace.packets
        self._stacks = facts.trace.stacks
        self._siblings: dict[int, Sequence[int]] = {
            piece: event.pieces for _, event in facts.of(Fragmented) for piece in event.pieces
        }
        self._waiting: dict[Hashable, dict[int, Carried]] = defaultdict(dict)

    def add(self, place: Hashable, packet: int, event: int) -> Carried | None:
        """Return all that *place* carried of the user's packet, once *packet* completes it."""
        record = self._packets[packet]
        carried = Carried(record.octets, self._stacks[record.stack], event)
        while (piece := self._piece(packet)) is not None:
            siblings = self._siblings[piece]
            key = place, tuple(siblings)
            came = self._waiting[key]
            came[piece] = carried
            if len(came) < len(siblings):
                return None
            del self._waiting[key]
            whole = self._packets[piece].inner
            assert whole is not None
            carried = self._joined(whole, came)
            packet = whole
        return carried

    def _piece(self, packet: int) -> int | None:
        """Return the fragment that *packet* is or carries, the outermost one, or nothing."""
        within = self._lineage.within(packet)
        return next((each for each in within if each in self._siblings), None)

    def _joined(self, whole: int, pieces: dict[int, Carried]) -> Carried:
        """Return *whole* with what its fragments had around themselves, and repeated."""
        record = self._packets[whole]
        around: list[Layer] = []
        for piece, carried in pieces.items():
            own = len(self._stacks[self._packets[piece].stack])
            around = _added(around, carried.stack[: len(carried.stack) - own])
        octets = sum(each.octets for each in pieces.values())
        repeated = octets - record.octets - sum(each.head + each.tail for each in around)
        stack = self._stacks[record.stack]
        again = Layer("fragment", stack[0].role, repeated)
        first = min(each.event for each in pieces.values())
        return Carried(octets, (*around, again, *stack), first)


def _added(so_far: list[Layer], more: Stack) -> list[Layer]:
    """Return *so_far* with the octets of *more* added to layers of the same header and role.

    The fragments of one packet wear the same layers, but where one of them was cut again.
    """
    longer, shorter = (so_far, list(more)) if len(so_far) >= len(more) else (list(more), so_far)
    found = []
    for layer in longer:
        other = shorter[0] if shorter else None
        if other is not None and other[:2] == layer[:2]:
            shorter = shorter[1:]
            found.append(layer._replace(head=layer.head + other.head, tail=layer.tail + other.tail))
        else:
            found.append(layer)
    return found + shorter
