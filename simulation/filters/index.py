"""The headers of a trace's frames, read once and kept for all filters that ask for them.

What is read is decided by all keys that the run has made; who looks with fewer keys sees a
packet's layers only down to the first that is sealed with another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from simulation.dissection import KeyRing, dissect
from simulation.trace import Arrived, Event, Fragmented, Lineage, PacketEvent, Sent, Trace
from simulation.wire import opaque
from simulation.wire.ethernet import IPV4, EthernetHeader
from simulation.wire.ipv4 import IPv4Header
from simulation.wire.registry import HEADERS

if TYPE_CHECKING:
    from simulation.wire.fields import Header

_QUOTING: Final = frozenset({"icmp-unreachable", "icmp-time-exceeded"})
"""Headers behind which another packet's headers stand, of which a stack does not tell."""
_UNTOLD: Final = frozenset(
    key for key, header in HEADERS.items() if header.__module__ == opaque.__name__
)
"""Octets without a header: the dissection shows more of them than a stack tells of."""
_ETHERNET_OCTETS: Final = 14


class Read(NamedTuple):
    """A header that was read, and the key without which it cannot be, or empty."""

    header: Header
    sealed_by: str


Layers: TypeAlias = tuple[Read, ...]


class Index:
    """What filters ask of one finished trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.lineage = Lineage(trace)
        self._ring = KeyRing.from_trace(trace)
        self._frames: list[Layers | None] = [None] * len(trace.frames)
        self._alike: dict[bytes, Layers] = {}
        self._carried: dict[int, Layers] = {}
        self._frame_of = {event.packet: event.frame for _, event in reversed(list(trace.of(Sent)))}
        self._outside = {
            record.inner: number
            for number, record in reversed(list(enumerate(trace.packets)))
            if record.inner is not None
        }
        self._pieces = frozenset(
            piece for _, event in trace.of(Fragmented) for piece in event.pieces
        )
        self._keys = [frozenset(layer.header for layer in stack) for stack in trace.stacks]
        self.told = frozenset().union(*self._keys) - _UNTOLD if self._keys else frozenset()
        """Keys of headers of which the stacks tell, so that no octet need be read for them."""

    def layers_of(self, event: Event) -> Layers:
        """Return the layers of the packet that *event* is about, as they were on a link.

        A packet that never was on a link by itself is read from the one that carried it; one
        that nothing carried has none.
        """
        if isinstance(event, Sent | Arrived):
            return self.frame(event.frame)
        return self._packet(event.packet) if isinstance(event, PacketEvent) else ()

    def tells(self, event: Event, keys: frozenset[str]) -> bool | None:
        """Return whether the event's packet has a header among *keys*, if its stack tells."""
        if not isinstance(event, PacketEvent):
            return False
        record = self.trace.packets[event.packet]
        headers = self._keys[record.stack]
        if any(map(self._differs, self.lineage.within(event.packet))):
            return None
        if headers & keys & self.told:
            return True
        if not keys <= self.told or headers & _QUOTING or "fragment" in headers:
            return None
        return False

    def _differs(self, packet: int) -> bool:
        """Return whether octets may show less than the stack tells: of a fault, or of a piece."""
        return bool(self.trace.packets[packet].fault) or packet in self._pieces

    def frame(self, number: int) -> Layers:
        """Return the layers of a frame, outermost first."""
        known = self._frames[number]
        if known is None:
            known = self._frames[number] = self._read(self.trace.frames[number])
        return known

    def _read(self, octets: bytes) -> Layers:
        """Read a frame; the same packet one hop further on differs in its outer headers only."""
        if octets[12:14] != IPV4.to_bytes(2, "big"):
            return self._dissected(octets)
        # All but the Ethernet addresses, the TTL and the IP header's checksum.
        sign = octets[12:22] + octets[23:24] + octets[26:]
        known = self._alike.get(sign)
        if known is None:
            known = self._alike[sign] = self._dissected(octets)
            return known
        ethernet, _ = EthernetHeader.decode(octets)
        ip, _ = IPv4Header.decode(octets[_ETHERNET_OCTETS:])
        return (Read(ethernet, ""), Read(ip, ""), *known[2:])

    def _dissected(self, octets: bytes) -> Layers:
        return tuple(
            Read(layer.header, layer.sealed_by) for layer in dissect(octets, self._ring).layers
        )

    def _packet(self, packet: int) -> Layers:
        found = self._carried.get(packet)
        if found is None:
            found = self._carried[packet] = self._from_carrier(packet)
        return found

    def _from_carrier(self, packet: int) -> Layers:
        carrier: int | None = packet
        while carrier is not None and carrier not in self._frame_of:
            carrier = self._outside.get(carrier)
        if carrier is None:
            return ()
        layers = self.frame(self._frame_of[carrier])
        if carrier == packet:
            return layers
        return _inside(layers, len(self.trace.stack_of(carrier)), self.trace, packet, carrier)


def _inside(layers: Layers, depth: int, trace: Trace, packet: int, carrier: int) -> Layers:
    """Return the *layers* of a carrier's frame from where *packet* begins in it."""
    outer = trace.stack_of(carrier)
    skipped = depth - len(trace.stack_of(packet))
    place = 0
    for number, read in enumerate(layers):
        if place < depth and outer[place].header == read.header.key:
            if place == skipped:
                return layers[number:]
            place += 1
    return ()
