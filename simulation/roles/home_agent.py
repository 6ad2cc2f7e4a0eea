"""The home agent of RFC 3344: attracts packets for home addresses and tunnels them on.

With NAT traversal it follows RFC 3519, with a list of trusted networks RFC 5265 section 3.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.tunnels.encapsulation import GRE, IP_IN_IP, MINIMAL, Encapsulation, MipUdp
from simulation.tunnels.tunnel import Tunnel, TunnelEnds
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Address, Mac, Prefix

CLOCK_TOLERANCE = 7 * SECOND
"""RFC 3344 section 5.7.1."""
ANNOUNCEMENTS = 3
TUNNEL_DATA = 4


@dataclass(frozen=True, slots=True)
class MobilitySecurity:
    """A mobility security association: who shares which key under which SPI."""

    spi: int
    key: bytes
    between: str

    @property
    def id(self) -> str:
        """The key's id in the trace."""
        return f"mip:{self.spi}"

    def held_by(self, node: Node, protects: str) -> None:
        """Record that *node* holds the key, and that the key authenticates *protects*."""
        node.hold_key(
            self.id,
            f"authenticates {protects} between {self.between}",
            "hmac-md5",
            {"key": self.key.hex()},
            {"spi": str(self.spi), "between": self.between},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeAgentConfig:
    """How one home agent is set up; lifetimes in seconds."""

    address: Address
    home_prefix: Prefix | None
    mobiles: dict[Address, MobilitySecurity]
    role: str
    physical: Interface | None = None
    """The home link's interface, where the home network is a real link."""
    nat_traversal: bool = True
    force_udp: bool = False
    trusted: tuple[Prefix, ...] | None = None
    """Networks that requests may come from; replies then carry extension 149 (RFC 5265 3.4)."""
    longest_lifetime: int = 1800
    keepalive: int = 110
    reverse_tunnel: bool = True
    also: tuple[Address, ...] = ()
    """Further own addresses at which requests are taken."""
    denied_flows: tuple[tuple[Prefix, Prefix], ...] = ()
    """Pairs of networks between which this agent carries nothing: its policy."""
    assigned: Mapping[str, Address] = field(default_factory=dict)
    """Home addresses by the identifier of nodes that ask for one (RFC 2794 section 1)."""


@dataclass(slots=True)
class Binding:
    """Where one home address is served at present."""

    home: Address
    care_of: Address
    tunnel: Tunnel | None
    kind: str
    expiry: Timer
    reverse_tunnel: bool
    observed: tuple[Address, int] | None
    broadcasts: bool = False
    decapsulates: bool = True
    """Whether the node itself ends the tunnel, as the D bit said."""


@dataclass(slots=True)
class Request:
    """A registration request on its way through the checks."""

    header: mobile_ip.RegistrationRequest
    message: mobile_ip.Message
    octets: bytes
    packet: Packet
    source: Address
    port: int
    security: MobilitySecurity | None = None
    reply_extensions: list[object] = field(default_factory=list)


Surrogate = Callable[[mobile_ip.Message, Callable[[int], None]], None]
"""Settles a request elsewhere before it is accepted here; calls back with the reply code."""


class HomeAgent:
    """Keeps mobility bindings and the tunnels, routes and proxy ARP that go with them."""

    def __init__(self, node: Node, ends: TunnelEnds, config: HomeAgentConfig) -> None:
        self.node = node
        self.ends = ends
        self.config = config
        self.bindings: dict[Address, Binding] = {}
        self.table = Table(node.recorder, node.name, "bindings")
        self.surrogate: Surrogate | None = None
        self._last: dict[Address, int] = {}
        node.forwards = True
        node.sockets[0, udp.MOBILE_IP] = self._receive
        if config.denied_flows:
            node.filters.append(lambda packet, *_: self._denied(packet.octets))
        if config.physical is None and config.home_prefix is not None:
            node.route(config.home_prefix, None, refuse="no binding for this home address")
        for security in config.mobiles.values():
            security.held_by(node, "registrations")

    # -- taking requests --------------------------------------------------------------------

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        if payload[:1] == bytes([TUNNEL_DATA]):
            self.ends.receive_udp(packet, (header.source_port, header.destination_port))
            return
        source = ipv4.source(packet.octets)
        if self.config.trusted is not None and not any(
            source in each for each in self.config.trusted
        ):
            self.node.drop(
                packet,
                "untrusted",
                f"a request from {source}, which is no trusted network",
                "RFC 5265 3.1",
                "trusted networks",
            )
            return
        try:
            message = mobile_ip.parse(payload)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 3344 3.8.2")
            return
        if not isinstance(message.header, mobile_ip.RegistrationRequest):
            self.node.drop(packet, "unexpected", "a home agent takes requests only", "RFC 3344 3.8")
            return
        asked = self._with_home(message.header, message)
        request = Request(asked, message, payload, packet, source, header.source_port)
        code = self._judge(request)
        if code <= 1 and self.surrogate is not None:
            self.surrogate(message, lambda later: self._finish(request, later))
        else:
            self._finish(request, code)

    def _with_home(
        self, header: mobile_ip.RegistrationRequest, message: mobile_ip.Message
    ) -> mobile_ip.RegistrationRequest:
        """Return a request without a home address with the one that belongs to its sender."""
        named = message.find(mobile_ip.NaiExtension)
        if header.home_address or named is None:
            return header
        home = self.config.assigned.get(named.nai.decode("utf-8", "replace"), Address(0))
        return replace(header, home_address=home)

    def _finish(self, request: Request, code: int) -> None:
        if code <= 1:
            self._accept(request)
        self._reply(request, code)
        if code <= 1:
            self._after_reply(request)

    def _judge(self, request: Request) -> int:
        """Return the reply code (RFC 3344 section 3.8.2, RFC 3519 section 4.6)."""
        header = request.header
        security = self.config.mobiles.get(header.home_address)
        if security is None:
            return 131
        request.security = security
        if not mobile_ip.verify(
            request.octets, kind=mobile_ip.MOBILE_HOME, key=security.key, spi=security.spi
        ):
            return 131
        age = abs(mobile_ip.ntp_to_ns(header.identification) - int(self.node.env.now))
        if age > CLOCK_TOLERANCE or header.identification <= self._last.get(header.home_address, 0):
            return 133
        self._last[header.home_address] = header.identification
        if not self.node.owns(ipv4.destination(request.packet.octets)):
            return 136
        if header.home_agent not in self._own_addresses:
            return 136
        if header.r or header.x:
            return 134
        if header.reverse_tunnel and not self.config.reverse_tunnel:
            return 137
        # Code 1 tells who asked for several bindings at once that there is but one.
        return self.judge_udp_tunnel(request) or int(header.simultaneous)

    @property
    def _own_addresses(self) -> tuple[Address, ...]:
        return (self.config.address, *self.config.also)

    def judge_udp_tunnel(self, request: Request) -> int:
        """Return a denial code or 0, and grant or decline what extension 144 asks for."""
        header = request.header
        expected = {header.care_of_address, header.home_address, Address(0)}
        asked = request.message.find(mobile_ip.UdpTunnelRequest)
        natted = request.source not in expected
        if asked is None or header.lifetime == 0:
            return 129 if natted and header.lifetime else 0
        if asked.reserved3 or not header.decapsulates:
            return 134
        if not self.config.nat_traversal:
            return 129 if natted else 0
        if asked.force and not natted and not self.config.force_udp:
            return 129
        wanted = natted or asked.force
        carries = asked.encapsulation or (0 if header.minimal or header.gre else ipv4.IPIP)
        if wanted and carries != ipv4.IPIP:
            return 142
        request.reply_extensions.append(
            mobile_ip.UdpTunnelReply(
                code=0 if wanted else 64,
                force=wanted and not natted,
                keepalive=self.config.keepalive if wanted else 0,
            )
        )
        return 0

    # -- bindings ---------------------------------------------------------------------------

    def _accept(self, request: Request) -> None:
        header = request.header
        if header.lifetime == 0:
            binding = self.bindings.get(header.home_address)
            everything = header.care_of_address == header.home_address
            if binding is not None and (everything or binding.care_of == header.care_of_address):
                self.unbind(binding, "deregistered")
            return
        self.bind(request)

    def bind(self, request: Request) -> None:
        """Make, move or refresh the binding that *request* asks for, and its tunnel."""
        header = request.header
        way, remote = self._way(request)
        home = header.home_address
        old = self.bindings.get(home)
        standing = old.tunnel if old is not None else None
        if standing is not None and (standing.remote, standing.encapsulation) == (remote, way):
            self.keep(request, standing, way.name)
            return
        tunnel = Tunnel(
            self.node,
            f"tunnel to {home}",
            header.home_agent,
            remote,
            role=self.config.role,
            encapsulation=way,
            admits=lambda inner: self._admit(inner, home),
        )
        self.keep(request, tunnel, way.name)
        self.ends.add(tunnel)
        self.node.route(Prefix.host(home), tunnel)
        if self.config.physical is not None and old is None:
            self.config.physical.proxied.add(home)
            self._announce(home, self.config.physical.mac, ANNOUNCEMENTS)

    def _way(self, request: Request) -> tuple[Encapsulation, Address]:
        """Return encapsulation and far end of a tunnel: UDP to the observed source if granted."""
        header = request.header
        for each in request.reply_extensions:
            if isinstance(each, mobile_ip.UdpTunnelReply) and each.code == 0:
                return MipUdp(udp.MOBILE_IP, request.port), request.source
        way: Encapsulation = MINIMAL if header.minimal else GRE if header.gre else IP_IN_IP
        return way, header.care_of_address

    def keep(self, request: Request, tunnel: Tunnel | None, kind: str) -> None:
        """Enter the binding into the table; its lifetime begins now."""
        header = request.header
        old = self.bindings.get(header.home_address)
        if old is not None:
            old.expiry.stop()
        over_udp = tunnel is not None and isinstance(tunnel.encapsulation, MipUdp)
        binding = Binding(
            header.home_address,
            header.care_of_address,
            tunnel,
            kind,
            Timer(self.node, lambda: None),
            header.reverse_tunnel,
            (request.source, request.port) if over_udp else None,
            header.broadcasts,
            header.decapsulates,
        )
        binding.expiry = Timer(self.node, lambda: self.unbind(binding, "its lifetime ran out"))
        self.bindings[header.home_address] = binding
        lifetime = min(header.lifetime, self.config.longest_lifetime)
        binding.expiry.start(lifetime * SECOND)
        self._show(binding, lifetime)

    def _show(self, binding: Binding, lifetime: int) -> None:
        now = int(self.node.env.now)
        self.table.put(
            str(binding.home),
            care_of=str(binding.care_of),
            tunnel=binding.kind,
            observed=":".join(map(str, binding.observed)) if binding.observed else None,
            reverse_tunnel=binding.reverse_tunnel,
            lifetime_s=lifetime,
            expires_ns=now + lifetime * SECOND,
        )

    def _admit(self, inner: bytes, home: Address) -> str:
        """Refuse packets out of a binding's tunnel whose source is not its node (RFC 3024 4.3)."""
        binding = self.bindings.get(home)
        source, destination = ipv4.source(inner), ipv4.destination(inner)
        if binding is None or source != home:
            return f"{source} is not the home address that this tunnel serves"
        if not binding.reverse_tunnel and destination != self.config.address:
            return "the node never asked for reverse tunnelling"
        return self._denied(inner)

    def _denied(self, octets: bytes) -> str:
        """Refuse packets that the policy forbids, whether they came by a tunnel or a link."""
        source, destination = ipv4.source(octets), ipv4.destination(octets)
        for left, right in self.config.denied_flows:
            if source in left and destination in right:
                return f"policy of the home agent: nothing from {left} to {right}"
        return ""

    def unbind(self, binding: Binding, because: str) -> None:
        """Remove the binding with its tunnel and route, and stop answering ARP for the node."""
        if self.bindings.get(binding.home) is not binding:
            return
        del self.bindings[binding.home]
        if self.config.physical is not None:
            self.config.physical.proxied.discard(binding.home)
        binding.expiry.stop()
        if binding.tunnel is not None:
            self.ends.remove(binding.tunnel.name)
        self.node.routes.remove(str(Prefix.host(binding.home)))
        self.table.remove(str(binding.home))
        self.node.note(f"the binding of {binding.home} is gone: {because}", "RFC 3344 3.8")

    def forget_mobiles(self) -> int:
        """Lose every binding, telling nobody; return how many there were."""
        lost = list(self.bindings.values())
        for binding in lost:
            self.unbind(binding, "the agent lost it")
        return len(lost)

    # -- answers ----------------------------------------------------------------------------

    def _reply(self, request: Request, code: int) -> None:
        home, node, security = request.header.home_address, self.node, request.security
        if security is None:
            why = f"no key is shared with {home}"
            node.drop(request.packet, "mip-check", why, "RFC 3344 3.8.2.1")
            return
        reply = self._answer(request.header, code)
        extensions = list(request.reply_extensions) if code <= 1 else []
        if self.config.trusted is not None:
            extensions.insert(0, mobile_ip.TrustedNetworks())
        octets = mobile_ip.signed(
            reply,
            tuple(extensions),  # type: ignore[arg-type]
            spi=security.spi,
            key=security.key,
        )
        what = "accepted" if code <= 1 else f"denied, {mobile_ip.REPLY_CODES.get(code, code)}"
        asked_at = ipv4.destination(request.packet.octets)
        station = self.config.physical
        node.send_udp(
            asked_at if node.owns(asked_at) else self.config.address,
            request.source,
            (udp.MOBILE_IP, request.port),
            octets,
            (layer(reply.key, "signalling", len(octets)),),
            f"Registration Reply for {home}: {what}",
            message="registration-reply",
            via=(station, request.packet.neighbour) if station and self._at_home(request) else None,
        )

    def _answer(
        self, asked: mobile_ip.RegistrationRequest, code: int
    ) -> mobile_ip.RegistrationReply:
        """Return the reply to *asked* with this code (RFC 3344 section 3.8.3.2)."""
        identification = asked.identification
        if code == 133:  # the node learns the time of this agent's clock (RFC 3344 section 5.7.1)
            clock = mobile_ip.ntp_time(int(self.node.env.now))
            identification = clock >> 32 << 32 | identification & 0xFFFFFFFF
        known = asked.home_agent in self._own_addresses
        return mobile_ip.RegistrationReply(
            code=code,
            lifetime=min(asked.lifetime, self.config.longest_lifetime) if code <= 1 else 0,
            home_address=asked.home_address,
            home_agent=asked.home_agent if known else self.config.address,
            identification=identification,
        )

    def _at_home(self, request: Request) -> bool:
        """Return whether the node itself asks on the home link to be let go (3.8.3.1)."""
        header, physical = request.header, self.config.physical
        return (
            physical is not None
            and request.packet.came_by == physical.name
            and header.lifetime == 0
            and request.source == header.home_address == header.care_of_address
        )

    def _after_reply(self, request: Request) -> None:
        """Give the address back on the home link once the node is home (RFC 3344 section 4.6)."""
        if self._at_home(request):
            mac = Mac(request.packet.neighbour)
            self._announce(request.header.home_address, mac, ANNOUNCEMENTS)

    def _announce(self, home: Address, mac: Mac, times: int) -> None:
        """Announce on the home link that *home* is at *mac*, several times while that is so."""
        physical = self.config.physical
        if times == 0 or physical is None or (mac == physical.mac) != (home in physical.proxied):
            return
        physical.announce(home, mac)
        self.node.after(SECOND, lambda: self._announce(home, mac, times - 1))
