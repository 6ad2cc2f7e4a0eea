"""Network address and port translation (RFC 3022), with the mapping and filtering of RFC 4787.

Fragments pass both ways and in any order (RFC 4787 REQ-14): the node lets first ones go ahead,
and later ones, which have no ports, are translated as their first one was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.fragment_order import DatagramMemory
from simulation.kernel.fragmentation import datagram
from simulation.kernel.recorder import Packet
from simulation.roles.nat_table import MappingTable
from simulation.trace import Translated
from simulation.wire import icmp, ipv4
from simulation.wire.checksum import internet_checksum

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.wire.address import Address, Prefix


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of a first fragment: new addresses and number, or why it was refused."""

    source: int | None = None
    destination: int | None = None
    identification: int | None = None
    refusal: tuple[str, str, str] | None = None


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
        self.inside = inside
        self.mappings = MappingTable(node, public, timeout_ns=timeout_ns, keeps_ports=keeps_ports)
        self._fates: DatagramMemory[_Fate] = DatagramMemory(node)
        node.order_fragments()
        node.departures.append(self._depart)
        node.translators.append(self._arrive)

    @property
    def public(self) -> Address:
        """The address that stands for all those inside."""
        return self.mappings.public

    def renumber(self, public: Address) -> None:
        """Stand outside by the address *public* from now on, with the mappings that there are."""
        self.mappings.public = public

    # -- out --------------------------------------------------------------------------------

    def _depart(self, packet: Packet, device: Device) -> Packet | None:
        octets = packet.octets
        source = ipv4.source(octets)
        if device is not self.outside:
            return packet
        if _is_error(octets):
            return self._depart_error(packet)
        if source not in self.inside or source == self.public:
            return packet
        if ipv4.fragment_offset(octets):
            lost = "a later fragment has no ports, and its first one did not leave by here"
            return self._follow(packet, _Fate(refusal=("nat-unsupported", lost, "RFC 3022 6.3")))
        ports = _ports(octets)
        if ports is None:
            what = f"IP protocol {ipv4.protocol(octets)} has no ports to map"
            self._refuse(packet, "nat-unsupported", what, "RFC 3022 4.1")
            return None
        protocol = ipv4.protocol(octets)
        mapping = self.mappings.of_inside(protocol, source, ports[0]) or self.mappings.make(
            protocol, source, ports[0]
        )
        if mapping is None:
            self._refuse(packet, "nat-full", "every port is taken", "RFC 3022 4.1")
            return None
        self.mappings.use(mapping, (ipv4.destination(octets), _peer_port(octets, ports[1])))
        # A translator is the source of what it rewrites, and two hosts inside may have used one
        # number: RFC 6864 section 5.3.1, RFC 3022 section 6.3.
        atomic = ipv4.dont_fragment(octets) and not ipv4.is_fragment(octets)
        number = None if atomic else self.node.next_identification()
        fate = _Fate(source=self.public, identification=number)
        return self._translate(packet, fate, source_port=mapping.outside_port)

    def _follow(self, packet: Packet, unknown: _Fate) -> Packet | None:
        """Do with a later fragment as was done with the first one of its datagram."""
        fate = self._fates.get(datagram(packet.octets)) or unknown
        if fate.refusal is not None:
            self._refuse(packet, *fate.refusal)
            return None
        return packet if fate == _Fate() else self._translate(packet, fate)

    def _depart_error(self, packet: Packet) -> Packet | None:
        """Translate an error about a packet that was let in, for whoever knows it outside."""
        octets = packet.octets
        quoted = ipv4.payload(octets)[8:]
        ports = _ports(quoted) if len(quoted) >= _QUOTED else None
        inside = ipv4.destination(quoted) if ports else self.public
        mapping = ports and self.mappings.of_inside(ipv4.protocol(quoted), inside, ports[1])
        if not mapping:
            if ipv4.source(octets) not in self.inside or ipv4.source(octets) == self.public:
                return packet
            what = "an ICMP error about a packet that no mapping let in"
            self._refuse(packet, "nat-unsupported", what, "RFC 3022 4.3")
            return None
        outside = _rewritten(quoted, destination=self.public, destination_port=mapping.outside_port)
        source = ipv4.source(octets)
        source = self.public if source in self.inside else source
        return self._error(packet, source, ipv4.destination(octets), outside)

    def _refuse(self, packet: Packet, reason: str, detail: str, spec: str) -> None:
        """End a packet here, and with it what else of its datagram may come."""
        octets = packet.octets
        if ipv4.is_fragment(octets) and not ipv4.fragment_offset(octets):
            self._fates.put(datagram(octets), _Fate(refusal=(reason, detail, spec)))
        self.node.drop(packet, reason, detail, spec, self.node.name)

    def _translate(self, packet: Packet, fate: _Fate, **ports: int) -> Packet | None:
        """Return the packet with the addresses of *fate* and new *ports*; drop what has none."""
        octets = packet.octets
        try:
            fresh = _rewritten(
                octets,
                source=fate.source,
                destination=fate.destination,
                identification=fate.identification,
                **ports,
            )
        except WireError as error:
            self._refuse(packet, "malformed", str(error), "RFC 3022 4.1")
            return None
        if ipv4.is_fragment(octets) and not ipv4.fragment_offset(octets):
            self._fates.put(datagram(octets), fate)
        self._tell(packet, octets, fresh)
        return Packet(fresh, packet.id, packet.neighbour, packet.came_by)

    # -- in ---------------------------------------------------------------------------------

    def _arrive(self, packet: Packet, device: Device | None) -> Packet | None:
        octets = packet.octets
        if ipv4.destination(octets) != self.public:
            return packet
        # What the node itself cannot send on, it has translated already when it says so.
        if device in (self.outside, None) and _is_error(octets):
            return self._arrive_error(packet)
        if device is not self.outside:
            return packet
        if ipv4.fragment_offset(octets):
            return self._follow(packet, _Fate())
        ports = _ports(octets)
        if ports is None:
            return packet
        mapping = self.mappings.of_port(ipv4.protocol(octets), ports[1])
        if mapping is None:
            return self._arrive_unmapped(packet, ports[1])
        peer = ipv4.source(octets), _peer_port(octets, ports[0])
        if peer not in mapping.peers:
            why = self.mappings.stranger(mapping, peer, f"{peer[0]}:{ports[0]}")
            self._refuse(packet, "nat-filtered", why, "RFC 4787 REQ-8")
            return None
        fate = _Fate(destination=mapping.inside)
        return self._translate(packet, fate, destination_port=mapping.inside_port)

    def _arrive_unmapped(self, packet: Packet, port: int) -> Packet | None:
        """Let the node itself have what it waits for; say why the rest is for nobody."""
        octets = packet.octets
        if self._is_own(octets, port):
            return packet
        self._refuse(packet, *self.mappings.missing(ipv4.protocol(octets), port))
        if ipv4.protocol(octets) == ipv4.UDP:
            # As a host does (RFC 1122 section 4.1.3.1); RFC 4787 asks for nothing else.
            self.node.icmp.unreachable(packet, icmp.PORT_UNREACHABLE)
        return None

    def _is_own(self, octets: bytes, port: int) -> bool:
        """Return whether the translator's own host takes a packet to this *port* of it."""
        node, protocol = self.node, ipv4.protocol(octets)
        if protocol == ipv4.UDP:
            return (self.public, port) in node.sockets or (0, port) in node.sockets
        if protocol == ipv4.ICMP:
            is_request = ipv4.payload(octets)[:1] == bytes([icmp.ECHO_REQUEST])
            return is_request or bool(node.icmp.echo_listeners)
        return protocol in node.protocols

    def _arrive_error(self, packet: Packet) -> Packet | None:
        """Translate an ICMP error and the packet that it quotes (RFC 3022 section 4.3)."""
        octets = packet.octets
        quoted = ipv4.payload(octets)[8:]
        ports = _ports(quoted) if len(quoted) >= _QUOTED else None
        mapping = ports and self.mappings.of_port(ipv4.protocol(quoted), ports[0])
        if not ports or not mapping:
            if ports and ipv4.source(quoted) == self.public and not self._is_own(quoted, ports[0]):
                self._refuse(packet, *self.mappings.missing(ipv4.protocol(quoted), ports[0]))
                return None
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
        self.node.recorder.record(
            Translated(self.node.name, packet.id, _named(before), _named(after))
        )


