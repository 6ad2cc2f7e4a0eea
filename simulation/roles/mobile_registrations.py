"""The registrations of one mobile node: with its internal home agent, and with an external one."""

from collections.abc import Callable
from dataclasses import replace

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet
from simulation.roles.access import Access
from simulation.roles.mobile_config import MobileConfig
from simulation.roles.mobile_keepalive import DEFAULT_INTERVAL
from simulation.roles.registration_client import (
    ClientEvents,
    MobilityClock,
    RegistrationClient,
    RegistrationTarget,
    Way,
)
from simulation.wire import mip_udp, mobile_ip, udp
from simulation.wire.address import Address

_FIRST_PORT = 1025
TRIES_PER_CARE_OF = 3
"""Requests that name one care-of address before another one is named."""

TunnelData = Callable[[udp.UdpHeader, bytes, Packet], None]


class Registrations:
    """One client for each registration, on a UDP port of its own.

    *plain* asks the internal home agent in clear, *internal* through the VPN; *external* is there
    where the node has an external home agent.  What comes to their ports and is no reply goes to
    *tunnel_data*; why one of them is denied is told to *hindrance*.
    """

    def __init__(
        self,
        node: Node,
        interface: Interface,
        config: MobileConfig,
        tunnel_data: TunnelData,
        hindrance: Callable[[str], None],
    ) -> None:
        self.node = node
        self.interface = interface
        self.config = config
        self._tunnel_data = tunnel_data
        self._hindrance = hindrance
        clock = MobilityClock(node, config.clock_offset_ns)
        self.plain = self._client("internal registration in clear", config.internal, clock, 0)
        self.internal = self._client("internal registration", config.internal, clock, 1)
        self.internal.most_tries = TRIES_PER_CARE_OF if config.other_care_of else 0
        self._flush_pending = config.external_is_proxy
        self.external: RegistrationClient | None = None
        if config.external is not None:
            shared = config.external.security is config.internal.security
            clock = clock if shared else MobilityClock(node, config.clock_offset_ns)
            self.external = self._client("external registration", config.external, clock, 2)

    def _client(
        self, name: str, target: RegistrationTarget, clock: MobilityClock, place: int
    ) -> RegistrationClient:
        client = RegistrationClient(
            self.node, name, _FIRST_PORT + place, target, clock, ClientEvents(lambda *_: None)
        )
        self.node.sockets[0, client.port] = lambda header, payload, packet: self._receive(
            client, header, payload, packet
        )
        client.hindrance = self._hindrance
        target.security.held_by(self.node, "registrations")
        return client

    def _receive(
        self, client: RegistrationClient, header: udp.UdpHeader, payload: bytes, packet: Packet
    ) -> None:
        node = self.node
        if payload[:1] == bytes([mip_udp.TUNNEL_DATA]):
            self._tunnel_data(header, payload, packet)
            return
        try:
            message = mobile_ip.parse(payload)
        except WireError as error:
            node.drop(packet, "malformed", str(error), "RFC 3344 3.6.2")
            return
        is_reply = isinstance(message.header, mobile_ip.RegistrationReply)
        if not is_reply or not client.receive(message, payload, packet):
            node.drop(packet, "unexpected", "no request waits for this reply", "RFC 3344 3.6.2.1")

    @property
    def overtaken(self) -> bool:
        """Whether anything was asked for the same home address after the newest request in clear.

        It may be on its way still, and the home agent goes by the newest Identification.
        """
        return self.plain.newest < self.plain.clock.newest

    # -- in clear ---------------------------------------------------------------------------

    def way_in_clear(self, access: Access) -> Way:
        """Return how a request for the internal home agent leaves the link of *access*."""
        target = self.plain.target
        if access.at_home:
            return Way(
                source=target.home_address,
                destination=target.home_agent,
                care_of=target.home_address,
                colocated=False,
                label=", from home",
            )
        return self._way(target, access, ", in clear")

    def _way(self, target: RegistrationTarget, access: Access, label: str) -> Way:
        """Return how a request for *target* leaves a foreign link (RFC 3344 section 3.6.1.1)."""
        if access.colocated:
            return Way(
                source=access.care_of,
                destination=target.home_agent,
                care_of=access.care_of,
                colocated=True,
                label=label,
            )
        return Way(
            source=target.home_address,
            destination=access.router,
            care_of=access.care_of,
            colocated=False,
            agent=(self.interface, access.agent),
            longest_lifetime=access.longest_lifetime,
            label=label,
        )

    # -- with the external home agent -------------------------------------------------------

    def search_outside(self, access: Access) -> None:
        """Ask the external home agent, which answers where the node is outside."""
        client = self.external
        if client is None or access.at_home:
            return
        way = self._way(client.target, access, "")
        client.most_tries = 0
        client.register(
            replace(way, nat_traversal=self.config.nat_traversal_external), "is this the outside?"
        )

    def leave_outside(self, access: Access, home: Address) -> None:
        """Deregister with the external home agent, once (RFC 5265 3.2.3).

        Where it is reached from inside, it is asked until it answers, three times at most.
        """
        client, because = self.external, "inside: the external binding is not needed"
        if client is None:
            return
        held = client.bound_to
        if not held and self._flush_pending:
            # RFC 3344 section 3.6.1.2: the home address stands for every care-of address.
            held, because = home, "started inside: a session of an earlier life may stand there"
        self._flush_pending = False
        if not held or self._replaced(held):
            client.ask_no_more()
            return
        way = replace(self._way(client.target, access, ""), care_of=held)
        inner_side, tries = self.config.external_from_inside, 1
        if inner_side is not None:
            own = access.colocated and not access.at_home
            source = access.care_of if own else home
            way, tries = replace(way, source=source, destination=inner_side, agent=None), 3
        client.deregister(way, because, tries)

    def _replaced(self, care_of: Address) -> bool:
        """Return whether the registration in clear took the place of the one outside.

        So it is where one agent keeps both in one table, and both name *care_of*.
        """
        one = self.external is not None and self.external.clock is self.plain.clock
        return one and not self.config.external_is_proxy and care_of == self.plain.bound_to

    def stop_outside(self, because: str) -> None:
        """Send no more requests to the external home agent."""
        if self.external is not None:
            self.external.stop(because)


def granted_udp(message: mobile_ip.Message, port: int) -> tuple[int, int]:
    """Return the own UDP port and the keepalive in s of the tunnel that a reply grants, or zeros.

    RFC 3519 section 3.2.
    """
    told = message.find(mobile_ip.UdpTunnelReply)
    if told is None or told.code != 0:
        return 0, 0
    return port, told.keepalive or DEFAULT_INTERVAL
