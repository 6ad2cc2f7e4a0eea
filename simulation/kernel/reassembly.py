"""Reassembly of IPv4 fragments (RFC 791 section 3.2, RFC 1122 section 3.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel.recorder import Packet
from simulation.kernel.time import SECOND
from simulation.wire import ipv4

if TYPE_CHECKING:
    from simulation.kernel.node import Node

PATIENCE = 30 * SECOND
MOST_DATAGRAMS = 64
"""Datagrams that one node will hold incomplete at a time."""


class _Partial:
    __slots__ = ("first", "packets", "pieces", "total")

    def __init__(self) -> None:
        self.pieces: dict[int, bytes] = {}
        self.packets: list[Packet] = []
        self.first: bytes | None = None
        self.total: int | None = None

    def add(self, packet: Packet) -> None:
        octets = packet.octets
        body, offset = ipv4.payload(octets), ipv4.fragment_offset(octets)
        self.pieces.setdefault(offset, body)
        self.packets.append(packet)
        if offset == 0:
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

    def __init__(self, node: Node) -> None:
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
            self._node.after(PATIENCE, lambda: self._expire(key, partial))
        partial.add(packet)
        whole = partial.whole()
        if whole is None:
            return None
        del self._partial[key]
        recorder = self._node.recorder
        origin = recorder.record(packet).inner
        joined = Packet(whole, packet.id if origin is None else origin, packet.neighbour)
        pieces = [each.id for each in partial.packets]
        recorder.tell("reassembled", self._node.name, joined.id, pieces)
        return joined

    def _expire(self, key: tuple[int, int, int, int], partial: _Partial) -> None:
        if self._partial.get(key) is partial:
            del self._partial[key]
            for packet in partial.packets:
                self._node.drop(
                    packet,
                    "reassembly-timeout",
                    "a fragment of the datagram never came",
                    "RFC 1122 3.3.2",
                )
