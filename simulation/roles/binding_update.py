"""Route optimization between a mobile node and a correspondent: here, the VPN gateway.

The layouts are those of draft-ietf-mobileip-optim (from memory, our reading): the node sends a
Binding Update, authenticated by extension 35, and the correspondent tunnels to the care-of
address what it would have sent to the home address.
"""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.errors import WireError
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.home_agent import CLOCK_TOLERANCE, MobilitySecurity
from simulation.roles.registration_client import MobilityClock
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.tunnels.tunnel import Tunnel, TunnelEnds
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Address, Prefix

TRIES = 3
PORT = 1029
ACCEPTED, BAD_AUTHENTICATION, BAD_IDENTIFICATION = 0, 131, 133


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingTarget:
    """The correspondent that gets Binding Updates, and what they say; the lifetime in seconds."""

    correspondent: Address
    home_address: Address
    security: MobilitySecurity
    lifetime: int = 300


class BindingClient:
    """Tells one correspondent where the node is, and ends the tunnel that comes back."""

    def __init__(
        self,
        node: Node,
        target: BindingTarget,
        ends: TunnelEnds,
        clock: MobilityClock,
        accepted: Callable[[], None],
    ) -> None:
        self.node = node
        self.target = target
        self.ends = ends
        self.clock = clock
        self.accepted = accepted
        self.bound = False
        self.certain = False
        """Whether it is known what the correspondent holds; an earlier life may have told it."""
        self._tries = 0
        self._lifetime = 0
        self._source = self._care_of = Address(0)
        self._identification = 0
        self._retry = Timer(node, self._send)
        self._renewal = Timer(node, self._renew)
        node.sockets[0, PORT] = self._receive
        security = target.security
        security.held_by(node, "Binding Updates")

    def update(self, source: Address, care_of: Address, *, ends_tunnel: bool) -> None:
        """Tell the correspondent that the node is at *care_of*."""
        if self.bound and (source, care_of) == (self._source, self._care_of):
            return
        home = self.target.home_address
        if ends_tunnel:
            self.ends.add(
                Tunnel(
                    self.node,
                    "bumip0",
                    care_of,
                    self.target.correspondent,
                    role="external-mip",
                    admits=lambda inner: (
                        ""
                        if ipv4.destination(inner) == home
                        else f"{ipv4.destination(inner)} is not the home address of this binding"
                    ),
                )
            )
        self._begin(source, care_of, self.target.lifetime)

    def withdraw(self, source: Address) -> None:
        """Tell the correspondent to use the home address again, unless it does."""
        if self.bound or not self.certain:
            self._begin(source, self.target.home_address, 0)

    def stop(self, because: str) -> None:
        """Send no more Binding Updates, and leave the binding to lapse."""
        self._retry.stop()
        self._renewal.stop()
        self.ends.remove("bumip0")
        self._source = Address(0)
        self._identification = 0

    def _begin(self, source: Address, care_of: Address, lifetime: int) -> None:
        self._source, self._care_of, self._lifetime = source, care_of, lifetime
        self._tries = 0
        self.certain = False
        self._renewal.stop()
        self._send()

    def _renew(self) -> None:
        self._begin(self._source, self._care_of, self._lifetime)

    def _send(self) -> None:
        if self._tries >= TRIES:
            self.bound = self.certain = False
            self.node.note("the correspondent does not acknowledge the Binding Update", "draft 2.4")
            return
        self._tries += 1
        self._retry.start(SECOND << (self._tries - 1))
        self._identification = self.clock.identification()
        header = mobile_ip.BindingUpdate(
            acknowledge=True,
            lifetime=self._lifetime,
            home_address=self.target.home_address,
            care_of_address=self._care_of,
            identification=self._identification,
        )
        octets = mobile_ip.signed(
            header,
            kind=mobile_ip.ROUTE_OPTIMIZATION,
            spi=self.target.security.spi,
            key=self.target.security.key,
        )
        what = "Binding Update" if self._lifetime else "Binding Update that withdraws"
        self.node.send_udp(
            self._source,
            self.target.correspondent,
            (PORT, udp.MOBILE_IP),
            octets,
            (layer(header.key, "signalling", len(octets)),),
            f"{what}: {self.target.home_address} is at {self._care_of}",
            message="binding-update",
        )

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        try:
            message = mobile_ip.parse(payload)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "draft-ietf-mobileip-optim")
            return
        told = message.header
        security = self.target.security
        if not isinstance(told, mobile_ip.BindingAcknowledge) or not mobile_ip.verify(
            payload, kind=mobile_ip.ROUTE_OPTIMIZATION, key=security.key, spi=security.spi
        ):
            self.node.drop(packet, "mip-check", "not an authentic Binding Acknowledge")
            return
        if told.identification != self._identification:
            self.node.drop(packet, "unexpected", "it acknowledges an older Binding Update")
            return
        self._retry.stop()
        self.certain = told.status == ACCEPTED
        self.bound = self.certain and self._lifetime > 0
        if told.status != ACCEPTED:
            self.node.note(f"the Binding Update was refused with status {told.status}", "draft 2.4")
        elif self.bound:
            self._renewal.start(self._lifetime * SECOND // 2)
            self.accepted()


class BindingCache:
    """The correspondent's binding cache, with a tunnel to each care-of address in it."""

    def __init__(
        self,
        node: Node,
        ends: TunnelEnds,
        address: Address,
        mobiles: dict[Address, MobilitySecurity],
        longest_lifetime: int = 300,
    ) -> None:
        self.node = node
        self.ends = ends
        self.address = address
        self.mobiles = mobiles
        self.longest_lifetime = longest_lifetime
        self.table = Table(node.recorder, node.name, "binding-cache")
        self._last: dict[Address, int] = {}
        self._expiry: dict[Address, Timer] = {}
        node.sockets[address, udp.MOBILE_IP] = self._receive
        for security in mobiles.values():
            security.held_by(node, "Binding Updates")

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        try:
            message = mobile_ip.parse(payload)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "draft-ietf-mobileip-optim")
            return
        update = message.header
        security = None
        if isinstance(update, mobile_ip.BindingUpdate):
            security = self.mobiles.get(update.home_address)
        if not isinstance(update, mobile_ip.BindingUpdate) or security is None:
            self.node.drop(packet, "unexpected", "no Binding Update of a node known here")
            return
        status = self._judge(update, payload, security)
        if status == ACCEPTED:
            self._bind(update)
        if update.acknowledge:
            self._acknowledge(update, status, security, header, packet)

    def _judge(
        self, update: mobile_ip.BindingUpdate, octets: bytes, security: MobilitySecurity
    ) -> int:
        if not mobile_ip.verify(
            octets, kind=mobile_ip.ROUTE_OPTIMIZATION, key=security.key, spi=security.spi
        ):
            return BAD_AUTHENTICATION
        sent = update.identification or 0
        age = abs(mobile_ip.ntp_to_ns(sent) - int(self.node.env.now))
        if age > CLOCK_TOLERANCE or sent <= self._last.get(update.home_address, 0):
            return BAD_IDENTIFICATION
        self._last[update.home_address] = sent
        return ACCEPTED

    def _bind(self, update: mobile_ip.BindingUpdate) -> None:
        home, care_of = update.home_address, update.care_of_address
        if update.lifetime == 0 or care_of == home:
            self._forget(home)
            return
        lifetime = min(update.lifetime, self.longest_lifetime)
        tunnel = Tunnel(
            self.node,
            f"binding {home}",
            self.address,
            care_of,
            role="external-mip",
            admits=lambda inner: "a correspondent sends through this tunnel and takes nothing",
        )
        self.ends.add(tunnel)
        self.node.route(Prefix.host(home), tunnel)
        self.table.put(
            str(home),
            care_of=str(care_of),
            lifetime_s=lifetime,
            expires_ns=int(self.node.env.now) + lifetime * SECOND,
        )
        timer = self._expiry.setdefault(home, Timer(self.node, lambda: self._forget(home)))
        timer.start(lifetime * SECOND)

    def forget_mobiles(self) -> int:
        """Lose the cache, telling nobody; return how many entries there were."""
        lost = [home for home, timer in self._expiry.items() if timer.running]
        for home in lost:
            self._forget(home)
        return len(lost)

    def _forget(self, home: Address) -> None:
        self.ends.remove(f"binding {home}")
        self.table.remove(str(home))
        if home in self._expiry:
            self._expiry[home].stop()

    def _acknowledge(
        self,
        update: mobile_ip.BindingUpdate,
        status: int,
        security: MobilitySecurity,
        header: udp.UdpHeader,
        packet: Packet,
    ) -> None:
        reply = mobile_ip.BindingAcknowledge(
            status=status,
            home_address=update.home_address,
            identification=update.identification or 0,
        )
        octets = mobile_ip.signed(
            reply, kind=mobile_ip.ROUTE_OPTIMIZATION, spi=security.spi, key=security.key
        )
        self.node.send_udp(
            self.address,
            ipv4.source(packet.octets),
            (udp.MOBILE_IP, header.source_port),
            octets,
            (layer(reply.key, "signalling", len(octets)),),
            f"Binding Acknowledge for {update.home_address}, status {status}",
            message="binding-acknowledge",
        )
