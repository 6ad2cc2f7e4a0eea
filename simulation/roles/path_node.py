"""A mobile node that is reached by host routes and protects its packets end to end (draft 2.8)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from simulation.errors import WireError
from simulation.ike.configuration import Configuration
from simulation.kernel.device import Device
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, layer
from simulation.roles.agent_advertiser import solicit
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.ike_daemon import IkeDaemon, IkeEvents
from simulation.roles.registration_client import MobilityClock
from simulation.roles.role import Role, Timer
from simulation.roles.vpn_retry import VpnRetry
from simulation.time import SECOND
from simulation.tunnels.ipsec import Pair
from simulation.tunnels.transport import TransportDevice, protect
from simulation.wire import icmp, ipv4, mobile_ip, udp
from simulation.wire.address import ANY, Address, Prefix

PORT = 1031
LIFETIME = 90
REFRESH = 30 * SECOND
TRIES = 5


class PathState(StrEnum):
    """Where the node stands with its access router."""

    NOWHERE = "no link"
    LOOKING = "looking for a router"
    ASKING = "asking for a path"
    REACHABLE = "reachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathConfig:
    """How one path node is set up; *calls* are the hosts with which it begins IKE."""

    home_address: Address
    security: MobilitySecurity
    ike: Configuration
    peers: tuple[Address, ...]
    calls: tuple[Address, ...]


class PathNode(Role):
    """Keeps its home address on every link, and a path of host routes to it."""

    moves: ClassVar = {
        PathState.NOWHERE: frozenset({PathState.LOOKING}),
        PathState.LOOKING: frozenset({PathState.ASKING, PathState.NOWHERE}),
        PathState.ASKING: frozenset({PathState.REACHABLE, PathState.NOWHERE, PathState.LOOKING}),
        PathState.REACHABLE: frozenset({PathState.ASKING, PathState.NOWHERE}),
    }

    def __init__(self, node: Node, interface: Interface, config: PathConfig) -> None:
        super().__init__(node, "path", PathState.NOWHERE)
        self.interface = interface
        self.config = config
        self.router: Address = ANY
        self.device = TransportDevice(node, self._below)
        events = IkeEvents(
            child_up=self._child_up,
            child_down=self._child_down,
            failed=self._failed,
            succeeded=self._succeeded,
        )
        self.daemon = IkeDaemon(node, self.device, config.ike, events)
        self._clock = MobilityClock(node)
        self._tries = 0
        self._identification = 0
        self._called: dict[Address, str] = {}
        """The peers with which IKE was begun from here, and its session."""
        self._call_again = VpnRetry(node, self._call)
        self._retry = Timer(node, self._ask)
        self._refresh = Timer(node, self._again)
        node.agent_listeners.append(self._receive_advertisement)
        node.sockets[0, PORT] = self._receive
        config.security.held_by(node, "Path Setups")
        self._protect()

    def _protect(self) -> None:
        for peer in self.config.peers:
            protect(
                self.node, self.device, Prefix.host(self.config.home_address), Prefix.host(peer)
            )

    def _below(self) -> tuple[Device, Address | None] | None:
        return (self.interface, self.router) if self.router and self.interface.link else None

    # -- links ------------------------------------------------------------------------------

    def link_up(self) -> None:
        """Look for a router on the new link; the interface keeps the home address."""
        self.interface.configure(self.config.home_address, None)
        self.become(PathState.LOOKING, "the link is new", "RFC 1256")
        solicit(self.node, self.interface)

    def link_down(self) -> None:
        """Forget the link that is gone."""
        self._retry.stop()
        self._refresh.stop()
        self.router = ANY
        self.node.routes.clear_device(self.interface)
        self.become(PathState.NOWHERE, "the link is gone")

    def _receive_advertisement(self, packet: Packet, body: bytes) -> None:
        if self.state is not PathState.LOOKING or body[:1] != bytes([icmp.ROUTER_ADVERTISEMENT]):
            return
        try:
            icmp.parse_advertisement(body)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 1256")
            return
        self.router = ipv4.source(packet.octets)
        self.interface.learn(self.router, packet.neighbour)
        self.node.route(None, self.interface, self.router)
        self.become(PathState.ASKING, f"{self.router} routes here", "draft 2.8")
        self._again()

    # -- paths ------------------------------------------------------------------------------

    def _again(self) -> None:
        self._tries = 0
        self._ask()

    def _ask(self) -> None:
        if self._tries >= TRIES:
            self._without_path("no router here sets up a path")
            return
        self._retry.start(SECOND << self._tries)
        self._tries += 1
        self._identification = self._clock.identification()
        home = self.config.home_address
        setup = mobile_ip.PathSetup(
            lifetime=LIFETIME,
            home_address=home,
            access_router=self.router,
            identification=self._identification,
        )
        security = self.config.security
        octets = mobile_ip.signed(setup, spi=security.spi, key=security.key)
        self.node.send_udp(
            home,
            self.router,
            (PORT, udp.MOBILE_IP),
            octets,
            (layer(setup.key, "signalling", len(octets)),),
            f"Path Setup for {home}",
            message="path-setup",
        )

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        security = self.config.security
        try:
            answer = mobile_ip.parse(payload).header
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "draft 2.8")
            return
        right = mobile_ip.verify(
            payload, kind=mobile_ip.MOBILE_HOME, key=security.key, spi=security.spi
        )
        awaited = (
            isinstance(answer, mobile_ip.PathAcknowledge)
            and answer.identification == self._identification
            and self.state in (PathState.ASKING, PathState.REACHABLE)
        )
        if not right or not awaited or not isinstance(answer, mobile_ip.PathAcknowledge):
            self.node.drop(packet, "unexpected", "no path request waits for this", "draft 2.8")
            return
        self._retry.stop()
        if answer.status:
            self._without_path(f"the path was refused with status {answer.status}")
            return
        self._refresh.start(REFRESH)
        self.become(
            PathState.REACHABLE, f"the path meets the old one at {answer.crossover}", "draft 2.8"
        )
        self._call()

    def _without_path(self, because: str) -> None:
        """Note that no path was set up this time, and ask again later."""
        self.node.note(because, "draft 2.8")
        self.become(PathState.ASKING, because, "draft 2.8")
        self._refresh.start(REFRESH)

    # -- peers ------------------------------------------------------------------------------

    def _call(self) -> None:
        """Begin IKE with every peer that is to be called and is not, if the node is reachable."""
        if self.state is not PathState.REACHABLE:
            return
        for peer in self.config.calls:
            if peer not in self._called:
                self._called[peer] = self.daemon.connect(self.config.home_address, peer)

    def _succeeded(self, session: str, by: str) -> None:
        self._called = {
            peer: by if name == session else name for peer, name in self._called.items()
        }

    def _failed(self, session: str, because: str) -> None:
        """Call a peer again later where nothing came of it."""
        for peer, name in list(self._called.items()):
            if name == session:
                self._lost(peer, because)

    def _child_down(self, pair: Pair, because: str) -> None:
        self._lost(pair.peer, because)

    def _lost(self, peer: Address, because: str) -> None:
        if peer in self._called and all(each.peer != peer for each in self.device.pairs):
            del self._called[peer]
            self._call_again.failed(because)

    def _child_up(self, pair: Pair) -> None:
        self._call_again.begin_anew()
        self.node.note(f"packets to {pair.peer} are protected end to end", "RFC 4303 3.1.1")
