"""Agent advertisements: how a home or foreign agent makes itself known on its link (RFC 3344 2)."""

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, layer
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.trace import MessageKind
from simulation.wire import icmp, ipv4
from simulation.wire.address import ALL_AGENTS, ALL_ROUTERS, ALL_SYSTEMS, ANY, Address

_LAST_SEQUENCE, FIRST_AFTER_WRAP = 0xFFFF, 256
"""Lower numbers say that an agent has just booted (RFC 3344 section 2.3.2)."""


class AgentAdvertiser:
    """Sends an advertisement every period, and at once when solicited."""

    def __init__(
        self,
        node: Node,
        interface: Interface,
        *,
        period_ns: int,
        lifetime_s: int,
        offers: dict[str, bool] | None,
        care_of: tuple[Address, ...] = (),
        routes_for_all: bool = True,
    ) -> None:
        self.node = node
        self.interface = interface
        self.period_ns = period_ns
        self.lifetime_s = lifetime_s
        self.offers = offers
        self.care_of = care_of
        self.code = 0 if routes_for_all else icmp.NOT_A_ROUTER
        self._sequence = 0
        self._timer = Timer(node, self._beat)
        node.groups.update({ALL_ROUTERS, ALL_AGENTS})
        node.agent_listeners.append(self._receive)
        self._timer.start(node.stream("advertiser").below(period_ns))

    def _beat(self) -> None:
        self.advertise()
        self._timer.start(self.period_ns)

    def advertise(self) -> None:
        """Send one advertisement to all systems on the link, with TTL 1."""
        mobility = None
        if self.offers is not None:
            mobility = icmp.MobilityAgentExtension(
                sequence=self._sequence,
                registration_lifetime=self.lifetime_s,
                care_of_addresses=icmp.AddressList(b"".join(each.octets for each in self.care_of)),
                **self.offers,
            )
        self._sequence = (
            FIRST_AFTER_WRAP if self._sequence == _LAST_SEQUENCE else self._sequence + 1
        )
        prefix = self.interface.prefix
        body = icmp.advertisement(
            [self.interface.address],
            lifetime=max(3, 3 * self.period_ns // SECOND),
            code=self.code,
            mobility=mobility,
            prefix_lengths=[prefix.length] if prefix else [],
        )
        if mobility:
            self._send(body, "agent advertisement", "agent-advertisement")
        else:
            self._send(body, "router advertisement", "router-advertisement")

    def _send(self, body: bytes, purpose: str, message: MessageKind) -> None:
        node = self.node
        octets = ipv4.packet(
            self.interface.address,
            ALL_SYSTEMS,
            ipv4.ICMP,
            body,
            ttl=1,
            identification=node.next_identification(),
        )
        layers = (
            layer("ipv4", "access", 20),
            layer("icmp-router-advertisement", "access", len(body)),
        )
        packet = node.recorder.packet(octets, layers, purpose, message=message)
        self.interface.send(packet, ALL_SYSTEMS)

    def _receive(self, packet: Packet, body: bytes) -> None:
        if body[:1] != bytes([icmp.ROUTER_SOLICITATION]) or self.interface.link is None:
            return
        try:
            icmp.RouterSolicitation.decode(body)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 1256")
            return
        self.advertise()


def solicit(node: Node, interface: Interface) -> None:
    """Ask for advertisements on the link of *interface* (RFC 3344 section 2.2)."""
    body = icmp.message(icmp.RouterSolicitation())
    octets = ipv4.packet(
        interface.address or ANY,
        ALL_AGENTS,
        ipv4.ICMP,
        body,
        ttl=1,
        identification=node.next_identification(),
    )
    layers = (layer("ipv4", "access", 20), layer("icmp-router-solicitation", "access", len(body)))
    packet = node.recorder.packet(
        octets, layers, "agent solicitation", message="agent-solicitation"
    )
    interface.send(packet, ALL_AGENTS)
