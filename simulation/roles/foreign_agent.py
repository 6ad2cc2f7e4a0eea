"""The foreign agent of RFC 3344: relays registrations and ends tunnels for its visitors."""

from dataclasses import dataclass, replace

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.tunnels.encapsulation import GRE, IP_IN_IP, MINIMAL, Encapsulation
from simulation.tunnels.tunnel import Tunnel, TunnelEnds
from simulation.wire import icmp, ipv4, mobile_ip, udp
from simulation.wire.address import ANY, BROADCAST, Address, Mac, Prefix

PENDING_TIME = 7 * SECOND
"""RFC 3344 section 3.7.1."""
MOST_PENDING = 32
DENIAL_PERIOD = 1 * SECOND
"""At most one denial in this time goes to one node (RFC 3344 section 3.7.2)."""

Key = tuple[Address, Address, int]
"""Which request a reply answers: home agent, home address, low half of the Identification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignAgentConfig:
    """How one foreign agent is set up; the lifetime in seconds.

    *role* is the role of the tunnels that end here for visitors.
    """

    address: Address
    role: str
    longest_lifetime: int = 1800
    reverse_tunnel: bool = True


@dataclass(slots=True)
class Pending:
    """A request that was relayed and not answered yet."""

    mac: bytes
    source: Address
    port: int
    message: mobile_ip.Message
    header: mobile_ip.RegistrationRequest
    expiry: Timer
    assigned: Address = ANY
    """The home address that the node did not know when it asked."""


@dataclass(slots=True)
class _Visitor:
    mac: bytes
    tunnel: Tunnel
    expiry: Timer


class ForeignAgent:
    """Keeps pending requests and a visitor list."""

    def __init__(
        self, node: Node, interface: Interface, ends: TunnelEnds, config: ForeignAgentConfig
    ) -> None:
        self.node = node
        self.interface = interface
        self.ends = ends
        self.config = config
        self.pending: dict[Key, Pending] = {}
        self.visitors: dict[Address, _Visitor] = {}
        self._denied: dict[bytes, int] = {}
        self.pending_table = Table(node.recorder, node.name, "pending")
        self.visitor_table = Table(node.recorder, node.name, "visitors")
        node.forwards = True
        node.sockets[config.address, udp.MOBILE_IP] = self._receive
        node.icmp.error_listeners.append(self._receive_error)

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        try:
            message = mobile_ip.parse(payload)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 3344 3.7.2")
            return
        match message.header:
            case mobile_ip.RegistrationRequest() as request:
                self._receive_request(request, message, payload, header.source_port, packet)
            case mobile_ip.RegistrationReply() as reply:
                self._receive_reply(reply, payload, packet)
            case _:
                self.node.drop(
                    packet, "unexpected", "not a message for a foreign agent", "RFC 3344 3.7"
                )

    # -- requests ---------------------------------------------------------------------------

    def _receive_request(
        self,
        header: mobile_ip.RegistrationRequest,
        message: mobile_ip.Message,
        octets: bytes,
        port: int,
        packet: Packet,
    ) -> None:
        node = self.node
        source = ipv4.source(packet.octets)
        code = self._judge(header, packet)
        if code:
            self.deny(header, code, source, port, packet.neighbour)
            return
        key = _key(header)
        self._forget(key)
        pending = Pending(
            packet.neighbour, source, port, message, header, Timer(node, lambda: None)
        )
        pending.expiry = Timer(node, lambda: self._expire(key))
        pending.expiry.start(PENDING_TIME)
        self.pending[key] = pending
        self.pending_table.put(
            _row(key),
            home_address=str(header.home_address),
            home_agent=str(header.home_agent),
            mac=str(Mac(packet.neighbour)),
            lifetime_s=header.lifetime,
        )
        octets = _authenticated_part(octets)
        asks = "Registration" if header.lifetime else "Deregistration"
        node.send_udp(
            self.config.address,
            header.home_agent,
            (udp.MOBILE_IP, udp.MOBILE_IP),
            octets,
            (layer(header.key, "signalling", len(octets)),),
            f"{asks} Request for {header.home_address}",
            message="registration-request" if header.lifetime else "deregistration-request",
            relayed=True,
        )

    def _judge(self, header: mobile_ip.RegistrationRequest, packet: Packet) -> int:
        """Return a denial code or 0 (RFC 3344 section 3.7.2, RFC 3024 section 4.2.1)."""
        if self.node.owns(header.home_agent):
            return 136
        if header.r or header.x:
            return 70
        if header.lifetime > self.config.longest_lifetime:
            return 69
        if (
            header.lifetime
            and header.care_of_address != self.config.address
            and not header.decapsulates
        ):
            return 77
        if header.reverse_tunnel and not self.config.reverse_tunnel:
            return 74
        if header.reverse_tunnel and ipv4.ttl(packet.octets) != 255:
            return 76
        if len(self.pending) >= MOST_PENDING:
            return 66
        return 0

    def deny(
        self,
        header: mobile_ip.RegistrationRequest,
        code: int,
        source: Address,
        port: int,
        mac: bytes,
    ) -> None:
        """Answer a request with a denial, unless the node was sent one a moment ago."""
        now = int(self.node.env.now)
        if now - self._denied.get(mac, -DENIAL_PERIOD) < DENIAL_PERIOD:
            return
        self._denied[mac] = now
        reply = mobile_ip.RegistrationReply(
            code=code,
            lifetime=self.config.longest_lifetime if code == 69 else header.lifetime,
            home_address=header.home_address,
            home_agent=header.home_agent,
            identification=header.identification,
        )
        octets = reply.encode()
        self.node.send_udp(
            self.config.address,
            header.home_address or BROADCAST,
            (udp.MOBILE_IP, port),
            octets,
            (layer(reply.key, "signalling", len(octets)),),
            f"Registration Reply: {self.node.name} denies, {mobile_ip.REPLY_CODES.get(code, code)}",
            message="registration-reply",
            via=(self.interface, mac),
        )

    def _expire(self, key: Key) -> None:
        """Give up a request without an answer, and tell the node unless it has asked again."""
        pending = self._forget(key)
        if pending is not None and not any(each[:2] == key[:2] for each in self.pending):
            self.deny(pending.header, 78, pending.source, pending.port, pending.mac)

    def _receive_error(self, kind: int, code: int, mtu: int, quoted: bytes, packet: Packet) -> None:
        """Tell nodes that their requests cannot reach their home agent (RFC 3344 section 3.7.3)."""
        if kind != icmp.UNREACHABLE or len(quoted) < 24 or ipv4.protocol(quoted) != ipv4.UDP:
            return
        if int.from_bytes(quoted[22:24], "big") != udp.MOBILE_IP:
            return
        agent = ipv4.destination(quoted)
        for key in [each for each in self.pending if each[0] == agent]:
            pending = self._forget(key)
            if pending is not None:
                denial = _UNREACHABLE_CODES.get(code, 88)
                self.deny(pending.header, denial, pending.source, pending.port, pending.mac)

    def _forget(self, key: Key) -> Pending | None:
        pending = self.pending.pop(key, None)
        if pending is not None:
            pending.expiry.stop()
            self.pending_table.remove(_row(key))
        return pending

    # -- replies ----------------------------------------------------------------------------

    def _receive_reply(
        self, header: mobile_ip.RegistrationReply, octets: bytes, packet: Packet
    ) -> None:
        pending = self._forget(_key(header)) or self._forget(
            (header.home_agent, ANY, _half(header))
        )
        if pending is None:
            self.node.drop(
                packet,
                "unexpected",
                "no pending request has this Identification",
                "RFC 3344 3.7.3.1",
            )
            return
        self.receive_reply(pending, header, octets, packet)

    def receive_reply(
        self, pending: Pending, reply: mobile_ip.RegistrationReply, octets: bytes, packet: Packet
    ) -> None:
        """Admit or release the visitor as the reply says, and relay it."""
        request = pending.header
        if reply.code <= 1:
            if not request.home_address:
                pending.assigned = reply.home_address
                request = pending.header = replace(request, home_address=reply.home_address)
            if request.lifetime and reply.lifetime:
                self.admit(pending, reply)
            else:
                self.leave(request.home_address)
        self.relay_reply(pending, reply, octets)

    def relay_reply(
        self, pending: Pending, reply: mobile_ip.RegistrationReply, octets: bytes
    ) -> None:
        """Send a reply on to the node that waits for it."""
        request = pending.header
        octets = _authenticated_part(octets)
        self.node.send_udp(
            self.config.address,
            BROADCAST if pending.assigned else reply.home_address or BROADCAST,
            (udp.MOBILE_IP, pending.port),
            octets,
            (layer(reply.key, "signalling", len(octets)),),
            f"Registration Reply for {request.home_address}",
            message="registration-reply",
            relayed=True,
            via=(self.interface, pending.mac),
        )

    def admit(self, pending: Pending, reply: mobile_ip.RegistrationReply) -> None:
        """Enter the node into the visitor list, with its tunnel and routes."""
        node, request = self.node, pending.header
        if request.care_of_address != self.config.address:
            return  # co-located: the node ends its tunnel itself
        home = request.home_address
        tunnel = self._tunnel(request)
        old = self.visitors.get(home)
        if old is not None:
            old.expiry.stop()
        ends = (tunnel.remote, tunnel.encapsulation, pending.mac)
        if old is None or (old.tunnel.remote, old.tunnel.encapsulation, old.mac) != ends:
            self.ends.add(tunnel)
        else:
            tunnel = old.tunnel
            node.routes.clear_device(tunnel)
        visitor = _Visitor(pending.mac, tunnel, Timer(node, lambda: self.leave(home)))
        lifetime = min(reply.lifetime, self.config.longest_lifetime)
        visitor.expiry.start(lifetime * SECOND)
        self.visitors[home] = visitor
        self.interface.learn(home, pending.mac)
        node.route(Prefix.host(home), self.interface)
        if request.reverse_tunnel:
            node.route(None, tunnel, source=Prefix.host(home), inbound=self.interface.name)
        self.visitor_table.put(
            str(home),
            mac=str(Mac(pending.mac)),
            home_agent=str(request.home_agent),
            reverse_tunnel=request.reverse_tunnel,
            lifetime_s=lifetime,
            identification=f"{reply.identification:016x}",
            expires_ns=int(node.env.now) + lifetime * SECOND,
        )

    def _tunnel(self, request: mobile_ip.RegistrationRequest) -> Tunnel:
        """Return this end of the tunnel that *request* asks for."""
        home = request.home_address
        way: Encapsulation = MINIMAL if request.minimal else GRE if request.gre else IP_IN_IP
        return Tunnel(
            self.node,
            f"tunnel for {home}",
            self.config.address,
            request.home_agent,
            role=self.config.role,
            encapsulation=way,
            # RFC 3344 section 4.2.2 looks at the inner destination, whoever tunnelled.
            any_sender=True,
            admits=lambda inner: (
                ""
                if ipv4.destination(inner) == home
                else f"{ipv4.destination(inner)} is not the visitor of this tunnel"
            ),
        )

    def leave(self, home: Address) -> None:
        """Take a node off the visitor list, and remove its tunnel and routes."""
        visitor = self.visitors.pop(home, None)
        if visitor is None:
            return
        visitor.expiry.stop()
        self.ends.remove(visitor.tunnel.name)
        self.node.routes.remove(str(Prefix.host(home)))
        self.interface.forget(home)
        self.visitor_table.remove(str(home))

    def forget_mobiles(self) -> int:
        """Lose the visitor list, telling nobody; return how many there were."""
        lost = list(self.visitors)
        for home in lost:
            self.leave(home)
        return len(lost)


_UNREACHABLE_CODES = {0: 80, 1: 81, 3: 82}
"""Reply codes by the code of the ICMP error (RFC 3344 section 3.4); all others are 88."""


def _key(header: mobile_ip.RegistrationRequest | mobile_ip.RegistrationReply) -> Key:
    return header.home_agent, header.home_address, _half(header)


def _half(header: mobile_ip.RegistrationRequest | mobile_ip.RegistrationReply) -> int:
    """Return the half of an Identification that a request and its reply share."""
    return header.identification & 0xFFFFFFFF


def _row(key: Key) -> str:
    return f"{key[1]} at {key[0]} {key[2]:08x}"


def _authenticated_part(octets: bytes) -> bytes:
    """Return the part of a message that its authenticator covers; what follows is for this agent.

    RFC 3344 sections 3.7.2.2 and 3.7.3.2.
    """
    for each, _, end in mobile_ip.walk(octets):
        kind = getattr(each, "type", None)
        if isinstance(each, mobile_ip.AuthenticationExtension) and kind == mobile_ip.MOBILE_HOME:
            return octets[:end]
    return octets
