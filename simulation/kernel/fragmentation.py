"""Fragments: cutting a packet for the next link, and joining what was cut.

RFC 791 section 3.2, RFC 1122 section 3.3.2, RFC 1812 section 5.2.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel.traffic_class import CE
from simulation.time import SECOND
from simulation.trace import Fragmented, Reassembled
from simulation.wire import ipv4

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from simulation.kernel.host import Host
    from simulation.kernel.recorder import Packet

_LONGEST_BODY = 65535 - 20


Datagram = tuple[int, int, int, int]
"""What all fragments of one datagram share (RFC 791 section 3.2)."""


def datagram(octets: bytes) -> Datagram:
    """Return to which datagram a fragment belongs."""
    source, destination = ipv4.addresses(octets)
    return source, destination, ipv4.protocol(octets), ipv4.identification(octets)


def cut(node: Host, packet: Packet, mtu: int) -> list[Packet]:
    """Return the fragments of *packet*; `WireError` where *mtu* leaves no room for one."""
    recorder = node.recorder
    cuts = ipv4.fragments(packet.octets, mtu)
    pieces = recorder.cut(packet, ((octets, ipv4.header_octets(octets)) for octets in cuts))
    recorder.record(Fragmented(node.name, packet.id, [each.id for each in pieces]))
    return pieces


def join(pieces: Sequence[bytes]) -> bytes | None:
    """Return the datagram that *pieces* make in whatever order, or `None` where one is missing.

    Where pieces overlap, the octets of the one that begins first count.
    """
    last = next((each for each in pieces if not ipv4.more_fragments(each)), None)
    ordered = sorted(pieces, key=ipv4.fragment_offset)
    body = b""
    for piece in ordered:
        offset = ipv4.fragment_offset(piece)
        if offset > len(body):
            return None
        body += ipv4.payload(piece)[len(body) - offset :]
    if last is None or len(body) != ipv4.fragment_offset(last) + len(ipv4.payload(last)):
        return None
    first = ordered[0]
    return ipv4.packet(
        ipv4.source(first),
        ipv4.destination(first),
        ipv4.protocol(first),
        body,
        ttl=ipv4.ttl(first),
        # One that met congestion tells it of the whole (RFC 3168 section 5.3).
        tos=first[1] | (CE if any(each[1] & CE == CE for each in pieces) else 0),
        identification=ipv4.identification(first),
    )


class WaitingFragments:
    """Fragments that one node keeps until others of their datagrams have come.

    When there is no room for a new one, the datagram that has waited longest makes room.
    *missing* says in a drop what never came; *expired* is told of the pieces whose time is over.
    """

    def __init__(
        self,
        node: Host,
        missing: str,
        expired: Callable[[list[Packet]], None] = lambda _: None,
    ) -> None:
        self._node = node
        self._missing = missing
        self._expired = expired
        self._pieces: dict[Hashable, list[Packet]] = {}
        self._octets = 0

    def add(self, key: Hashable, packet: Packet) -> list[Packet]:
        """Keep *packet* among those of *key*; return all of them, in order of arrival."""
        limits = self._node.fragment_limits
        while self._pieces and self._octets + len(packet.octets) > limits.octets:
            self._make_room(key)
        pieces = self._pieces.get(key)
        if pieces is None:
            pieces = self._pieces[key] = []
            begun = pieces
            self._node.after(limits.patience_ns, lambda: self._expire(key, begun))
        pieces.append(packet)
        self._octets += len(packet.octets)
        return pieces

    def take(self, key: Hashable) -> list[Packet]:
        """Return the pieces of *key* and keep them no longer."""
        pieces = self._pieces.pop(key, [])
        self._octets -= sum(len(each.octets) for each in pieces)
        return pieces

    def _make_room(self, key: Hashable) -> None:
        """Give up the oldest datagram but *key*, which has just got a piece more."""
        limit = self._node.fragment_limits.octets
        detail = f"{limit} octets of fragments wait, and its datagram is the oldest of them"
        for packet in self.take(next((each for each in self._pieces if each != key), key)):
            self._node.drop(packet, "reassembly-full", detail, "RFC 1122 3.3.2")

    def _expire(self, key: Hashable, begun: list[Packet]) -> None:
        if self._pieces.get(key) is not begun:
            return
        seconds = self._node.fragment_limits.patience_ns / SECOND
        for packet in self.take(key):
            detail = f"{self._missing} within {seconds:g} s"
            self._node.drop(packet, "reassembly-timeout", detail, "RFC 1122 3.3.2")
        self._expired(begun)


class Reassembler:
    """Joins the fragments that are addressed to one node."""

    def __init__(self, node: Host) -> None:
        self._node = node
        missing = "another fragment of the datagram did not come"
        self._waiting = WaitingFragments(node, missing, self._tell_source)

    def add(self, packet: Packet) -> Packet | None:
        """Take one fragment; return the whole datagram once it is complete."""
        octets = packet.octets
        end = ipv4.fragment_offset(octets) + len(ipv4.payload(octets))
        if end > _LONGEST_BODY:
            detail = f"a fragment that ends at octet {end} of its datagram"
            self._node.drop(packet, "malformed", detail, "RFC 791 3.2")
            return None
        key = datagram(octets)
        pieces = self._waiting.add(key, packet)
        whole = join([each.octets for each in pieces])
        if whole is None:
            return None
        self._waiting.take(key)
        return self._joined(whole, packet, pieces)

    def _joined(self, whole: bytes, newest: Packet, pieces: list[Packet]) -> Packet:
        recorder = self._node.recorder
        joined = recorder.join(newest, whole)
        recorder.record(Reassembled(self._node.name, joined.id, [each.id for each in pieces]))
        return joined

    def _tell_source(self, pieces: list[Packet]) -> None:
        """Say that time is over where the first fragment has come (RFC 1122 section 3.3.2)."""
        first = next((each for each in pieces if not ipv4.fragment_offset(each.octets)), None)
        if first is not None:
            self._node.icmp.reassembly_time_exceeded(first)
