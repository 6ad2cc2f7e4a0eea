"""How a mobile node gets onto a link: an agent that it hears, or an address of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet
from simulation.roles.agent_advertiser import FIRST_AFTER_WRAP, solicit
from simulation.roles.dhcp import DhcpClient, Lease
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.wire import icmp, ipv4
from simulation.wire.address import ANY, Address, Prefix

SOLICITATION_WAIT = 1 * SECOND
_USUAL_PREFIX = 24
"""Bits of a prefix that an agent does not tell."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a link offers a node: a care-of address and the next hop.

    *agent* is the Ethernet address of the foreign agent whose care-of address it shares; empty
    where the address is the node's own.  *home_agent* is set where the home agent itself was
    heard: the node is on its home link.  *longest_lifetime* is that of registrations which the
    foreign agent takes, in s; 0 where there is none.
    """

    care_of: Address
    prefix: Prefix | None
    router: Address
    agent: bytes = b""
    home_agent: Address = ANY
    demands_registration: bool = False
    longest_lifetime: int = 0

    @property
    def colocated(self) -> bool:
        """Whether the care-of address is the node's own."""
        return not self.agent

    @property
    def at_home(self) -> bool:
        """Whether the link is the home link."""
        return bool(self.home_agent)


class AccessManager:
    """Gets one interface onto its link: listens for agents, asks for an address by DHCP, or both.

    *policy* is ``auto`` (an agent where one is heard, else DHCP), ``colocated`` or
    ``foreign-agent``.
    """

    def __init__(
        self,
        node: Node,
        interface: Interface,
        *,
        policy: str,
        home_agents: frozenset[Address],
        ready: Callable[[Access], None],
        lost: Callable[[str], None],
    ) -> None:
        self.node = node
        self.interface = interface
        self.policy = policy
        self.home_agents = home_agents
        self.ready = ready
        self.lost = lost
        self.current: Access | None = None
        self._dhcp = DhcpClient(node, interface, self._bound, self._lease_lost)
        self._silence = Timer(node, self._agent_silent)
        self._solicitation = Timer(node, self._solicit)
        self._solicited = 0
        self._sequence = 0
        """Of the newest advertisement of the agent whose care-of address it shares."""
        node.agent_listeners.append(self._receive_advertisement)

    def link_up(self) -> None:
        """Look for agents and addresses on the new link."""
        self.current = None
        self._solicited = 0
        self._silence.stop()
        self._solicit()
        if self.policy != "foreign-agent":
            self._dhcp.start()

    def link_down(self, because: str) -> None:
        """Forget what the link that is gone had offered."""
        self._silence.stop()
        self._solicitation.stop()
        self._dhcp.stop(because)
        if self.current is not None:
            self.current = None
            self.lost(because)

    # -- agents -----------------------------------------------------------------------------

    def _solicit(self) -> None:
        """Ask for agents up to three times (RFC 3344 section 2.4)."""
        if self.interface.link is None or self.current is not None or self._solicited >= 3:
            return
        if self._solicited == 0 or self.policy == "foreign-agent":
            self._solicited += 1
            solicit(self.node, self.interface)
            self._solicitation.start(SOLICITATION_WAIT << self._solicited - 1)

    def _receive_advertisement(self, packet: Packet, body: bytes) -> None:
        if body[:1] != bytes([icmp.ROUTER_ADVERTISEMENT]):
            return
        try:
            told = icmp.parse_advertisement(body)
            source = ipv4.source(packet.octets)
            length = told.prefix_lengths[0] if told.prefix_lengths else _USUAL_PREFIX
            prefix = Prefix.parse(f"{source}/{length}")
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 3344 2.1")
            return
        agent = told.mobility
        if agent is None or ipv4.ttl(packet.octets) != 1:
            return
        if agent.home_agent and source in self.home_agents:
            self._at_home(source, prefix, told.router.lifetime)
        elif agent.foreign_agent and agent.care_of_addresses.addresses and not agent.busy:
            self._heard_agent(told, agent, source, prefix, packet.neighbour)

    def _at_home(self, agent: Address, prefix: Prefix, lifetime_s: int) -> None:
        self._silence.start(lifetime_s * SECOND)
        if self.current is None or self.current.home_agent != agent:
            self._dhcp.stop("the home agent was heard: this is the home link")
            self._settle(Access(ANY, prefix, agent, b"", agent))

    def _heard_agent(
        self,
        told: icmp.Advertisement,
        agent: icmp.MobilityAgentExtension,
        source: Address,
        prefix: Prefix,
        mac: bytes,
    ) -> None:
        if self.policy == "colocated":
            return
        if self.current is not None and self.current.agent == mac and self._restarted(agent):
            self.current = None
            self.lost("the agent has started anew: it knows of no visitor")
        self._silence.start(told.router.lifetime * SECOND)
        care_of = agent.care_of_addresses.addresses[0]
        if self.current is None:
            self._sequence = agent.sequence
            self._dhcp.stop("a foreign agent was heard first")
            offer = Access(
                care_of,
                prefix,
                source,
                mac,
                demands_registration=agent.registration_required,
                longest_lifetime=agent.registration_lifetime,
            )
            self._settle(offer)

    def _restarted(self, agent: icmp.MobilityAgentExtension) -> bool:
        """Return whether the agent's numbers began anew, and not past their end.

        RFC 3344 section 2.4.4.
        """
        before, self._sequence = self._sequence, agent.sequence
        return agent.sequence < before and agent.sequence < FIRST_AFTER_WRAP

    def _agent_silent(self) -> None:
        """Leave an agent whose advertisements stopped (RFC 3344 section 2.4.2.1)."""
        if self.current is not None and (self.current.agent or self.current.home_agent):
            self.current = None
            self.lost("the agent's advertisements stopped")
            if self.interface.link is not None:
                self.link_up()

    # -- addresses --------------------------------------------------------------------------

    def _bound(self, lease: Lease) -> None:
        if self.current is None or self.current.colocated:
            self._settle(Access(lease.address, lease.prefix, lease.router))

    def _lease_lost(self, because: str) -> None:
        if self.current is not None and self.current.colocated and not self.current.home_agent:
            self.current = None
            self.interface.configure(ANY, None)
            self.lost(because)

    def _settle(self, access: Access) -> None:
        self.current = access
        self._solicitation.stop()
        self.ready(access)
