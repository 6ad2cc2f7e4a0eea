"""What in a frame decides who sees what: addresses in clear, and keys that protect messages.

A trace's layers say what is sealed, not between whom a packet travels or under which key a Mobile
IP message is authentic.  Both are read from the octets here, so that a reader with the eyes of one
observer can be told of a packet what that observer sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from simulation.dissection.frames import dissect
from simulation.dissection.key_ring import KeyRing
from simulation.trace import Sent, Stack, Trace, shut_at
from simulation.wire import ipv4, mobile_ip
from simulation.wire.address import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

_ETHERNET_OCTETS: Final = 14
_MESSAGES: Final = frozenset(header.key for header in mobile_ip.MESSAGES.values())


class Guard(TypedDict):
    """That the authenticator of *key* covers the layer at place *layer* of *packet*."""

    packet: int
    layer: int
    key: str


class Clues(TypedDict):
    """Of the frames that were put on links: one *way* each, and the *guards* of new packets.

    *ways* are the addresses of the IPv4 headers that nothing seals, outermost first, each as
    ``SOURCE > DESTINATION``; *way* names one of all that were told so far, by its number.
    """

    ways: list[list[str]]
    way: list[int]
    guards: list[Guard]


def addresses_in_clear(frame: bytes, stack: Stack) -> tuple[str, ...]:
    """Return source and destination of each IPv4 header of *frame* outside every seal."""
    found = []
    place = _ETHERNET_OCTETS
    shut = shut_at(stack)
    for layer in stack if shut is None else stack[: shut + 1]:
        if layer.header == "ipv4":
            source, destination = ipv4.addresses(frame[place : place + layer.head])
            found.append(f"{Address(source)} > {Address(destination)}")
        place += layer.head
    return tuple(found)


def authenticated_by(frame: bytes, keys: KeyRing) -> Iterator[str]:
    """Yield each of *keys* under which the Mobile IP message in *frame* is authentic.

    An authenticator covers the message up to itself (RFC 5944 section 3.5.1).
    """
    return (layer.authentic for layer in dissect(frame, keys).layers if layer.authentic)


class ClueReader:
    """Reads the clues of a trace that may still grow, in order."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._known: dict[tuple[str, ...], int] = {}
        self._read: set[int] = set()

    def since(self, first_event: int) -> Clues:
        """Return the clues of the events from *first_event* on, which is where the last ended."""
        clues = Clues(ways=[], way=[], guards=[])
        ring: KeyRing | None = None
        for event in self.trace.events[first_event:]:
            if not isinstance(event, Sent):
                continue
            frame, stack = self.trace.frames[event.frame], self.trace.stack_of(event.packet)
            way = addresses_in_clear(frame, stack)
            if way not in self._known:
                self._known[way] = len(self._known)
                clues["ways"].append(list(way))
            clues["way"].append(self._known[way])
            if stack[-1].header in _MESSAGES and event.packet not in self._read:
                self._read.add(event.packet)
                ring = ring or KeyRing.from_trace(self.trace)
                clues["guards"] += [
                    Guard(packet=event.packet, layer=len(stack) - 1, key=key)
                    for key in authenticated_by(frame, ring)
                ]
        return clues
