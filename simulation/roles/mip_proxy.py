"""The Mobile IP proxy of draft section 2.5, as we read it.

To the mobile node it is a home agent, to the internal home agent it is a mobile node: it holds
the key of each node, and registers its own private address as the node's care-of address.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from simulation.errors import WireError
from simulation.kernel.device import Device
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table
from simulation.roles.home_agent import Binding, HomeAgent, HomeAgentConfig, MobilitySecurity
from simulation.roles.registration_client import (
    ClientEvents,
    MobilityClock,
    RegistrationClient,
    RegistrationState,
    RegistrationTarget,
    Way,
)
from simulation.tunnels.tunnel import Tunnel, TunnelEnds
from simulation.wire import ipv4, mobile_ip
from simulation.wire.address import Address, Prefix

_FIRST_PORT = 2000
NO_HOME_AGENT_NAMED = 134


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyConfig:
    """How one proxy is set up."""

    public: Address
    private: Address
    home_prefix: Prefix
    gateway_private: Address
    inside: str
    """Name of its interface towards the gateway's private side."""
    inside_router: Address
    mobiles: dict[Address, MobilitySecurity]
    lifetime_outside: int
    lifetime_inside: int
    nat_traversal: bool
    keepalive: int
    only_to: tuple[Address, ...] = ()
    """Whom alone nodes may reach through their tunnels to the proxy; none is everybody."""


class _OutsideAgent(HomeAgent):
    """The home agent that nodes outside see; it tells the proxy when a binding is gone."""

    def __init__(
        self, node: Node, ends: TunnelEnds, config: HomeAgentConfig, gone: Callable[[Address], None]
    ) -> None:
        super().__init__(node, ends, config)
        self.gone = gone

    def unbind(self, binding: Binding, because: str) -> None:
        """Forget the binding, and the session with it."""
        super().unbind(binding, because)
        self.gone(binding.home)


class MipProxy:
    """Keeps a session for each mobile node, with a registration at a home agent inside."""

    def __init__(self, node: Node, ends: TunnelEnds, config: ProxyConfig) -> None:
        self.node = node
        self.ends = ends
        self.config = config
        self.table = Table(node.recorder, node.name, "proxy-sessions")
        self.agent = _OutsideAgent(
            node,
            ends,
            HomeAgentConfig(
                address=config.public,
                home_prefix=None,
                mobiles=config.mobiles,
                role="external-mip",
                nat_traversal=config.nat_traversal,
                longest_lifetime=config.lifetime_outside,
                keepalive=config.keepalive,
            ),
            self._end,
        )
        self.agent.surrogate = self._settle
        self._clients: dict[Address, RegistrationClient] = {}
        self._waiting: dict[Address, list[Callable[[int], None]]] = {}
        node.route(config.home_prefix, None, refuse="no session for this address")
        node.filters.append(self._guard)

    def _guard(self, packet: Packet, inbound: Device | None, _outbound: Device | None) -> str:
        """Refuse packets out of a node's tunnel unless they are for the gateway, hence sealed."""
        only, destination = self.config.only_to, ipv4.destination(packet.octets)
        if not only or destination in only or not isinstance(inbound, Tunnel):
            return ""
        if inbound.local != self.config.public:
            return ""
        return f"nodes outside reach gateways alone through the proxy, not {destination}"

    def _settle(self, message: mobile_ip.Message, finish: Callable[[int], None]) -> None:
        """Register with the home agent that the request names, unless that stands already."""
        request = message.header
        assert isinstance(request, mobile_ip.RegistrationRequest)
        home = request.home_address
        if request.lifetime == 0:
            self._end(home)
            finish(0)
            return
        named = message.find(mobile_ip.HomeAgentParameter)
        if named is None:
            finish(NO_HOME_AGENT_NAMED)
            return
        client = self._clients.get(home)
        if client is not None and client.target.home_agent != named.home_agent:
            self._end(home)
            client = None
        client = client or self._client(home, named.home_agent)
        if client.state is RegistrationState.REGISTERED:
            finish(0)
            return
        self._waiting.setdefault(home, []).append(finish)
        if client.state is RegistrationState.IDLE:
            way = Way(
                source=self.config.private,
                destination=named.home_agent,
                care_of=self.config.private,
                colocated=True,
                label=", by the proxy",
            )
            client.register(way, f"a session for {home} begins")

    def _client(self, home: Address, home_agent: Address) -> RegistrationClient:
        config = self.config
        target = RegistrationTarget(
            home_address=home,
            home_agent=home_agent,
            security=config.mobiles[home],
            lifetime=config.lifetime_inside,
            reverse_tunnel=False,
        )
        self.node.route(
            Prefix.host(home_agent), self.node.interfaces[config.inside], config.inside_router
        )
        sockets = self.node.sockets
        port = next(n for n in itertools.count(_FIRST_PORT) if (config.private, n) not in sockets)
        client = RegistrationClient(
            self.node,
            f"surrogate for {home}",
            port,
            target,
            MobilityClock(self.node),
            ClientEvents(
                accepted=lambda *_: self._registered(home, home_agent),
                denied=lambda code: self._answer(home, code),
                silent=lambda: self._answer(home, 130),
            ),
        )
        client.most_tries = 3
        self._clients[home] = client
        self.node.sockets[config.private, port] = lambda header, payload, packet: self._receive(
            client, payload, packet
        )
        return client

    def _receive(self, client: RegistrationClient, payload: bytes, packet: Packet) -> None:
        try:
            message = mobile_ip.parse(payload)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 3344 3.6.2")
            return
        is_reply = isinstance(message.header, mobile_ip.RegistrationReply)
        if not is_reply or not client.receive(message, payload, packet):
            self.node.drop(
                packet, "unexpected", "no request waits for this reply", "RFC 3344 3.6.2.1"
            )

    def _registered(self, home: Address, home_agent: Address) -> None:
        config = self.config
        name = f"from {home_agent}"
        if self.ends.get(name) is None:
            tunnel = self.ends.add(
                Tunnel(
                    self.node,
                    name,
                    config.private,
                    home_agent,
                    role="internal-mip",
                    admits=lambda inner: (
                        ""
                        if ipv4.destination(inner) in self._clients
                        else f"no session for {ipv4.destination(inner)}"
                    ),
                )
            )
            # What the home agent sends goes to the gateway, whatever the sessions' own routes say.
            self.node.route(
                config.home_prefix,
                self.node.interfaces[config.inside],
                config.gateway_private,
                inbound=tunnel.name,
            )
        self.table.put(str(home), home_agent=str(home_agent), care_of=str(config.private))
        self._answer(home, 0)

    def _answer(self, home: Address, code: int) -> None:
        for finish in self._waiting.pop(home, []):
            finish(code)

    def forget_mobiles(self) -> int:
        """Lose every session, telling nobody; return how many there were."""
        for home in list(self._clients):
            self._end(home, "the proxy lost its sessions")
        return self.agent.forget_mobiles()

    def _end(self, home: Address, because: str = "the node ended its session") -> None:
        """Stop renewing a session's registration: the node may be inside and register by itself."""
        self._waiting.pop(home, None)
        client = self._clients.pop(home, None)
        if client is not None:
            client.stop(because)
            self.node.sockets.pop((self.config.private, client.port), None)
            self.table.remove(str(home))
