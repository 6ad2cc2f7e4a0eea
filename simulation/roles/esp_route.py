"""Routing ESP through foreign agents (draft section 2.10, first approach, as we read it).

The mobile node tells its gateway, in clear but authenticated, at which care-of address it is and
by which SPI its packets are known.  A foreign agent on the way learns the SPI from the answer,
and so can share one address among nodes whose packets it cannot read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from simulation.errors import WireError
from simulation.kernel.device import Device
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.esp_errors import EspErrorRelay
from simulation.roles.home_agent import CLOCK_TOLERANCE, MobilitySecurity
from simulation.roles.registration_client import MobilityClock
from simulation.roles.role import Timer
from simulation.roles.vpn_gateway import VpnGateway
from simulation.time import SECOND
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Address, Mac, Prefix

TRIES = 4
LATER = 30 * SECOND
"""After as many tries without an answer: as long again, and the route may still stand."""
PORT = 1030
LIFETIME = 300
ACCEPTED, COLLISION, BAD_CARE_OF, BAD_AUTHENTICATION, BAD_IDENTIFICATION = 0, 65, 77, 131, 133


@dataclass(frozen=True, slots=True)
class EspRouteTarget:
    """The gateway that gets ESP Route Requests, and the key that the node shares with it."""

    gateway: Address
    security: MobilitySecurity


class EspRouteClient:
    """The mobile node's part: asks for routes of its ESP and renews them."""

    def __init__(
        self,
        node: Node,
        target: EspRouteTarget,
        clock: MobilityClock,
        denied: Callable[[int], None],
    ) -> None:
        self.node = node
        self.target = target
        self.clock = clock
        self.denied = denied
        self._tries = 0
        self._request: mobile_ip.EspRouteRequest | None = None
        self._source = self._destination = Address(0)
        self._agent: tuple[Interface, bytes] | None = None
        self._retry = Timer(node, self._send)
        self._renewal = Timer(node, self._again)
        node.sockets[0, PORT] = self._receive
        target.security.held_by(node, "ESP Route Requests")

    def request(
        self,
        inner: Address,
        care_of: Address,
        router: Address,
        spi: int,
        agent: tuple[Interface, bytes] | None,
    ) -> None:
        """Ask that ESP under *spi* be sent to *care_of*, through *agent* where there is one."""
        self._request = mobile_ip.EspRouteRequest(
            lifetime=LIFETIME,
            inner_address=inner,
            gateway=self.target.gateway,
            care_of_address=care_of,
            identification=0,
            spi=spi,
        )
        self._agent = agent
        self._source = inner if agent else care_of
        self._destination = router if agent else self.target.gateway
        self._again()

    def stop(self) -> None:
        """Send no more ESP Route Requests, and leave the route to lapse."""
        self._retry.stop()
        self._renewal.stop()
        self._request = None

    def _again(self) -> None:
        self._tries = 0
        self._send()

    def _send(self) -> None:
        assert self._request is not None
        if self._tries >= TRIES:
            self.node.note("nobody answers the ESP Route Request", "draft 2.10")
            self._renewal.start(LATER)
            return
        self._retry.start(SECOND << self._tries)
        self._tries += 1
        self._request = replace(self._request, identification=self.clock.identification())
        security = self.target.security
        octets = mobile_ip.signed(self._request, spi=security.spi, key=security.key)
        self.node.send_udp(
            self._source,
            self._destination,
            (PORT, udp.MOBILE_IP),
            octets,
            (layer(self._request.key, "signalling", len(octets)),),
            f"ESP Route Request: 0x{self._request.spi:08x} is at {self._request.care_of_address}",
            message="esp-route-request",
            via=self._agent,
        )

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        security = self.target.security
        try:
            reply = mobile_ip.parse(payload).header
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "draft 2.10")
            return
        if (
            not isinstance(reply, mobile_ip.EspRouteReply)
            or self._request is None
            or reply.identification != self._request.identification
        ):
            self.node.drop(packet, "unexpected", "no request waits for this reply", "draft 2.10")
            return
        from_agent = reply.code == COLLISION and self._agent is not None
        if not from_agent and not mobile_ip.verify(
            payload, kind=mobile_ip.MOBILE_HOME, key=security.key, spi=security.spi
        ):
            self.node.drop(packet, "mip-check", "the authenticator of the reply is wrong")
            return
        self._retry.stop()
        if reply.code == ACCEPTED:
            self._renewal.start(reply.lifetime * SECOND // 2)
        else:
            self.node.note(f"the ESP Route Request was denied with code {reply.code}", "draft 2.10")
            self.denied(reply.code)


class EspRouteServer:
    """The gateway's part: moves an SA to the care-of address that an authentic request names."""

    def __init__(
        self, gateway: VpnGateway, address: Address, mobiles: dict[Address, MobilitySecurity]
    ) -> None:
        self.gateway = gateway
        self.node = gateway.node
        self.address = address
        self.mobiles = mobiles
        self._last: dict[Address, int] = {}
        self.node.sockets[address, udp.MOBILE_IP] = self._receive
        for security in mobiles.values():
            security.held_by(self.node, "ESP Route Requests")

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        node = self.node
        try:
            request = mobile_ip.parse(payload).header
        except WireError as error:
            node.drop(packet, "malformed", str(error), "draft 2.10")
            return
        security = None
        if isinstance(request, mobile_ip.EspRouteRequest):
            security = self.mobiles.get(request.inner_address)
        if not isinstance(request, mobile_ip.EspRouteRequest) or security is None:
            node.drop(
                packet, "unexpected", "no ESP Route Request of a node known here", "draft 2.10"
            )
            return
        code = self._judge(request, payload, security, ipv4.source(packet.octets))
        if code == ACCEPTED:
            self._move(request)
        reply = mobile_ip.EspRouteReply(
            code=code,
            lifetime=min(request.lifetime, LIFETIME),
            inner_address=request.inner_address,
            gateway=request.gateway,
            identification=request.identification,
            spi=request.spi,
        )
        octets = mobile_ip.signed(reply, spi=security.spi, key=security.key)
        node.send_udp(
            self.address,
            ipv4.source(packet.octets),
            (udp.MOBILE_IP, header.source_port),
            octets,
            (layer(reply.key, "signalling", len(octets)),),
            f"ESP Route Reply for {request.inner_address}, code {code}",
            message="esp-route-reply",
        )

    def _judge(
        self,
        request: mobile_ip.EspRouteRequest,
        octets: bytes,
        security: MobilitySecurity,
        source: Address,
    ) -> int:
        if not mobile_ip.verify(
            octets, kind=mobile_ip.MOBILE_HOME, key=security.key, spi=security.spi
        ):
            return BAD_AUTHENTICATION
        if source != request.care_of_address:
            return BAD_CARE_OF  # translated on the way, and ESP without UDP would not get back
        age = abs(mobile_ip.ntp_to_ns(request.identification) - int(self.node.env.now))
        fresh = request.identification > self._last.get(request.inner_address, 0)
        if age > CLOCK_TOLERANCE or not fresh:
            return BAD_IDENTIFICATION
        self._last[request.inner_address] = request.identification
        return ACCEPTED

    def _move(self, request: mobile_ip.EspRouteRequest) -> None:
        for pair in self.gateway.device.pairs:
            if pair.remote_selector == Prefix.host(request.inner_address):
                pair.peer, pair.udp_ports = request.care_of_address, None
                self.gateway.device.show(pair)


class EspRouteRelay:
    """The foreign agent's part: relays requests, and delivers ESP by SPI and IKE by cookie.

    ICMP errors about what visitors send from its address go on to them, too.
    """

    def __init__(self, node: Node, interface: Interface, address: Address) -> None:
        self.node = node
        self.interface = interface
        self.address = address
        self.table = Table(node.recorder, node.name, "esp-routes")
        self._by_spi: dict[tuple[Address, int], bytes] = {}
        self._by_cookie: dict[bytes, bytes] = {}
        self._pending: dict[int, tuple[bytes, Address, int, mobile_ip.EspRouteRequest]] = {}
        self._expiry: dict[tuple[Address, int], Timer] = {}
        self._others = node.sockets[address, udp.MOBILE_IP]
        node.sockets[address, udp.MOBILE_IP] = self._receive
        node.sockets[address, udp.ISAKMP] = self._deliver_ike
        node.protocols[ipv4.ESP] = self._deliver_esp
        node.filters.append(self._watch)
        self.errors = EspErrorRelay(node, interface, address, self._by_cookie, self._hand_over)

    # -- what nodes send --------------------------------------------------------------------

    def _watch(self, packet: Packet, inbound: Device | None, outbound: Device | None) -> str:
        """Note by the initiator's cookie whose IKE exchange passes; refuse no packet."""
        octets = packet.octets
        has_ports = ipv4.protocol(octets) == ipv4.UDP and not ipv4.fragment_offset(octets)
        if inbound is self.interface and has_ports:
            body = ipv4.payload(octets)
            if body[2:4] == udp.ISAKMP.to_bytes(2, "big") and ipv4.source(octets) == self.address:
                cookie = body[8:16]
                if self._by_cookie.get(cookie) != packet.neighbour:
                    self._by_cookie[cookie] = packet.neighbour
                    self.table.put(f"IKE {cookie.hex()}", mac=str(Mac(packet.neighbour)))
        return ""

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        try:
            message = mobile_ip.parse(payload).header
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "draft 2.10")
            return
        if isinstance(message, mobile_ip.EspRouteRequest):
            self._relay(message, payload, header.source_port, packet)
        elif isinstance(message, mobile_ip.EspRouteReply):
            self._answer(message, payload, packet)
        else:
            self._others(header, payload, packet)

    def _relay(
        self, request: mobile_ip.EspRouteRequest, octets: bytes, port: int, packet: Packet
    ) -> None:
        held = self._by_spi.get((request.gateway, request.spi))
        if held is not None and held != packet.neighbour:
            self._collide(request, port, packet)
            return
        source = ipv4.source(packet.octets)
        self._pending[request.identification] = (packet.neighbour, source, port, request)
        self.node.send_udp(
            self.address,
            request.gateway,
            (udp.MOBILE_IP, udp.MOBILE_IP),
            octets,
            (layer(request.key, "signalling", len(octets)),),
            f"ESP Route Request of {request.inner_address}",
            message="esp-route-request",
            relayed=True,
        )

    def _collide(self, request: mobile_ip.EspRouteRequest, port: int, packet: Packet) -> None:
        reply = mobile_ip.EspRouteReply(
            code=COLLISION,
            lifetime=0,
            inner_address=request.inner_address,
            gateway=request.gateway,
            identification=request.identification,
            spi=request.spi,
        )
        octets = reply.encode()
        self.node.send_udp(
            self.address,
            request.inner_address,
            (udp.MOBILE_IP, port),
            octets,
            (layer(reply.key, "signalling", len(octets)),),
            "ESP Route Reply: another visitor has this SPI",
            message="esp-route-reply",
            via=(self.interface, packet.neighbour),
        )

    # -- what comes back --------------------------------------------------------------------

    def _answer(self, reply: mobile_ip.EspRouteReply, octets: bytes, packet: Packet) -> None:
        pending = self._pending.pop(reply.identification, None)
        if pending is None:
            self.node.drop(packet, "unexpected", "no request waits for this reply", "draft 2.10")
            return
        mac, source, port, request = pending
        if reply.code == ACCEPTED:
            key = (request.gateway, request.spi)
            self._by_spi[key] = mac
            self.table.put(
                f"{request.gateway} 0x{request.spi:08x}",
                mac=str(Mac(mac)),
                lifetime_s=reply.lifetime,
            )
            timer = self._expiry.setdefault(key, Timer(self.node, lambda: self._forget(key)))
            timer.start(reply.lifetime * SECOND)
        self.node.send_udp(
            self.address,
            source,
            (udp.MOBILE_IP, port),
            octets,
            (layer(reply.key, "signalling", len(octets)),),
            f"ESP Route Reply for {request.inner_address}",
            message="esp-route-reply",
            relayed=True,
            via=(self.interface, mac),
        )

    def forget_mobiles(self) -> int:
        """Lose whose SPIs and cookies are whose, telling nobody; return how many there were."""
        lost = list(self._by_spi)
        for key in lost:
            self._forget(key)
        for cookie in list(self._by_cookie):
            del self._by_cookie[cookie]
            self.table.remove(f"IKE {cookie.hex()}")
        return len(lost)

    def _forget(self, key: tuple[Address, int]) -> None:
        self._by_spi.pop(key, None)
        self.table.remove(f"{key[0]} 0x{key[1]:08x}")

    def _deliver_esp(self, packet: Packet, device: Device | None) -> None:
        octets = packet.octets
        spi = int.from_bytes(ipv4.payload(octets)[:4], "big")
        self._hand_over(packet, self._by_spi.get((ipv4.source(octets), spi)), f"SPI 0x{spi:08x}")

    def _deliver_ike(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        self._hand_over(packet, self._by_cookie.get(payload[:8]), f"cookie {payload[:8].hex()}")

    def _hand_over(self, packet: Packet, mac: bytes | None, what: str) -> None:
        if mac is None:
            self.node.drop(packet, "no-visitor", f"no visitor is known by {what}", "draft 2.10")
            return
        if ipv4.ttl(packet.octets) <= 1:
            self.node.drop(packet, "ttl", "its time to live ran out", "RFC 1812 5.3.1")
            return
        self.interface.send_to(Packet(ipv4.decrement_ttl(packet.octets), packet.id), mac)
