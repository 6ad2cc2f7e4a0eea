"""ESP in transport mode as a device: the packet keeps its own header (RFC 4303 section 3.1.1).

Its policy (RFC 4301 section 4.4.1) protects everything between the two hosts, ICMP as well, and
bypasses what cannot be protected by itself: IKE, and what is ESP already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulation.kernel.recorder import Packet, layer
from simulation.trace import Encrypted
from simulation.tunnels.ipsec import IpsecDevice, Pair, longest_sealed
from simulation.wire import icmp, ipv4, udp

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.wire.address import Address, Prefix

Below = Callable[[], "tuple[Device, Address | None] | None"]
"""The device and next hop by which sealed packets leave at present."""


_LONGEST = 65535


class TransportDevice(IpsecDevice):
    """ESP in transport mode: seals whatever goes between two hosts, but ESP and IKE."""

    def __init__(self, node: Node, below: Below, name: str = "esp0") -> None:
        super().__init__(node, name)
        self._below = below

    def mtu_for(self, octets: bytes) -> int:
        """Return any packet's length: only whole packets are sealed, and cut afterwards.

        RFC 4303 section 3.3.4.
        """
        return _LONGEST

    def _room(self, pair: Pair) -> int:
        """Return the longest packet that still fits below once *pair* has sealed it."""
        below = self._below()
        room = below[0].mtu_for(_header(pair)) if below else 1500
        room = min(room, pair.path_mtu.octets(pair.path, int(self.node.env.now)))
        return longest_sealed(pair.outbound, room - 20 - pair.outbound.head_octets) + 20

    def send(self, packet: Packet, next_hop: Address) -> None:
        """Seal *packet* unless it is ESP or IKE, and send it by the device below."""
        octets = packet.octets
        if not self._bypasses(octets):
            pair = self.find_outbound(octets)
            if pair is None:
                detail = f"no SA for {ipv4.source(octets)} > {ipv4.destination(octets)}"
                self.node.drop(packet, "no-sa", detail, "RFC 4301 5.1", self.name)
                return
            room = self._room(pair)
            if ipv4.dont_fragment(octets) and len(octets) > room:
                self._refuse(packet, room)
                return
            packet = self._sealed(pair, packet)
        below = self._below()
        if below is None:
            self.node.drop(packet, "no-route", "the node has no link", "RFC 1122 3.3.1", self.name)
            return
        self.node.output(packet, below[0], below[1] or ipv4.destination(packet.octets))

    def _refuse(self, packet: Packet, room: int) -> None:
        detail = f"{len(packet.octets)} octets with DF set, and {room} fit once they are sealed"
        self.node.drop(packet, "too-big", detail, "RFC 4301 8.2.1", self.name)
        self.node.icmp.unreachable(packet, icmp.FRAGMENTATION_NEEDED, room)

    @staticmethod
    def _bypasses(octets: bytes) -> bool:
        protocol = ipv4.protocol(octets)
        if protocol == ipv4.UDP:
            return ipv4.payload(octets)[2:4] == udp.ISAKMP.to_bytes(2, "big")
        return protocol == ipv4.ESP

    def _sealed(self, pair: Pair, packet: Packet) -> Packet:
        octets = packet.octets
        body = ipv4.payload(octets)
        sa = pair.outbound
        key = f"esp:0x{sa.spi:08x}"
        fresh = ipv4.packet(
            ipv4.source(octets),
            ipv4.destination(octets),
            ipv4.ESP,
            sa.seal(body, ipv4.protocol(octets)),
            ttl=ipv4.ttl(octets),
            tos=octets[1],
            identification=ipv4.identification(octets),
            dont_fragment=ipv4.dont_fragment(octets),
        )
        recorder = self.node.recorder
        esp_layer = layer("esp", "ipsec", sa.head_octets, sa.tail_octets(len(body)), key)
        outer = recorder.seal_behind(packet, fresh, esp_layer)
        recorder.record(Encrypted(self.node.name, outer.id, packet.id, key, sa.suite.slug))
        return outer

    def _admit(
        self, pair: Pair, inner: Packet, octets: bytes, next_header: int, outer: bytes
    ) -> None:
        """Put the packet's own header back in front of what was sealed."""
        source, destination = ipv4.source(outer), ipv4.destination(outer)
        if source not in pair.remote_selector or destination not in pair.local_selector:
            detail = f"{source} > {destination} is outside the SA's selectors"
            self.node.drop(inner, "selector", detail, "RFC 4301 5.2", self.name)
            return
        whole = ipv4.packet(
            source,
            destination,
            next_header,
            octets,
            ttl=ipv4.ttl(outer),
            tos=outer[1],
            identification=ipv4.identification(outer),
        )
        for listener in self.on_opened:
            listener(inner, pair)
        self.node.receive(inner, whole, self)


def _header(pair: Pair) -> bytes:
    return ipv4.packet(pair.local, pair.peer, ipv4.ESP, b"")


def protect(node: Node, device: TransportDevice, local: Prefix, remote: Prefix) -> None:
    """Route what goes from *local* to *remote* through *device*."""
    node.route(remote, device, source=local)
