"""Nodes: interfaces, addresses, routes, and the way of a packet in, through and out.

A node knows IPv4 and nothing above it; roles hang their handlers on its protocols and ports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.device import Device
from simulation.kernel.fragment_limits import DEFAULT_LIMITS, FragmentLimits
from simulation.kernel.fragment_order import FragmentOrder
from simulation.kernel.fragmentation import Reassembler, cut
from simulation.kernel.icmp import Icmp
from simulation.kernel.icmp_policy import DEFAULT_POLICY, IcmpPolicy
from simulation.kernel.interface import Interface
from simulation.kernel.recorder import Packet, Recorder, Table, layer
from simulation.kernel.rng import Stream
from simulation.kernel.routes import Route, RoutingTable
from simulation.kernel.schedule import later
from simulation.kernel.traffic_class import DEFAULT_CLASS, TunnelClass
from simulation.trace import Dropped, KeyHeld, Noted, relayed_by
from simulation.wire import icmp, ipv4, udp
from simulation.wire.address import ALL_SYSTEMS, ANY, BROADCAST, EVERYWHERE, Address, Mac, Prefix

if TYPE_CHECKING:
    import simpy

    from simulation.trace import MessageKind, Stack

MOST_NESTED_SENDS = 8
"""Devices that send one within the other; more mean that routes lead round in a circle.

