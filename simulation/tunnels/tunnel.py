"""Mobile IP tunnels as virtual interfaces, and the end of a node that takes them apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.recorder import Packet, Table
from simulation.kernel.traffic_class import UNTOLD
from simulation.trace import Unwrapped, Wrapped
from simulation.tunnels.encapsulation import (
    IP_IN_IP,
    Encapsulation,
    MipUdp,
    effective,
    for_pieces,
)
from simulation.tunnels.path_mtu import PathMtu, mtu_below, quoted_body, tells_mtu
from simulation.tunnels.relaying import relayed_code
from simulation.wire import icmp, ipv4

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.wire.address import Address

_HEADER_OCTETS = 20

Admission = Callable[[bytes], str]
"""Looks at an inner packet that came out of a tunnel; a reason refuses it."""


def admit_all(_: bytes) -> str:
    """Refuse nothing."""
    return ""


class Tunnel:
    """One tunnel between two addresses; sending through it wraps, receiving unwraps."""

    def __init__(
        self,
        node: Node,
        name: str,
        local: Address,
        remote: Address,
        *,
        role: str,
        encapsulation: Encapsulation = IP_IN_IP,
        admits: Admission = admit_all,
        any_sender: bool = False,
    ) -> None:
        self.node = node
        self.name = name
        self.local = local
        self.remote = remote
        self.role = role
        self.encapsulation = encapsulation
        self.admits = admits
        self.any_sender = any_sender
        """Whether the tunnel accepts packets from others than *remote*, too."""
        self.sent_ns = 0
        """When a packet was last sent through it."""
        self.path_mtu = PathMtu()
        """What ICMP taught of the way between the ends (RFC 2003 section 5.1)."""

    @property
    def path(self) -> tuple[Address, Address, Encapsulation]:
        """Between which ends the packets that it makes travel."""
        return self.local, self.remote, self.encapsulation

    def mtu_for(self, octets: bytes) -> int:
        """Return the longest inner packet that the way to the other end takes whole."""
        below = mtu_below(self.node, self.local, self.remote, but=self)
        room = min(below, self.path_mtu.octets(self.path, int(self.node.env.now)))
        fits = room - effective(self.encapsulation, octets).overhead
        if len(octets) <= fits or ipv4.dont_fragment(octets):
            return fits
        return room - for_pieces(self.encapsulation).overhead

    def made(self, quoted: bytes) -> bool:
        """Return whether *quoted*, from an ICMP error, is a packet that the tunnel made."""
        if (ipv4.source(quoted), ipv4.destination(quoted)) != (self.local, self.remote):
            return False
        way = self.encapsulation
        if not isinstance(way, MipUdp):
            return ipv4.protocol(quoted) in _understood(way.protocol)
        ports = b"".join(port.to_bytes(2, "big") for port in (way.local_port, way.remote_port))
        return ipv4.protocol(quoted) == ipv4.UDP and quoted_body(quoted).startswith(ports)

    def send(self, packet: Packet, next_hop: Address) -> None:
        """Wrap *packet* and send the result by the node's routes."""
        inner = packet.octets
        source = ipv4.source(inner)
        if packet.neighbour and (source == self.remote or self.node.owns(source)):
            self.node.drop(
                packet,
                "tunnel-loop",
                f"its source {source} is an end of the tunnel, so it has gone round",
                "RFC 2003 3.2",
                self.name,
            )
            return
        way = effective(self.encapsulation, inner)
        octets = way.wrap(inner, self.local, self.remote, self.node.next_identification())
        if way.protocol != ipv4.MINIMAL:  # which has one header, hence one class
            octets = ipv4.with_class(octets, self.node.tunnel_class.ingress(inner[1]))
        outside, replaced = way.layers(inner, self.role)
        recorder = self.node.recorder
        outer = recorder.wrap(packet, octets, outside, replaces=replaced)
        recorder.record(Wrapped(self.node.name, outer.id, packet.id, self.name))
        self.sent_ns = int(self.node.env.now)
        self.node.send(outer)


def _understood(protocol: int) -> tuple[int, ...]:
    """Return the IP protocols that a tunnel of one kind accepts (RFC 3024 section 4.3.2).

    Only a fragment, which cannot be minimal, comes by another kind than was agreed upon.
    """
    return (protocol, ipv4.IPIP) if protocol == ipv4.MINIMAL else (protocol,)


def _way(protocol: int, tunnel: Tunnel) -> Encapsulation:
    """Return by which encapsulation a packet of that IP protocol goes through *tunnel*."""
    return IP_IN_IP if protocol == ipv4.IPIP else tunnel.encapsulation


