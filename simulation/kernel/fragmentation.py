"""Fragments: cutting a packet for the next link, and joining what was cut.

RFC 791 section 3.2, RFC 1122 section 3.3.2, RFC 1812 section 5.2.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.recorder import Packet, layer
from simulation.time import SECOND
from simulation.wire import ipv4

if TYPE_CHECKING:
    from simulation.kernel.host import Host

PATIENCE = 30 * SECOND
"""RFC 1122 section 3.3.2 recommends 60 to 120 s; most hosts keep fragments for 30."""
MOST_DATAGRAMS = 64
"""Datagrams that one node will hold incomplete at a time."""
_LONGEST_BODY = 65535 - 20


def cut(node: Host, packet: Packet, mtu: int) -> list[Packet]:
    """Return the fragments of *packet*; `WireError` where *mtu* leaves no room for one."""
    recorder = node.recorder
    record = recorder.record(packet)
    role = recorder.trace.stacks[record.stack][0].role
    pieces = []
    for octets in ipv4.fragments(packet.octets, mtu):
        head = ipv4.header_octets(octets)
        piece = recorder.packet(
            octets,
            (layer("ipv4", role, head), layer("fragment", role, len(octets) - head)),
            f"fragment of: {record.purpose}",
            flow=record.flow,
            inner=packet.id,
            fault=record.fault,
        )
        pieces.append(piece)
    recorder.tell("fragmented", node.name, packet.id, [each.id for each in pieces])
    return pieces


class _Partial:
    """The pieces of one datagram that have come so far."""

    __slots__ = ("first", "packets", "pieces", "total")

    def __init__(self) -> None:
        self.pieces: dict[int, bytes] = {}
        self.packets: list[Packet] = []
        self.first: bytes | None = None
        self.total: int | None = None

    def add(self, packet: Packet) -> None:
        """Keep one piece; `WireError` where the datagram would be longer than any can be."""
        octets = packet.octets
        body, offset = ipv4.payload(octets), ipv4.fragment_offset(octets)
        if offset + len(body) > _LONGEST_BODY:
            raise WireError(f"a fragment that ends at octet {offset + len(body)} of its datagram")
        self.pieces.setdefault(offset, body)
        self.packets.append(packet)
        if offset == 0 and self.first is None:
            self.first = octets
        if not ipv4.more_fragments(octets):
            self.total = offset + len(body)

    def whole(self) -> bytes | None:
        """Return the datagram's octets once no piece is missing."""
        if self.first is None or self.total is None:
            return None
        body = b""
        for offset in sorted(self.pieces):
            if offset > len(body):
                return None
            body = body[:offset] + self.pieces[offset]
        if len(body) != self.total:
            return None
        return ipv4.packet(
            ipv4.source(self.first),
            ipv4.destination(self.first),
            ipv4.protocol(self.first),
            body,
            ttl=ipv4.ttl(self.first),
            tos=self.first[1],
            identification=ipv4.identification(self.first),
        )


class Reassembler:
    """Joins the fragments that are addressed to one node."""

    def __init__(self, node: Host) -> None:
        self._node = node
        self._partial: dict[tuple[int, int, int, int], _Partial] = {}

    def add(self, packet: Packet) -> Packet | None:
        """Take one fragment; return the whole datagram once it is complete."""
        octets = packet.octets
        key = (
            ipv4.source(octets),
            ipv4.destination(octets),
            ipv4.protocol(octets),
            ipv4.identification(octets),
        )
        partial = self._partial.get(key)
        if partial is None:
            if len(self._partial) >= MOST_DATAGRAMS:
                self._node.drop(packet, "reassembly-full", "too many incomplete datagrams")
                return None
            partial = self._partial[key] = _Partial()
            begun = partial
            self._node.after(PATIENCE, lambda: self._expire(key, begun))
        try:
            partial.add(packet)
        except WireError as error:
            self._node.drop(packet, "malformed", str(error), "RFC 791 3.2")
            return None
        whole = partial.whole()
        if whole is None:
            return None
        del self._partial[key]
        return self._joined(whole, packet, partial)

    def _joined(self, whole: bytes, newest: Packet, partial: _Partial) -> Packet:
        recorder = self._node.recorder
        origin = recorder.record(newest).inner
        joined = Packet(
            whole, newest.id if origin is None else origin, newest.neighbour, newest.came_by
        )
        pieces = [each.id for each in partial.packets]
        recorder.tell("reassembled", self._node.name, joined.id, pieces)
        return joined

    def _expire(self, key: tuple[int, int, int, int], partial: _Partial) -> None:
        if self._partial.get(key) is not partial:
            return
        del self._partial[key]
        for packet in partial.packets:
            self._node.drop(
                packet,
                "reassembly-timeout",
                "a fragment of the datagram never came",
                "RFC 1122 3.3.2",
            )
        first = next((each for each in partial.packets if each.octets is partial.first), None)
        if first is not None:
            self._node.icmp.reassembly_time_exceeded(first)
