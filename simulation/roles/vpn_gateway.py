"""The VPN gateway: ends its clients' tunnels and routes to whom it holds an SA for."""

from dataclasses import dataclass

from simulation.ike.configuration import Configuration
from simulation.ike.happenings import PeerMoved
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.roles.ike_daemon import IkeDaemon, IkeEvents
from simulation.tunnels.ipsec import IpsecDevice, Pair
from simulation.tunnels.tunnel import Tunnel, TunnelEnds
from simulation.wire import ipv4
from simulation.wire.address import EVERYWHERE, Address, Prefix

FROM_HOME_AGENTS = "from home agents"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConfig:
    """How one gateway is set up."""

    ike: Configuration
    pool: Prefix | None
    """Inner addresses that are the gateway's own; a packet to one that no SA serves is refused."""
    strict_triple: bool = False
    decapsulates: tuple[Address, Address] | None = None
    """Own private address, and the home agent whose tunnels to it are taken apart (draft 2.3)."""
    home_link: Interface | None = None
    """Own station on its clients' home link, where it answers ARP for those it holds an SA for."""


class VpnGateway:
    """A remote-access gateway as the stock product is, with the skills that it is told to have."""

    def __init__(self, node: Node, ends: TunnelEnds, config: GatewayConfig) -> None:
        self.node = node
        self.config = config
        self.device = IpsecDevice(node)
        self.device.strict_triple = config.strict_triple
        node.forwards = True
        if config.pool is not None:
            node.route(config.pool, None, refuse="no SA serves this inner address")
        if config.decapsulates is not None:
            self.end_tunnels(ends, *config.decapsulates)
        self.daemon = IkeDaemon(
            node,
            self.device,
            config.ike,
            IkeEvents(child_up=self._child_up, child_down=self._child_down, moved=self._moved),
        )

    def end_tunnels(self, ends: TunnelEnds, private: Address, home_agent: Address) -> None:
        """Take apart what *home_agent* tunnels to the own address *private*."""
        also = f", to {private}" if ends.get(FROM_HOME_AGENTS) is not None else ""
        ends.add(
            Tunnel(
                self.node,
                FROM_HOME_AGENTS + also,
                private,
                home_agent,
                role="internal-mip",
                admits=self._admit_from_home_agent,
            )
        )

    def _admit_from_home_agent(self, inner: bytes) -> str:
        """Take only what an SA is there for: to the rest of the world this is no router."""
        destination = ipv4.destination(inner)
        narrow = [each for each in self.device.pairs if each.remote_selector != EVERYWHERE]
        if any(destination in pair.remote_selector for pair in narrow):
            return ""
        return f"no SA serves {destination}, so the node is taken to be inside"

    def _child_up(self, pair: Pair) -> None:
        if pair.remote_selector == EVERYWHERE:
            # It serves a client that has no address yet; nothing is routed by it.
            self.device.pairs.remove(pair)
            self.device.pairs.append(pair)
            return
        self.node.route(pair.remote_selector, self.device)
        station = self.config.home_link
        if station is not None:
            station.proxied.add(pair.remote_selector.network)
            station.announce(pair.remote_selector.network)

    def _child_down(self, pair: Pair, because: str) -> None:
        if any(each.remote_selector == pair.remote_selector for each in self.device.pairs):
            return  # another pair has taken its place, or stands beside it
        self.node.note(f"the SAs of {pair.remote_selector} are gone: {because}")
        if pair.remote_selector != EVERYWHERE:
            self.node.routes.remove(str(pair.remote_selector))
            if self.config.home_link is not None:
                self.config.home_link.proxied.discard(pair.remote_selector.network)

    def drop(self, inner: Address, because: str, *, tell: bool = False) -> None:
        """Delete the SAs for *inner*; with *tell*, their peers hear of it (RFC 2408 3.15)."""
        for pair in list(self.device.pairs):
            if pair.remote_selector != Prefix.host(inner):
                continue
            if tell:
                self.daemon.delete(pair.session)
            if pair in self.device.pairs:
                self.device.remove(pair)
                self._child_down(pair, because)

    def _moved(self, moved: PeerMoved) -> None:
        """Tell that a stock gateway would not have gone after its peer."""
        if self.config.ike.follow_peer:
            self.node.note(f"{moved.because}: the SA follows it to {moved.peer}", "draft 2.6")
