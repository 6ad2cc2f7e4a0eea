"""The IPsec part of a node: SAD, SPD and the virtual interface that stands for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.errors import CheckError, PolicyError, WireError
from simulation.kernel.recorder import Packet, Table, layer
from simulation.kernel.traffic_class import UNTOLD
from simulation.trace import Decrypted, Encrypted
from simulation.tunnels.path_mtu import PathMtu, mtu_below, quoted_body, tells_mtu
from simulation.wire import ipv4, udp

if TYPE_CHECKING:
    from simulation.ipsec.association import SecurityAssociation
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.trace import Stack
    from simulation.wire.address import Address, Prefix

_DUMMY = bytes(20)
_MTU_SPEC = "RFC 4301 8.2"


@dataclass(slots=True)
class Pair:
    """Two security associations, one for each direction, between the same two ends.

    *local_selector* and *remote_selector* bound the inner packets as this node sees them.
    """

    session: str
    inbound: SecurityAssociation
    outbound: SecurityAssociation
    local_selector: Prefix
    remote_selector: Prefix
    local: Address
    peer: Address
    udp_ports: tuple[int, int] | None
    peer_identity: str
    sent_ns: int = 0
    """When a packet was last sealed under it."""
    replaces: int = 0
    """Inbound SPI of the pair whose place it takes, if it takes one's."""
    confirmed: bool = True
    """Whether the peer is known to have it; until then an older pair seals (RFC 7296 2.8)."""
    receives_only: bool = False
    """Whether it seals nothing because it is about to be deleted (RFC 7296 2.8.1)."""

    path_mtu: PathMtu = field(default_factory=PathMtu)
    """Of the outbound one; it ends with it, for no RFC hands it on to a successor."""

    @property
    def path(self) -> tuple[Address, Address, tuple[int, int] | None]:
        """Between which ends the packets of both travel."""
        return self.local, self.peer, self.udp_ports

    def sealed(self, quoted: bytes) -> bool:
        """Return whether *quoted*, from an ICMP error, is a packet of the outbound one.

        By SPI (RFC 4301 section 5.2); 8 octets of ESP in UDP show the ports alone.
        """
        body = quoted_body(quoted)
        protocol = ipv4.UDP if self.udp_ports else ipv4.ESP
        seen = (ipv4.source(quoted), ipv4.destination(quoted), ipv4.protocol(quoted))
        if seen != (self.local, self.peer, protocol) or not body:
            return False
        if self.udp_ports is None:
            return body.startswith(self.outbound.spi.to_bytes(4, "big"))
        if body[:4] != b"".join(port.to_bytes(2, "big") for port in self.udp_ports):
            return False
        return self.outbound.spi.to_bytes(4, "big").startswith(body[8:12])


FollowPolicy = Callable[[Pair, Packet, int], None]
"""Told of an authentic packet: its pair, the packet as it came, its sequence number."""


