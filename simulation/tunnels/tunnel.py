"""Mobile IP tunnels as virtual interfaces, and the end of a node that takes them apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.recorder import Packet, Table
from simulation.trace import Unwrapped, Wrapped
from simulation.tunnels.encapsulation import IP_IN_IP, Encapsulation, MipUdp, effective
from simulation.tunnels.path_mtu import PathMtu, tells_mtu
from simulation.wire import ipv4

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.wire.address import Address

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
        self.path_mtu = PathMtu(node, self._tell_mtu)
        """What ICMP taught of the way between the ends (RFC 2003 section 5.1)."""

    @property
    def mtu(self) -> int:
        """The longest inner packet that the way to the other end takes whole."""
        route = self.node.routes.find(self.remote, self.local)
        device = route.device if route else None
        below = 1500 if device is None or device is self else device.mtu
        return min(below, self.path_mtu.octets) - self.encapsulation.overhead

    def _tell_mtu(self) -> None:
        self.node.note(f"{self.name} now takes packets up to {self.mtu} octets", "RFC 2003 5.1")

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
        way = IP_IN_IP if protocol == ipv4.IPIP else ends[0].encapsulation
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
        for listener in self.on_unwrapped:
            listener(inner, tunnel)
        node.receive(inner, octets, tunnel)

    def _receive_error(self, kind: int, code: int, mtu: int, quoted: bytes, packet: Packet) -> None:
        """Keep the tunnel's MTU as soft state (RFC 2003 section 5.1)."""
        if not tells_mtu(kind, code, mtu, quoted):
            return
        ends = (ipv4.source(quoted), ipv4.destination(quoted))
        for tunnel in self._tunnels.values():
            if (tunnel.local, tunnel.remote) == ends:
                tunnel.path_mtu.learn(mtu)