No stack of tunnels needs more than four; Linux has the same limit (XMIT_RECURSION_LIMIT).
"""

Handler = Callable[[Packet, Device | None], None]
Socket = Callable[[udp.UdpHeader, bytes, Packet], None]
Filter = Callable[[Packet, Device | None, Device | None], str]
"""Looks at a packet that would be forwarded from one device to another; a reason refuses it."""


class Node:
    """One host or router."""

    def __init__(
        self,
        env: simpy.Environment,
        recorder: Recorder,
        name: str,
        seed: int,
        fragment_limits: FragmentLimits = DEFAULT_LIMITS,
        icmp_policy: IcmpPolicy = DEFAULT_POLICY,
        tunnel_class: TunnelClass = DEFAULT_CLASS,
    ) -> None:
        self.tunnel_class = tunnel_class
        self.env = env
        self.recorder = recorder
        self.name = name
        self.seed = seed
        self.chance = Stream(seed, f"{name}/node")
        self.interfaces: dict[str, Interface] = {}
        self.interface_table = Table(recorder, name, "interfaces")
        self.routes = RoutingTable(Table(recorder, name, "routes"))
        self.forwards = False
        self.filters: list[Filter] = []
        self.translators: list[Callable[[Packet, Device | None], Packet | None]] = []
        """Rewrite a packet before it is routed (NAT); `None` means that it went no further."""
        self.departures: list[Callable[[Packet, Device], Packet | None]] = []
        """Rewrite a packet once its way out is known (source NAT)."""
        self.protocols: dict[int, Handler] = {
            ipv4.ICMP: self._receive_icmp,
            ipv4.UDP: self._receive_udp,
        }
        self.sockets: dict[tuple[int, int], Socket] = {}
        self.agent_listeners: list[Callable[[Packet, bytes], None]] = []
        self.group_listeners: list[Handler] = []
        """Told of every packet to a group or to everybody, whatever it carries."""
        self.icmp_policy = icmp_policy
        self.icmp = Icmp(self)
        self.groups: set[Address] = {ALL_SYSTEMS}
        self.unconfigured_sockets = {68}
        """UDP ports that take unicast while the node has no address (RFC 2131 section 4.1)."""
        self.address_table = Table(recorder, name, "addresses")
        self._virtual: dict[Address, str] = {}
        self._own: frozenset[int] | None = None
        self._broadcasts: frozenset[int] = frozenset()
        self.fragment_limits = fragment_limits
        self._reassembler = Reassembler(self)
        self._fragment_order: FragmentOrder | None = None
        self._identification = self.chance.below(1 << 16)
        self._sending = 0
        self.alive = True
        self._life = 0

    # -- making -----------------------------------------------------------------------------

    def stream(self, name: str) -> Stream:
        """Return the stream of chance that *name* uses at this node."""
        return Stream(self.seed, f"{self.name}/{name}")

    def add_interface(self, name: str) -> Interface:
        """Add an Ethernet station with a locally administered address."""
        station = Stream(0, f"mac/{self.name}/{name}").octets(4)
        mac = Mac(b"\x02\x00" + station)
        self.interfaces[name] = interface = Interface(self, name, mac)
        return interface

    def order_fragments(self) -> None:
        """Let first fragments go ahead of later ones: something here judges packets by ports."""
        self._fragment_order = FragmentOrder(self)

    def next_identification(self) -> int:
        """Return a fresh IPv4 Identification (RFC 6864 section 4.2)."""
        self._identification = (self._identification + 1) & 0xFFFF
        return self._identification

    def after(self, delay: int, act: Callable[[], None]) -> None:
        """Call *act* in *delay* ns, unless the node is switched off by then.

        What is put off by no time at all is still work on the packet at hand.
        """
        life = self._life
        cause = None if delay else self.recorder.cause
        later(self.recorder, delay, cause, lambda: act() if self._life == life else None)

    # -- power ------------------------------------------------------------------------------

    def power_on(self) -> None:
        """Begin to work; nothing is remembered but what the hardware is."""
        self.alive = True

    def power_off(self) -> None:
        """Stop at once: timers never ring, tables and sockets are forgotten."""
        for interface in self.interfaces.values():
            interface.power_off()
        self.alive = False
        self._life += 1
        self.sockets.clear()
        self.agent_listeners.clear()
        self.group_listeners.clear()
        self.filters.clear()
        self.translators.clear()
        self.departures.clear()
        self.icmp = Icmp(self)
        self.groups = {ALL_SYSTEMS}
        self.protocols = {ipv4.ICMP: self._receive_icmp, ipv4.UDP: self._receive_udp}
        for address in list(self._virtual):
            self.release(address)
        self.routes.clear()
        self._reassembler = Reassembler(self)
        self._fragment_order = None
        self.recorder.empty_tables(self.name, but=self.interface_table)

    # -- addresses --------------------------------------------------------------------------

    def hold(self, address: Address, why: str) -> None:
        """Add *address* to the node's own; it belongs to no Ethernet interface."""
        self._virtual[address] = why
        self.readdress()
        self.address_table.put(str(address), why=why)

    def release(self, address: Address) -> None:
        """Remove an address that `hold` added."""
        if self._virtual.pop(address, None) is not None:
            self.readdress()
            self.address_table.remove(str(address))

    def owns(self, address: int) -> bool:
        """Return whether *address* is one of this node's unicast addresses."""
        own = self._own
        return address in (self._list_addresses() if own is None else own)

    def readdress(self) -> None:
        """Work out anew which addresses are the node's own, because one of them changed."""
        self._own = None

    def _list_addresses(self) -> frozenset[int]:
        """Work out the own and the broadcast addresses, with which every packet is compared."""
        stations = self.interfaces.values()
        own = {*self._virtual, *(each.address for each in stations)} - {ANY}
        prefixes = [each.prefix for each in stations if each.prefix is not None]
        self._broadcasts = frozenset((BROADCAST, *(each.broadcast for each in prefixes)))
        self._own = frozenset(own)
        return self._own

    def listens(self, address: int) -> bool:
        """Return whether a packet to *address* is for this node among others, or alone."""
        own = self._own
        if own is None:
            own = self._list_addresses()
        return address in own or address in self._broadcasts or address in self.groups

    def gathers(self, address: int) -> bool:
        """Return whether *address* is a group or broadcast address that reaches this node."""
        if self._own is None:
            self._list_addresses()
        return address in self._broadcasts or address in self.groups

    def source_for(self, destination: Address) -> Address | None:
        """Return the own address that a packet to *destination* would be sent from."""
        route = self.routes.find(destination)
        if route is not None and isinstance(route.device, Interface) and route.device.address:
            return route.device.address
        for interface in self.interfaces.values():
            if interface.address:
                return interface.address
        return next(iter(self._virtual), None)

    # -- in ---------------------------------------------------------------------------------

    def receive(self, packet: Packet, octets: bytes, device: Device | None) -> None:
        """Receive an IP packet that came in by *device*."""
        try:
            packet.octets = ipv4.check(octets)
        except WireError as error:
            self.drop(packet, "malformed", str(error), "RFC 791", device.name if device else "")
            return
        if packet.octets[12] >= 0xE0:
            what = f"{ipv4.source(packet.octets)} is no address that a packet can come from"
            self.drop(packet, "bad-source", what, "RFC 1122 3.2.1.3", device.name if device else "")
            return
        if self._fragment_order is None or not ipv4.is_fragment(packet.octets):
            self._take(packet, device)
            return
        for each in self._fragment_order.arrange(packet, device.name if device else ""):
            self._take(each, device)

    def _take(self, packet: Packet, device: Device | None) -> None:
        """Find out whether a packet that is in order is for this node, or to be forwarded."""
        for translate in self.translators:
            translated = translate(packet, device)
            if translated is None:
                return
            packet = translated
        _, destination = ipv4.addresses(packet.octets)
        if self.listens(destination) or self._unconfigured(packet, device):
            if self.group_listeners and self.gathers(destination):
                for listener in self.group_listeners:
                    listener(packet, device)
            self.deliver(packet, device)
        elif self.forwards:
            self.forward(packet, device)
        else:
            self.drop(
                packet,
                "not-mine",
                f"{Address(destination)} is not an address of {self.name}",
                "RFC 1122 3.2.1.3",
                device.name if device else "",
            )

    def _unconfigured(self, packet: Packet, device: Device | None) -> bool:
        """Return whether a node without an address must take this unicast (RFC 2131 4.1)."""
        if not isinstance(device, Interface) or device.address:
            return False
        octets = packet.octets
        if ipv4.protocol(octets) != ipv4.UDP or ipv4.fragment_offset(octets):
            return False
        return int.from_bytes(ipv4.payload(octets)[2:4], "big") in self.unconfigured_sockets

    def deliver(self, packet: Packet, device: Device | None) -> None:
        """Pass a packet to the handler of the protocol that it carries."""
        octets = packet.octets
        if ipv4.is_fragment(octets):
            whole = self._reassembler.add(packet)
            if whole is None:
                return
            packet = whole
        handler = self.protocols.get(ipv4.protocol(packet.octets))
        if handler is None:
            number = ipv4.protocol(packet.octets)
            self.drop(
                packet,
                "protocol-unreachable",
                f"nothing here takes IP protocol {number}",
                "RFC 1122 3.2.2.1",
            )
            self.icmp.unreachable(packet, icmp.PROTOCOL_UNREACHABLE)
            return
        handler(packet, device)

    def _receive_icmp(self, packet: Packet, device: Device | None) -> None:
        self.icmp.receive(packet)

    def deliver_agent_message(self, packet: Packet, body: bytes) -> None:
        """Pass router advertisements and solicitations to the roles that listen for them."""
        for listener in self.agent_listeners:
            listener(packet, body)

    def _receive_udp(self, packet: Packet, device: Device | None) -> None:
        octets = packet.octets
        source, destination = ipv4.source(octets), ipv4.destination(octets)
        try:
            header, payload = udp.parse(ipv4.payload(octets), source, destination)
        except WireError as error:
            self.drop(packet, "malformed", str(error), "RFC 768")
            return
        port = header.destination_port
        socket = self.sockets.get((destination, port)) or self.sockets.get((0, port))
        if socket is not None:
            socket(header, payload, packet)
        elif self.owns(destination):
            self.drop(
                packet,
                "port-unreachable",
                f"nothing listens on UDP port {port}",
                "RFC 1122 4.1.3.1",
            )
            self.icmp.unreachable(packet, icmp.PORT_UNREACHABLE)
        # What was sent to everybody and means nothing here is no loss: nobody is told.

    # -- through ----------------------------------------------------------------------------

    def forward(self, packet: Packet, inbound: Device | None) -> None:
        """Route a packet that is for somebody else (RFC 1812 section 5.2)."""
        octets = packet.octets
        source, destination = ipv4.addresses(octets)
        name = inbound.name if inbound else None
        route = self.routes.find(destination, source, name)
        if ipv4.ttl(octets) <= 1:
            self.drop(packet, "ttl", "its time to live ran out", "RFC 1812 5.3.1")
            self.icmp.time_exceeded(packet)
            return
        outbound = route.device if route else None
        reason = self._refusal(packet, inbound, outbound) if self.filters else ""
        if reason:
            self.drop(packet, "filtered", reason, where=name or "")
            return
        if route is None or outbound is None:
            why = route.refuse if route else f"no route to {Address(destination)}"
            self.drop(packet, "no-route", why, "RFC 1812 5.2.7.1")
            self.icmp.unreachable(packet, icmp.HOST_UNREACHABLE if route else icmp.NET_UNREACHABLE)
            return
        onward = Packet(ipv4.decrement_ttl(octets), packet.id, packet.neighbour, name or "")
        self._route_out(onward, route)

    def _refusal(self, packet: Packet, inbound: Device | None, outbound: Device | None) -> str:
        """Return why a filter refuses *packet*, or nothing."""

        def judge() -> str:
            reasons = (refuses(packet, inbound, outbound) for refuses in self.filters)
            return next(filter(None, reasons), "")

        order = self._fragment_order
        if order is None or not ipv4.is_fragment(packet.octets):
            return judge()
        return order.share_fate(packet.octets, judge)

    # -- out --------------------------------------------------------------------------------

    def send(self, packet: Packet) -> None:
        """Send a packet of the node's own making by its routes."""
        octets = packet.octets
        source, destination = ipv4.addresses(octets)
        if self.owns(destination):
            self.receive(packet, octets, None)
            return
        route = self.routes.find(destination, source)
        if route is None or route.device is None:
            why = route.refuse if route else f"no route to {Address(destination)}"
            self.drop(packet, "no-route", why, "RFC 1122 3.3.1")
            return
        if self._sending >= MOST_NESTED_SENDS:
            self.drop(packet, "tunnel-loop", "its tunnels lead into one another", "RFC 2003 3.2")
            return
        self._sending += 1
        self._route_out(packet, route)
        self._sending -= 1

    def _route_out(self, packet: Packet, route: Route) -> None:
        device = route.device
        assert device is not None
        for translate in self.departures:
            translated = translate(packet, device)
            if translated is None:
                return
            packet = translated
        next_hop = route.via or ipv4.destination(packet.octets)
        self.output(packet, device, next_hop)

    def output(self, packet: Packet, device: Device, next_hop: Address) -> None:
        """Send *packet* by *device*, in fragments if it must be and may be."""
        mtu = device.mtu_for(packet.octets)
        if len(packet.octets) <= mtu:
            device.send(packet, next_hop)
            return
        if ipv4.dont_fragment(packet.octets):
            self.drop(
                packet,
                "too-big",
                f"{len(packet.octets)} octets with DF set, and {device.name} takes {mtu}",
                "RFC 1191 4",
                device.name,
            )
            self.icmp.unreachable(packet, icmp.FRAGMENTATION_NEEDED, mtu)
            return
        try:
            pieces = cut(self, packet, mtu)
        except WireError as error:
            self.drop(packet, "too-big", str(error), "RFC 791 3.2", device.name)
            return
        for piece in pieces:
            device.send(piece, next_hop)

    def send_udp(  # noqa: PLR0913 what a datagram is made of
        self,
        source: Address,
        destination: Address,
        ports: tuple[int, int],
        payload: bytes,
        inside: Stack,
        purpose: str,
        *,
        role: str = "signalling",
        flow: str = "",
        ttl: int = 64,
        checksum: bool = True,
        fault: str = "",
        via: tuple[Interface, bytes] | None = None,
        message: MessageKind = "",
        relayed: bool = False,
    ) -> Packet:
        """Make a UDP datagram and send it; *ports* are source and destination.

        *inside* are the layers of the payload.  With *via* it leaves by that interface to that
        Ethernet address, whatever the routes say.
        """
        body = udp.datagram(source, destination, *ports, payload, checksum=checksum)
        octets = ipv4.packet(
            source,
            destination,
            ipv4.UDP,
            body,
            ttl=ttl,
            identification=self.next_identification(),
        )
        layers = (layer("ipv4", role, 20), layer("udp", role, 8), *inside)
        if relayed:
            purpose += relayed_by(self.name)
        packet = self.recorder.packet(
            octets, layers, purpose, flow=flow, fault=fault, message=message, relayed=relayed
        )
        if via is not None:
            via[0].send_to(packet, via[1])
        else:
            self.send(packet)
        return packet

    # -- ends -------------------------------------------------------------------------------

    def drop(
        self, packet: Packet, reason: str, detail: str, spec: str = "", where: str = ""
    ) -> None:
        """Discard a packet, and record why."""
        self.recorder.record(Dropped(self.name, packet.id, reason, detail, spec, where))

    def note(self, text: str, spec: str = "") -> None:
        """Record a remark for the reader of the trace."""
        self.recorder.record(Noted(self.name, text, spec))

    def hold_key(
        self,
        key: str,
        purpose: str,
        algorithm: str,
        secret: dict[str, str],
        binding: dict[str, str],
    ) -> None:
        """Record that this node holds a key."""
        self.recorder.record(KeyHeld(self.name, key, purpose, algorithm, secret, binding))

    def route(
        self,
        destination: Prefix | None,
        device: Device | None,
        via: Address | None = None,
        *,
        source: Prefix | None = None,
        inbound: str | None = None,
        refuse: str = "",
    ) -> Route:
        """Add a route (destination `None` is the default route) and return it."""
        row = Route(
            destination=destination or EVERYWHERE,
            device=device,
            via=via,
            source=source,
            inbound=inbound,
            refuse=refuse,
        )
        self.routes.add(row)
        return row
