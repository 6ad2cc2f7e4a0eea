"""Network address and port translation (RFC 3022), with the mapping and filtering of RFC 4787."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.recorder import Packet, Table
from simulation.roles.role import Timer
from simulation.wire import ipv4
from simulation.wire.checksum import internet_checksum

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.wire.address import Address, Prefix

_FIRST_PORT, _LAST_PORT = 40000, 65535


@dataclass(slots=True)
class Mapping:
    """One mapping: an inside address and port, and the outside port that stands for them."""

    protocol: int
    inside: Address
    inside_port: int
    outside_port: int
    peers: set[tuple[int, int]]
    timer: Timer


class Nat:
    """Rewrites what leaves by the outside device and what comes back to it.

    Mappings are endpoint-independent, filtering is by address and port, mappings lapse after
    *timeout_ns* without a packet from inside (RFC 4787 REQ-1, REQ-5, REQ-8).
    """

    def __init__(
        self,
        node: Node,
        outside: Device,
        public: Address,
        inside: Prefix,
        *,
        timeout_ns: int,
        keeps_ports: tuple[int, ...] = (500,),
    ) -> None:
        self.node = node
        self.outside = outside
        self.public = public
        self.inside = inside
        self.timeout_ns = timeout_ns
        self.keeps_ports = keeps_ports
        self.table = Table(node.recorder, node.name, "nat")
        self._by_inside: dict[tuple[int, Address, int], Mapping] = {}
        self._by_port: dict[tuple[int, int], Mapping] = {}
        self._next_port = _FIRST_PORT
        node.departures.append(self._depart)
        node.translators.append(self._arrive)

    # -- out --------------------------------------------------------------------------------

    def _depart(self, packet: Packet, device: Device) -> Packet | None:
        octets = packet.octets
        source = ipv4.source(octets)
        if device is not self.outside:
            return packet
        if _is_error(octets):
            return self._depart_error(packet)
        if source not in self.inside:
            return packet
        ports = _ports(octets)
        if ports is None:
            what = (
                "a later fragment"
                if ipv4.fragment_offset(octets)
                else f"IP protocol {ipv4.protocol(octets)}"
            )
            self._refuse(packet, "nat-unsupported", f"{what} has no ports to map")
            return None
        mapping = self._mapping(ipv4.protocol(octets), source, ports[0])
        if mapping is None:
            self._refuse(packet, "nat-full", "every port is taken")
            return None
        mapping.peers.add((ipv4.destination(octets), _peer_port(octets, ports[1])))
        mapping.timer.start(self.timeout_ns)
        return self._translate(packet, source=self.public, source_port=mapping.outside_port)

    def _depart_error(self, packet: Packet) -> Packet:
        """Translate an error about a packet that was let in, for whoever knows it outside."""
        octets = packet.octets
        quoted = ipv4.payload(octets)[8:]
        ports = _ports(quoted) if len(quoted) >= _QUOTED else None
        if ports is None:
            return packet
        inside = ipv4.destination(quoted)
        mapping = self._by_inside.get((ipv4.protocol(quoted), inside, ports[1]))
        if mapping is None:
            return packet
        outside = _rewritten(quoted, destination=self.public, destination_port=mapping.outside_port)
        source = ipv4.source(octets)
        source = self.public if source in self.inside else source
        return self._error(packet, source, ipv4.destination(octets), outside)

    def _refuse(self, packet: Packet, reason: str, detail: str) -> None:
        self.node.drop(packet, reason, detail, "RFC 3022 4.1", self.node.name)

    def _translate(self, packet: Packet, **changes: int) -> Packet | None:
        """Return the packet with *changes* to its addresses and ports; drop what has none."""
        try:
            fresh = _rewritten(packet.octets, **changes)
        except WireError as error:
            self._refuse(packet, "malformed", str(error))
            return None
        self._tell(packet, packet.octets, fresh)
        return Packet(fresh, packet.id, packet.neighbour, packet.came_by)

    def _mapping(self, protocol: int, inside: Address, port: int) -> Mapping | None:
        mapping = self._by_inside.get((protocol, inside, port))
        if mapping is None:
            outside_port = self._free_port(protocol, port)
            if outside_port is None:
                return None
            mapping = Mapping(
                protocol, inside, port, outside_port, set(), Timer(self.node, lambda: None)
            )
            made = mapping
            mapping.timer = Timer(self.node, lambda: self._expire(made))
            self._by_inside[protocol, inside, port] = mapping
            self._by_port[protocol, outside_port] = mapping
            self.table.put(
                f"{_NAMES.get(protocol, protocol)} {inside}:{port}",
                inside=f"{inside}:{port}",
                outside=f"{self.public}:{outside_port}",
            )
        return mapping

    def _free_port(self, protocol: int, port: int) -> int | None:
        if port in self.keeps_ports and (protocol, port) not in self._by_port:
            return port
        for _ in range(_LAST_PORT - _FIRST_PORT):
            candidate = self._next_port
            self._next_port = _FIRST_PORT if candidate == _LAST_PORT else candidate + 1
            if (protocol, candidate) not in self._by_port:
                return candidate
        return None

    def _expire(self, mapping: Mapping) -> None:
        del self._by_inside[mapping.protocol, mapping.inside, mapping.inside_port]
        del self._by_port[mapping.protocol, mapping.outside_port]
        name = _NAMES.get(mapping.protocol, mapping.protocol)
        self.table.remove(f"{name} {mapping.inside}:{mapping.inside_port}")

    # -- in ---------------------------------------------------------------------------------

    def _arrive(self, packet: Packet, device: Device | None) -> Packet | None:
        octets = packet.octets
        if device is not self.outside or ipv4.destination(octets) != self.public:
            return packet
        if _is_error(octets):
            return self._arrive_error(packet)
        ports = _ports(octets)
        mapping = self._by_port.get((ipv4.protocol(octets), ports[1])) if ports else None
        if mapping is None or ports is None:
            return packet
        if (ipv4.source(octets), _peer_port(octets, ports[0])) not in mapping.peers:
            self.node.drop(
                packet,
                "nat-filtered",
                f"{ipv4.source(octets)}:{ports[0]} was never written to from inside",
                "RFC 4787 REQ-8",
                self.node.name,
            )
            return None
        return self._translate(
            packet, destination=mapping.inside, destination_port=mapping.inside_port
        )

    def _arrive_error(self, packet: Packet) -> Packet | None:
        """Translate an ICMP error and the packet that it quotes (RFC 3022 section 4.3)."""
        octets = packet.octets
        quoted = ipv4.payload(octets)[8:]
        ports = _ports(quoted) if len(quoted) >= _QUOTED else None
        mapping = self._by_port.get((ipv4.protocol(quoted), ports[0])) if ports else None
        if mapping is None:
            return packet
        inside = _rewritten(quoted, source=mapping.inside, source_port=mapping.inside_port)
        return self._error(packet, ipv4.source(octets), mapping.inside, inside)

    def _error(
        self, packet: Packet, source: Address, destination: Address, quoted: bytes
    ) -> Packet:
        """Return an ICMP error between other addresses about what *quoted* shows."""
        octets = packet.octets
        body = ipv4.payload(octets)
        blank = body[:2] + bytes(2) + body[4:8] + quoted
        message = blank[:2] + internet_checksum(blank).to_bytes(2, "big") + blank[4:]
        fresh = ipv4.packet(
            source,
            destination,
            ipv4.ICMP,
            message,
            ttl=ipv4.ttl(octets),
            identification=ipv4.identification(octets),
        )
        self._tell(packet, octets, fresh)
        return Packet(fresh, packet.id, packet.neighbour, packet.came_by)

    def _tell(self, packet: Packet, before: bytes, after: bytes) -> None:
        self.node.recorder.tell(
            "translated", self.node.name, packet.id, _named(before), _named(after)
        )


_QUOTED = 28
"""Octets of an IP header and of what RFC 792 has errors quote behind it."""
_NAMES = {ipv4.UDP: "udp", ipv4.TCP: "tcp", ipv4.ICMP: "icmp"}


def _is_error(octets: bytes) -> bool:
    """Return whether this is an ICMP error, which quotes the packet that it is about."""
    return ipv4.protocol(octets) == ipv4.ICMP and ipv4.payload(octets)[:1] in (b"\x03", b"\x0b")


def _ports(octets: bytes) -> tuple[int, int] | None:
    """Return source and destination port (for ICMP echo, the identifier twice)."""
    body = octets[ipv4.header_octets(octets) :]
    protocol = ipv4.protocol(octets)
    if protocol in (ipv4.UDP, ipv4.TCP) and not ipv4.fragment_offset(octets):
        return int.from_bytes(body[:2], "big"), int.from_bytes(body[2:4], "big")
    if protocol == ipv4.ICMP and body[:1] in (b"\x00", b"\x08"):
        identifier = int.from_bytes(body[4:6], "big")
        return identifier, identifier
    return None


def _peer_port(octets: bytes, port: int) -> int:
    """Return the peer's *port*; an echo has none, its identifier is the asker's alone."""
    return 0 if ipv4.protocol(octets) == ipv4.ICMP else port


def _rewritten(
    octets: bytes,
    *,
    source: int | None = None,
    source_port: int | None = None,
    destination: int | None = None,
    destination_port: int | None = None,
) -> bytes:
    if ipv4.protocol(octets) == ipv4.ICMP:
        port = source_port if source_port is not None else destination_port
        return ipv4.rewrite(octets, source=source, destination=destination, icmp_id=port)
    return ipv4.rewrite(
        octets,
        source=source,
        destination=destination,
        source_port=source_port,
        destination_port=destination_port,
    )


def _named(octets: bytes) -> str:
    ports = _ports(octets) or (0, 0)
    return f"{ipv4.source(octets)}:{ports[0]} > {ipv4.destination(octets)}:{ports[1]}"