class TunnelEnds:
    """Every tunnel of one node, and its handlers for the protocols that tunnels use."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._table = Table(node.recorder, node.name, "tunnels")
        self._tunnels: dict[str, Tunnel] = {}
        self.on_unwrapped: list[Callable[[Packet, Tunnel], None]] = []
        node.icmp.error_listeners.append(self._receive_error)
        for protocol in (ipv4.IPIP, ipv4.GRE, ipv4.MINIMAL):
            node.protocols[protocol] = self._receive

    def add(self, tunnel: Tunnel) -> Tunnel:
        """Open *tunnel*, in place of one of the same name, and return it."""
        old = self._tunnels.get(tunnel.name)
        if old is not None:
            self._node.routes.clear_device(old)
        self._tunnels[tunnel.name] = tunnel
        self._show(tunnel)
        return tunnel

    def _show(self, tunnel: Tunnel) -> None:
        self._table.put(
            tunnel.name,
            kind=tunnel.encapsulation.name,
            local=str(tunnel.local),
            remote=str(tunnel.remote),
            role=tunnel.role,
        )

    def remove(self, name: str) -> None:
        """Close the tunnel of that name, and its routes, if it is there."""
        tunnel = self._tunnels.pop(name, None)
        if tunnel is not None:
            self._node.routes.clear_device(tunnel)
            self._table.remove(name)

    def renumber(self, old: Address, new: Address) -> None:
        """Let every tunnel that ends at the own address *old* end at *new*."""
        for tunnel in self._tunnels.values():
            if tunnel.local == old:
                tunnel.local = new
                self._show(tunnel)

    def get(self, name: str) -> Tunnel | None:
        """Return the tunnel of that name."""
        return self._tunnels.get(name)

    def _receive(self, packet: Packet, device: Device | None) -> None:
        source, destination = ipv4.source(packet.octets), ipv4.destination(packet.octets)
        protocol = ipv4.protocol(packet.octets)
        ends = [
            each
            for each in self._tunnels.values()
            if (each.any_sender or each.remote == source)
            and each.local == destination
            and protocol in _understood(each.encapsulation.protocol)
        ]
        self._open(packet, ends, protocol)

    def receive_udp(self, packet: Packet, ports: tuple[int, int]) -> None:
        """Receive MIP tunnel data that came in a UDP datagram with these *ports* (RFC 3519 4.3)."""
        source, destination = ipv4.source(packet.octets), ipv4.destination(packet.octets)
        ends = [
            each
            for each in self._tunnels.values()
            if isinstance(each.encapsulation, MipUdp)
            and each.remote == source
            and each.local == destination
            and (each.encapsulation.remote_port, each.encapsulation.local_port) == ports
        ]
        self._open(packet, ends, ipv4.UDP)

    def _open(self, packet: Packet, ends: list[Tunnel], protocol: int) -> None:
        node = self._node
        source, destination = ipv4.source(packet.octets), ipv4.destination(packet.octets)
        if not ends:
            node.drop(
                packet,
                "no-tunnel",
                f"no tunnel from {source} to {destination} ends here",
                "RFC 3344 4.2",
                node.name,
            )
            return
        way = _way(protocol, ends[0])
        try:
            octets = ipv4.check(way.unwrap(packet.octets))
        except WireError as error:
            node.drop(packet, "malformed", str(error), "RFC 2003", ends[0].name)
            return
        # Several bindings may share one pair of ends; the inner packet says whose it is.
        refusals = [each.admits(octets) for each in ends]
        if "" not in refusals:
            node.drop(packet, "refused-inner", refusals[0], "RFC 3024 4.3", ends[0].name)
            return
        tunnel = ends[refusals.index("")]
        removed = len(way.layers(octets, tunnel.role)[0])
        inner = node.recorder.unwrap(packet, octets, removed)
        node.recorder.record(Unwrapped(node.name, packet.id, inner.id, tunnel.name))
        if way.protocol != ipv4.MINIMAL:
            tos = node.tunnel_class.egress(octets[1], packet.octets[1])
            if tos is None:
                node.drop(inner, "congestion", *UNTOLD, tunnel.name)
                return
            octets = inner.octets = ipv4.with_class(octets, tos)
        for listener in self.on_unwrapped:
            listener(inner, tunnel)
        node.receive(inner, octets, tunnel)

    def _receive_error(self, kind: int, code: int, mtu: int, quoted: bytes, packet: Packet) -> None:
        """Keep the tunnel's MTU as soft state, and tell the original sender (RFC 2003 4, 5.1)."""
        if len(quoted) < _HEADER_OCTETS:
            return
        tunnels = [each for each in self._tunnels.values() if each.made(quoted)]
        if tells_mtu(kind, code, mtu, quoted):
            for tunnel in tunnels:
                self._learn(tunnel, mtu, quoted)
        if tunnels:
            self._relay(tunnels[0], kind, code, mtu, quoted)

    def _learn(self, tunnel: Tunnel, mtu: int, quoted: bytes) -> None:
        node, policy = self._node, self._node.icmp_policy
        mtu, now = max(mtu, policy.least_path_mtu), int(node.env.now)
        if tunnel.path_mtu.learn(mtu, tunnel.path, now, policy.path_mtu_lifetime_ns):
            room = tunnel.mtu_for(quoted)
            node.note(f"{tunnel.name} now takes packets up to {room} octets", "RFC 2003 5.1")

    def _relay(self, tunnel: Tunnel, kind: int, code: int, mtu: int, quoted: bytes) -> None:
        """Tell the sender of the packet inside, where enough of it is quoted (RFC 2003 4)."""
        told = relayed_code(kind, code)
        try:
            inner = _way(ipv4.protocol(quoted), tunnel).unwrap(quoted)
        except WireError:
            return
        if told is None or not quoted_body(inner):
            return
        room = tunnel.mtu_for(inner) if told == icmp.FRAGMENTATION_NEEDED else 0
        self._node.icmp.relay(inner, told, room)
