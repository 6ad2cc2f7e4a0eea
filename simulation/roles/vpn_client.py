"""The IPsec client of a mobile node: gets an SA and an inner address, and keeps them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from simulation.ike.configuration import Configuration
from simulation.kernel.node import Node
from simulation.roles.ike_daemon import IkeDaemon, IkeEvents
from simulation.roles.role import Role
from simulation.tunnels.ipsec import IpsecDevice, Pair
from simulation.wire.address import ANY, Address, Prefix


class VpnState(StrEnum):
    """Where the client stands."""

    DOWN = "down"
    CONNECTING = "connecting"
    UP = "up"


@dataclass(slots=True)
class VpnEvents:
    """What the client tells the node: up with an inner address, or no longer up."""

    up: Callable[[Address], None]
    down: Callable[[str], None]


class VpnClient(Role):
    """One association with one gateway."""

    moves: ClassVar = {
        VpnState.DOWN: frozenset({VpnState.CONNECTING}),
        VpnState.CONNECTING: frozenset({VpnState.UP, VpnState.DOWN}),
        VpnState.UP: frozenset({VpnState.DOWN, VpnState.CONNECTING}),
    }

    def __init__(
        self,
        node: Node,
        gateway: Address,
        configuration: Configuration,
        events: VpnEvents,
        home: Address,
    ) -> None:
        super().__init__(node, "vpn client", VpnState.DOWN)
        self.home = home
        self.gateway = gateway
        self.events = events
        self.device = IpsecDevice(node)
        self.daemon = IkeDaemon(
            node,
            self.device,
            configuration,
            IkeEvents(
                child_up=self._child_up,
                child_down=self._child_down,
                address=self._assigned,
                failed=self._failed,
                succeeded=self._succeeded,
            ),
            keepalives=True,
        )
        self.inner: Address = ANY
        self.local: Address = ANY
        self.session = ""
        self._closing = False

    @property
    def pair(self) -> Pair | None:
        """The pair in use."""
        return self.device.pairs[0] if self.device.pairs else None

    def connect(self, local: Address, because: str) -> None:
        """Negotiate from *local*, forgetting what was negotiated from elsewhere."""
        self.daemon.forget()
        self._drop_inner()
        self.local = local
        self.become(VpnState.CONNECTING, because, "RFC 2409 5")
        self.session = self.daemon.connect(local, self.gateway)

    def move(self, local: Address, *, tell: bool, show: bool) -> None:
        """Go on from *local*: *tell* the peer by MOBIKE, or *show* it by a packet, or neither."""
        self.local = local
        if tell:
            self.daemon.move(self.session, local)
            return
        for pair in self.device.pairs:
            pair.local = local
            self.device.show(pair)
        self.daemon.endpoint.move(self.session, local, self.daemon.now)
        if show and self.pair is not None:
            self.device.send_dummy(self.pair)

    def adopt(self, home: Address) -> None:
        """Take *home*, newly assigned, as what every later negotiation proposes."""
        self.home = home
        endpoint = self.daemon.endpoint
        endpoint.configuration = replace(endpoint.configuration, local_selector=Prefix.host(home))

    def narrow(self) -> None:
        """Have an SA for the home address follow the one for any address (draft 2.3.2)."""
        self.daemon.add_child(self.session, Prefix.host(self.home))

    def disconnect(self, because: str) -> None:
        """Delete the SAs, telling the gateway (once: an IKEv1 DELETE is not acknowledged)."""
        self._closing = True
        if self.session:
            self.daemon.delete(self.session)
        self.daemon.forget()
        self._closing = False
        self._drop_inner()
        self.session = ""
        self.become(VpnState.DOWN, because, "RFC 2408 3.15")

    def abandon(self, because: str) -> None:
        """Negotiate no further where no SA has come of it yet; what stands remains."""
        if self.state is VpnState.CONNECTING:
            self.daemon.forget()
            self._drop_inner()
            self.session = ""
            self.become(VpnState.DOWN, because)

    def _drop_inner(self) -> None:
        if self.inner and self.inner != self.home:
            self.node.release(self.inner)
        self.inner = ANY

    def _assigned(self, address: Address) -> None:
        self.inner = address
        self.node.hold(address, "tunnel inner address, given by the gateway")

    def _child_up(self, pair: Pair) -> None:
        if self.state is VpnState.DOWN:
            # What replaces an SA may take longer than that SA had left: the user is slow, say.
            self.session = pair.session
            self.become(VpnState.CONNECTING, "the last SA ended before its successor stood")
        if not self.inner:
            self.inner = pair.local_selector.network
        if self.inner != self.home:
            # Where the home address itself is the inner one, its routes are the node's business.
            self.node.route(None, self.device, source=Prefix.host(self.inner))
        self.become(VpnState.UP, f"an SA for {self.inner} is up", "RFC 2409 5.5")
        self.events.up(self.inner)

    def _child_down(self, pair: Pair, because: str) -> None:
        if not self.device.pairs and not self._closing:
            self.session = ""
            self._drop_inner()
            self.become(VpnState.DOWN, because)
            self.events.down(because)

    def _succeeded(self, session: str, by: str) -> None:
        if session == self.session:
            self.session = by

    def _failed(self, session: str, because: str) -> None:
        if session == self.session and not self.device.pairs:
            self.session = ""
            self.become(VpnState.DOWN, because)
            self.events.down(because)