class IpsecDevice:
    """Seals what routes send to it and opens the ESP that is addressed to the node."""

    def __init__(self, node: Node, name: str = "ipsec0") -> None:
        self.node = node
        self.name = name
        self.pairs: list[Pair] = []
        """Newest first: where selectors are equal, the newest pair seals (RFC 4301 4.4.1)."""
        self.sad = Table(node.recorder, node.name, "sad")
        self.spd = Table(node.recorder, node.name, "spd")
        self.strict_triple = False
        """Whether an inbound SA is found only with the destination it was made for (RFC 2401)."""
        self._made_for: dict[int, Address] = {}
        self.followers: list[FollowPolicy] = []
        self.on_opened: list[Callable[[Packet, Pair], None]] = []
        node.protocols[ipv4.ESP] = self._receive
        node.icmp.error_listeners.append(self._receive_error)

    # -- associations -----------------------------------------------------------------------

    def add(self, pair: Pair) -> None:
        """Install *pair*, in front of older ones."""
        self.pairs.insert(0, pair)
        self._made_for[pair.inbound.spi] = pair.local
        self.show(pair)
        self.spd.put(
            f"{pair.local_selector} <> {pair.remote_selector} #{pair.outbound.spi:08x}",
            local=str(pair.local_selector),
            remote=str(pair.remote_selector),
            action="protect",
            outbound_spi=f"0x{pair.outbound.spi:08x}",
        )

    def show(self, pair: Pair) -> None:
        """Write the pair's rows, which name the addresses that they lie between now."""
        ports = f" UDP {pair.udp_ports[0]} > {pair.udp_ports[1]}" if pair.udp_ports else ""
        for sa, source, destination, way in (
            (pair.inbound, pair.peer, pair.local, "in"),
            (pair.outbound, pair.local, pair.peer, "out"),
        ):
            self.sad.put(
                f"0x{sa.spi:08x} {way}",
                direction=way,
                source=str(source),
                destination=str(destination),
                suite=sa.suite.slug,
                inner=f"{pair.local_selector} <> {pair.remote_selector}",
                encapsulation=f"tunnel mode in UDP{ports}" if ports else "tunnel mode",
                peer=pair.peer_identity,
            )

    def remove(self, pair: Pair) -> None:
        """Delete *pair* and its policy."""
        if pair in self.pairs:
            self.pairs.remove(pair)
            self.sad.remove(f"0x{pair.inbound.spi:08x} in")
            self.sad.remove(f"0x{pair.outbound.spi:08x} out")
            self.spd.remove(
                f"{pair.local_selector} <> {pair.remote_selector} #{pair.outbound.spi:08x}"
            )

    def find_outbound(self, octets: bytes) -> Pair | None:
        """Return the newest pair whose selectors admit a packet from here.

        One that the peer may not have yet counts only where there is no other.
        """
        source, destination = ipv4.source(octets), ipv4.destination(octets)
        unconfirmed = None
        for pair in self.pairs:
            admits = source in pair.local_selector and destination in pair.remote_selector
            if admits and not pair.receives_only:
                if pair.confirmed:
                    return pair
                unconfirmed = unconfirmed or pair
        return unconfirmed

    # -- out --------------------------------------------------------------------------------

    def mtu_for(self, octets: bytes) -> int:
        """Return the longest packet that the pair for *octets* carries in one piece."""
        pair = self.find_outbound(octets)
        return self._room(pair) if pair else 1500

    def _room(self, pair: Pair) -> int:
        """Return the longest inner packet that *pair* carries whole (RFC 4301 section 8.2.1)."""
        below = mtu_below(self.node, pair.local, pair.peer)
        outside = 20 + (8 if pair.udp_ports else 0) + pair.outbound.head_octets
        room = min(below, pair.path_mtu.octets(pair.path, int(self.node.env.now))) - outside
        return longest_sealed(pair.outbound, room)

    def send(self, packet: Packet, next_hop: Address) -> None:
        """Seal *packet* under the pair that its addresses select, and send the result."""
        pair = self.find_outbound(packet.octets)
        if pair is None:
            self.node.drop(
                packet,
                "no-sa",
                f"no SA for {ipv4.source(packet.octets)} > {ipv4.destination(packet.octets)}",
                "RFC 4301 5.1",
                self.name,
            )
            return
        self.send_by(pair, packet)

    def send_by(self, pair: Pair, packet: Packet) -> None:
        """Seal *packet* under *pair*, whatever else its addresses would select."""
        try:
            sealed = pair.outbound.seal(packet.octets, ipv4.IPIP)
        except PolicyError as error:
            self.node.drop(packet, "sa-exhausted", str(error), "RFC 4303 3.3.3", self.name)
            return
        self.node.send(self._outer(pair, packet, sealed))

    def send_dummy(self, pair: Pair) -> None:
        """Seal a packet that carries nothing: it shows where this node is (RFC 4303 2.6)."""
        node = self.node
        # Not empty: readers of captures take ESP around no octets at all for undecrypted.
        nothing = node.recorder.packet(
            _DUMMY,
            (layer("data", "ipsec", len(_DUMMY)),),
            "dummy packet: tells the peer the new address",
            message="ipsec-dummy",
        )
        node.send(self._outer(pair, nothing, pair.outbound.seal(_DUMMY, ipv4.NO_NEXT_HEADER)))

    def _outer(self, pair: Pair, packet: Packet, sealed: bytes) -> Packet:
        node, inner = self.node, packet.octets
        pair.sent_ns = int(node.env.now)
        sa = pair.outbound
        key = f"esp:0x{sa.spi:08x}"
        tail = sa.tail_octets(len(inner))
        esp_layer = layer("esp", "ipsec", sa.head_octets, tail, key)
        outside: Stack
        if pair.udp_ports:
            # RFC 3948 section 2.1: the UDP checksum of encapsulated ESP is sent as zero.
            body = udp.datagram(pair.local, pair.peer, *pair.udp_ports, sealed, checksum=False)
            outside = (layer("ipv4", "ipsec", 20), layer("udp", "nat-traversal", 8), esp_layer)
            protocol = ipv4.UDP
        else:
            body, protocol = sealed, ipv4.ESP
            outside = (layer("ipv4", "ipsec", 20), esp_layer)
        octets = ipv4.packet(
            pair.local,
            pair.peer,
            protocol,
            body,
            tos=node.tunnel_class.ingress(inner[1]) if len(inner) > 1 else 0,
            identification=node.next_identification(),
            dont_fragment=bool(inner) and ipv4.dont_fragment(inner),
        )
        outer = node.recorder.wrap(packet, octets, outside)
        node.recorder.record(Encrypted(node.name, outer.id, packet.id, key, sa.suite.slug))
        return outer

    # -- in ---------------------------------------------------------------------------------

    def _receive(self, packet: Packet, device: Device | None) -> None:
        self.open(packet, ipv4.payload(packet.octets), 2)

    def open(self, packet: Packet, esp: bytes, outside: int) -> None:
        """Open the ESP octets that *packet* brought behind *outside* layers (ESP included)."""
        node = self.node
        spi = int.from_bytes(esp[:4], "big")
        pair = next((each for each in self.pairs if each.inbound.spi == spi), None)
        destination = ipv4.destination(packet.octets)
        if pair is None or (self.strict_triple and destination != self._made_for[spi]):
            node.drop(
                packet,
                "no-sa",
                f"no inbound SA has the SPI 0x{spi:08x}",
                "RFC 4303 3.4.2",
                self.name,
            )
            return
        try:
            octets, next_header, sequence = pair.inbound.open(esp)
        except CheckError as error:
            node.drop(packet, "esp-check", str(error), "RFC 4303 3.4", self.name)
            return
        except WireError as error:
            node.drop(packet, "malformed", str(error), "RFC 4303 2", self.name)
            return
        pair.confirmed = True
        inner = node.recorder.unwrap(packet, octets, outside)
        key = f"esp:0x{spi:08x}"
        node.recorder.record(
            Decrypted(node.name, packet.id, inner.id, key, pair.inbound.suite.slug)
        )
        for follow in self.followers:
            follow(pair, packet, sequence)
        if next_header == ipv4.NO_NEXT_HEADER:
            return
        self._admit(pair, inner, octets, next_header, packet.octets)

    def _admit(
        self, pair: Pair, inner: Packet, octets: bytes, next_header: int, outer: bytes
    ) -> None:
        node = self.node
        if next_header != ipv4.IPIP:
            what = f"ESP carries protocol {next_header}, not IPv4 in tunnel mode"
            node.drop(inner, "malformed", what, "RFC 4303 2.6", self.name)
            return
        try:
            octets = ipv4.check(octets)
        except WireError as error:
            node.drop(inner, "malformed", str(error), "RFC 4303 2.6", self.name)
            return
        source, destination = ipv4.source(octets), ipv4.destination(octets)
        if source not in pair.remote_selector or destination not in pair.local_selector:
            node.drop(
                inner,
                "selector",
                f"{source} > {destination} is outside the SA's selectors "
                f"{pair.remote_selector} > {pair.local_selector}",
                "RFC 4301 5.2",
                self.name,
            )
            return
        tos = node.tunnel_class.egress(octets[1], outer[1], keeps_dscp=True)
        if tos is None:
            node.drop(inner, "congestion", *UNTOLD, self.name)
            return
        octets = inner.octets = ipv4.with_class(octets, tos)
        for listener in self.on_opened:
            listener(inner, pair)
        node.receive(inner, octets, self)

    def _receive_error(self, kind: int, code: int, mtu: int, quoted: bytes, packet: Packet) -> None:
        """Keep the path MTU for the SA whose packet is quoted (RFC 4301 section 8.2.1)."""
        node, policy = self.node, self.node.icmp_policy
        if not policy.ipsec_believes or not tells_mtu(kind, code, mtu, quoted):
            return
        mtu = max(mtu, policy.least_path_mtu)
        now = int(node.env.now)
        for pair in self.pairs:
            if pair.sealed(quoted) and pair.path_mtu.learn(
                mtu, pair.path, now, policy.path_mtu_lifetime_ns
            ):
                name = f"the SA 0x{pair.outbound.spi:08x} to {pair.peer}"
                node.note(f"{name} now takes packets up to {self._room(pair)} octets", _MTU_SPEC)


def longest_sealed(sa: SecurityAssociation, room: int) -> int:
    """Return how many octets *sa* can seal so that they and their tail fill no more than *room*."""
    length = room - 2 - sa.suite.icv_octets
    while length + sa.tail_octets(length) > room:
        length -= 1
    return length
