"""Mobility agents that use an SA for their tunnels (draft section 2.7, as we read it).

The request for it travels in private extension 253.  The home agent is the gateway as well; a
foreign agent negotiates with it before it lets a visitor's reply through.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.ike.configuration import Configuration
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet
from simulation.roles.foreign_agent import ForeignAgent, ForeignAgentConfig, Pending
from simulation.roles.home_agent import Binding, HomeAgent, HomeAgentConfig, Request
from simulation.roles.ike_daemon import IkeDaemon, IkeEvents
from simulation.roles.vpn_gateway import VpnGateway
from simulation.tunnels.ipsec import IpsecDevice, Pair
from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire import ipv4, mobile_ip
from simulation.wire.address import Address, Prefix

if TYPE_CHECKING:
    from simulation.kernel.routes import Route

ADMINISTRATIVELY_PROHIBITED = 65


def _wants_esp(message: mobile_ip.Message) -> bool:
    asked = message.find(mobile_ip.EncapsulationRequest)
    return asked is not None and asked.encapsulation == ipv4.ESP


class ProtectedHomeAgent(HomeAgent):
    """A home agent that is also a VPN gateway: an SA is the tunnel where a request asks for it."""

    def __init__(
        self, node: Node, ends: TunnelEnds, config: HomeAgentConfig, gateway: VpnGateway
    ) -> None:
        super().__init__(node, ends, config)
        self.gateway = gateway

    def judge_udp_tunnel(self, request: Request) -> int:
        """Accept a translated source where ESP will be the tunnel: IKE finds the NAT itself."""
        return 0 if _wants_esp(request.message) else super().judge_udp_tunnel(request)

    def bind(self, request: Request) -> None:
        """Make the binding; where the request asked for ESP, its route leads into the SA."""
        header = request.header
        home = header.home_address
        old = self.bindings.get(home)
        if not _wants_esp(request.message):
            if old is not None:
                self._delete_sa(old, "the binding no longer asks for ESP")
            super().bind(request)
            return
        if old is not None and old.care_of == header.care_of_address:
            self.keep(request, None, "esp")
            return
        if old is not None:
            self.unbind(old, "the care-of address changed")
        self.node.route(Prefix.host(home), None, refuse="no SA yet for this binding")
        self.keep(request, None, "esp")

    def unbind(self, binding: Binding, because: str) -> None:
        """Delete the SA with the binding."""
        super().unbind(binding, because)
        self._delete_sa(binding, f"its binding is gone: {because}")
        self.node.route(Prefix.host(binding.home), None, refuse="no binding for this home address")

    def _delete_sa(self, binding: Binding, because: str) -> None:
        # A foreign agent stays where it is and would go on using what is gone here; a node has
        # left the address at which it could be told.
        self.gateway.drop(binding.home, because, tell=not binding.decapsulates)


class ProtectedForeignAgent(ForeignAgent):
    """A foreign agent that negotiates an SA with the home agent for each visitor who asks."""

    def __init__(
        self,
        node: Node,
        interface: Interface,
        ends: TunnelEnds,
        config: ForeignAgentConfig,
        ike: Configuration,
    ) -> None:
        super().__init__(node, interface, ends, config)
        self.device = IpsecDevice(node)
        self.ike = ike
        self._routes: dict[Address, Route] = {}
        self._waiting: dict[str, tuple[Pending, mobile_ip.RegistrationReply, bytes]] = {}
        self.daemon = IkeDaemon(
            node, self.device, ike, IkeEvents(child_up=self._child_up, failed=self._failed)
        )

    def receive_reply(
        self,
        pending: Pending,
        reply: mobile_ip.RegistrationReply,
        octets: bytes,
        packet: Packet,
    ) -> None:
        """Hold an acceptance back until the SA for the visitor stands."""
        request = pending.header
        accepted = reply.code <= 1 and request.lifetime
        asked = _wants_esp(pending.message) and request.care_of_address == self.config.address
        if not accepted or not asked:
            if accepted:
                self._unprotect(request.home_address)
            super().receive_reply(pending, reply, octets, packet)
            return
        home = request.home_address
        if any(pair.local_selector == Prefix.host(home) for pair in self.device.pairs):
            self._admit_protected(pending, reply, octets)
            return
        self.daemon.endpoint.configuration = self.ike_for(home)
        session = self.daemon.connect(self.config.address, request.home_agent)
        self._waiting[session] = (pending, reply, octets)

    def leave(self, home: Address) -> None:
        """Delete the SA of a visitor that has left."""
        super().leave(home)
        self._unprotect(home)

    def _unprotect(self, home: Address) -> None:
        for pair in list(self.device.pairs):
            if pair.local_selector == Prefix.host(home):
                self.device.remove(pair)
        route = self._routes.pop(home, None)
        if route is not None:
            self.node.routes.remove(route.key)

    def ike_for(self, home: Address) -> Configuration:
        """Return the configuration that proposes one visitor's address."""
        return replace(self.ike, local_selector=Prefix.host(home))

    def _child_up(self, pair: Pair) -> None:
        waiting = self._waiting.pop(pair.session, None)
        if waiting is not None:
            self._admit_protected(*waiting)

    def _failed(self, session: str, because: str) -> None:
        waiting = self._waiting.pop(session, None)
        if waiting is not None:
            pending = waiting[0]
            self.node.note(f"no SA with {pending.header.home_agent}: {because}", "draft 2.7")
            self.deny(
                pending.header,
                ADMINISTRATIVELY_PROHIBITED,
                pending.source,
                pending.port,
                pending.mac,
            )

    def _admit_protected(
        self, pending: Pending, reply: mobile_ip.RegistrationReply, octets: bytes
    ) -> None:
        home = pending.header.home_address
        self.admit(pending, reply)
        self._routes[home] = self.node.route(
            None, self.device, source=Prefix.host(home), inbound=self.interface.name
        )
        self.relay_reply(pending, reply, octets)