_QUOTED = 28
"""Octets of an IP header and of what RFC 792 has errors quote behind it."""


def _is_error(octets: bytes) -> bool:
    """Return whether this is an ICMP error, which quotes the packet that it is about."""
    if ipv4.protocol(octets) != ipv4.ICMP or ipv4.fragment_offset(octets):
        return False
    return ipv4.payload(octets)[:1] in (b"\x03", b"\x0b")


def _ports(octets: bytes) -> tuple[int, int] | None:
    """Return source and destination port (for ICMP echo, the identifier twice)."""
    if ipv4.fragment_offset(octets):
        return None
    body = octets[ipv4.header_octets(octets) :]
    protocol = ipv4.protocol(octets)
    if protocol in (ipv4.UDP, ipv4.TCP):
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
    identification: int | None = None,
) -> bytes:
    if ipv4.protocol(octets) == ipv4.ICMP:
        port = source_port if source_port is not None else destination_port
        return ipv4.rewrite(
            octets,
            source=source,
            destination=destination,
            icmp_id=port,
            identification=identification,
        )
    return ipv4.rewrite(
        octets,
        source=source,
        destination=destination,
        source_port=source_port,
        destination_port=destination_port,
        identification=identification,
    )


def _named(octets: bytes) -> str:
    """Return the addresses of a packet, with its ports where it has them."""
    ports = _ports(octets)
    source, destination = (f":{each}" if ports else "" for each in ports or (0, 0))
    return f"{ipv4.source(octets)}{source} > {ipv4.destination(octets)}{destination}"
