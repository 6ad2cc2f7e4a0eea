"""The routes and tunnels of a mobile node, as a value that follows from what the node knows.

What the application sends has the internal home address as its source.  From there the routes
lead down: the internal tunnel has the tunnel inner address as its source, IPsec the external
home address, the external tunnel the care-of address.  A change of place changes facts; which
routes, tunnels and addresses these ask for stands here and nowhere else.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from simulation.kernel.device import Device
from simulation.kernel.routes import Route
from simulation.roles.access import Access
from simulation.roles.detection import Place
from simulation.roles.mobile_config import MobileConfig
from simulation.roles.registration_client import RegistrationTarget
from simulation.tunnels.encapsulation import BY_NAME, IP_IN_IP, Encapsulation, MipUdp
from simulation.wire import udp
from simulation.wire.address import ANY, EVERYWHERE, Address, Prefix


class By(StrEnum):
    """What a route leads to; a tunnel's value is its name in the table of tunnels, too."""

    LINK = "link"
    INTERNAL = "imip0"
    EXTERNAL = "xmip0"
    BROADCASTS = "broadcasts"
    VPN = "vpn"


# -- what the node knows -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InternalBinding:
    """A binding of *care_of* at the internal home agent; its tunnel ends at the address *end*.

    *end* is `ANY` where somebody else ends the tunnel.
    """

    care_of: Address
    end: Address = ANY
    through_vpn: bool = False
    udp_port: int = 0


@dataclass(frozen=True, slots=True)
class ExternalBinding:
    """A binding at the external home agent, with a tunnel in UDP where there is a port."""

    udp_port: int = 0
    keepalive_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the node knows of itself and of where it is."""

    home: Address
    access: Access | None = None
    place: Place = Place.NOWHERE
    inner: Address = ANY
    """The address that the VPN gave, while there is a use for it."""
    vpn_open: bool = False
    """Whether user data may go into the VPN from here."""
    internal: InternalBinding | None = None
    external: ExternalBinding | None = None
    asks_from: Address = ANY
    """The gateway's address from which a home address is being asked for."""
    denial: str = ""
    """Which registration was denied by the newest reply, and why."""
    waits: str = "the node has no link"
    """What refuses user data while nothing here lets them go."""

    @property
    def internal_in_clear(self) -> InternalBinding | None:
        """The internal binding, where the node registered in clear from inside."""
        return None if self.internal is None or self.internal.through_vpn else self.internal

    @property
    def internal_through_vpn(self) -> InternalBinding | None:
        """The internal binding, where the node registered through the VPN."""
        return self.internal if self.internal is not None and self.internal.through_vpn else None

    @property
    def natted(self) -> bool:
        """Whether the external home agent found a NAT on the way."""
        return self.external is not None and self.external.udp_port != 0

    @property
    def refusal(self) -> str:
        """Why user data may not leave now: what the node waits for, and who denies it."""
        return f"{self.waits}; {self.denial}" if self.denial else self.waits

    def waiting(self, because: str) -> Self:
        """Return these facts with user data kept out of the VPN, *because* of something."""
        return replace(self, vpn_open=False, waits=f"user data waits: {because}")


# -- what follows from it ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One route; *by* nothing it refuses, for the reason *refuse*."""

    destination: Prefix
    by: By | None
    via: Address | None = None
    source: Prefix | None = None
    refuse: str = ""

    def to(self, device: Device | None) -> Route:
        """Return the route of a routing table that this is, where *by* stands for *device*."""
        return Route(
            destination=self.destination,
            device=device,
            via=self.via,
            source=self.source,
            refuse=self.refuse,
        )

    @property
    def key(self) -> str:
        """The name of the route in the routing table."""
        return self.to(None).key


@dataclass(frozen=True, slots=True)
class TunnelEnd:
    """One end of a tunnel; what comes out must be for *admits* or for a group."""

    name: By
    local: Address
    remote: Address
    role: str
    way: Encapsulation = IP_IN_IP
    admits: Address = ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything that a mobile node's place asks for.

    *station* is the Ethernet interface's own address with its prefix, *neighbour* an agent's
    address with its Ethernet address; *held* are further addresses with the reason for each,
    *silent* those for which the interface must not answer ARP (RFC 3344 section 4.6).
    """

    station: tuple[Address, Prefix | None]
    neighbour: tuple[Address, bytes] | None
    held: dict[Address, str]
    silent: frozenset[Address]
    tunnels: tuple[TunnelEnd, ...]
    rows: tuple[Row, ...]


NOTHING = Layout(
    station=(ANY, None), neighbour=None, held={}, silent=frozenset(), tunnels=(), rows=()
)
"""What is installed before a node begins."""


def layout(facts: Facts, config: MobileConfig) -> Layout:
    """Return the addresses, tunnels and routes that *facts* ask for."""
    access, home = facts.access, facts.home
    held = _held(facts, config)
    at_home = access is not None and access.at_home
    neighbour = None
    station: tuple[Address, Prefix | None] = (ANY, None)
    if access is not None and access.agent:
        neighbour = (access.router, access.agent)
    elif access is not None:
        station = (home if at_home else access.care_of, access.prefix)
    tunnels = _tunnels(facts, config)
    return Layout(
        station=station,
        neighbour=neighbour,
        held=held,
        silent=frozenset(held) - ({home} if at_home else set()),
        tunnels=tuple(tunnels.values()),
        rows=(
            *_link_rows(facts, config),
            *_external_rows(facts, config),
            *_vpn_rows(facts, config),
            *_user_rows(facts, config, tunnels),
            *_local_rows(facts, config),
        ),
    )


def _held(facts: Facts, config: MobileConfig) -> dict[Address, str]:
    """Return the addresses that the node has besides its interface's own."""
    held: dict[Address, str] = {}
    if facts.home:
        assigned = "" if config.internal.home_address else ", assigned by the home agent"
        held[facts.home] = f"home address{assigned}"
    if config.external is not None and config.external.home_address != facts.home:
        held[config.external.home_address] = "external home address"
    if config.borrows and facts.access is not None and facts.access.agent:
        held[facts.access.care_of] = "borrowed from the foreign agent"
    if facts.asks_from:
        held[facts.asks_from] = "borrowed from the gateway"
    return held


# -- tunnels -----------------------------------------------------------------------------------


def _tunnels(facts: Facts, config: MobileConfig) -> dict[By, TunnelEnd]:
    """Return the tunnels that end at the node."""
    ends = (_broadcasts(facts, config), _internal_end(facts, config), _external_end(facts, config))
    return {end.name: end for end in ends if end is not None}


def _broadcasts(facts: Facts, config: MobileConfig) -> TunnelEnd | None:
    """Return the tunnel of the home network's broadcasts to a node that ends no other one.

    Where an agent ends the tunnel, each comes in a packet of its own (RFC 3344 section 4.3).
    """
    if not config.home_broadcast or not facts.home:
        return None
    return TunnelEnd(By.BROADCASTS, facts.home, config.internal.home_agent, "internal-mip")


def _internal_end(facts: Facts, config: MobileConfig) -> TunnelEnd | None:
    binding, target = facts.internal, config.internal
    if binding is None or not binding.end:
        return None
    here = facts.access is not None and facts.access.care_of == binding.end
    if not binding.through_vpn and not here:
        return None  # the address at which it ended went with the link
    return TunnelEnd(
        By.INTERNAL,
        binding.end,
        target.home_agent,
        "internal-mip",
        _encapsulation(target, binding.udp_port),
        facts.home,
    )


def _external_end(facts: Facts, config: MobileConfig) -> TunnelEnd | None:
    binding, target, access = facts.external, config.external, facts.access
    if binding is None or target is None or access is None or not access.colocated:
        return None
    if target.encapsulation == "esp":
        return None  # the tunnel is an SA, and the VPN client sees to it
    return TunnelEnd(
        By.EXTERNAL,
        access.care_of,
        target.home_agent,
        "external-mip",
        _encapsulation(target, binding.udp_port),
        target.home_address,
    )


def _encapsulation(target: RegistrationTarget, udp_port: int) -> Encapsulation:
    return MipUdp(udp_port, udp.MOBILE_IP) if udp_port else BY_NAME[target.encapsulation]


# -- routes ------------------------------------------------------------------------------------


def _link_rows(facts: Facts, config: MobileConfig) -> list[Row]:
    """Return the routes below all tunnels: those of the link itself."""
    access = facts.access
    if access is None:
        return []
    if access.agent:
        return [Row(EVERYWHERE, By.LINK, access.router)]
    near = [Row(access.prefix, By.LINK)] if access.prefix is not None else []
    if not access.at_home:
        return [*near, Row(EVERYWHERE, By.LINK, access.router)]
    mine = Prefix.host(facts.home)
    return [
        *near,
        Row(EVERYWHERE, By.LINK, config.home_router),
        Row(Prefix.host(access.home_agent), By.LINK, source=mine),
    ]


def _external_rows(facts: Facts, config: MobileConfig) -> list[Row]:
    """Return the routes of packets whose source is the external home address."""
    binding, target, access = facts.external, config.external, facts.access
    if binding is None or target is None or access is None or target.encapsulation == "esp":
        return []
    mine = Prefix.host(target.home_address)
    # Where internal and external home address are one, only what is for the gateway goes so.
    shared = target.home_address == facts.home
    where = Prefix.host(config.vpn.gateway) if shared else EVERYWHERE
    tunnelled = target.reverse_tunnel and (binding.udp_port or not config.direct_uplink)
    if access.colocated and tunnelled:
        return [Row(where, By.EXTERNAL, source=mine)]
    return [Row(where, By.LINK, access.router, mine)]


def _vpn_rows(facts: Facts, config: MobileConfig) -> list[Row]:
    """Return the routes of registration requests that go to the home agent through the VPN."""
    if facts.asks_from:
        return [Row(EVERYWHERE, By.VPN, source=Prefix.host(facts.asks_from))]
    from_home = config.inner_layer == "registration" and facts.inner
    at_home = facts.access is not None and facts.access.at_home
    if not from_home or facts.internal_in_clear or at_home:
        return []
    agent = Prefix.host(config.internal.home_agent)
    return [Row(agent, By.VPN, source=Prefix.host(facts.home))]


def _user_rows(facts: Facts, config: MobileConfig, tunnels: dict[By, TunnelEnd]) -> list[Row]:
    """Return the route of user data: one row, or none while there is no home address."""
    if not facts.home:
        return []
    mine, access = Prefix.host(facts.home), facts.access
    tunnelled = config.internal.reverse_tunnel and By.INTERNAL in tunnels
    if access is not None and facts.place is Place.INSIDE:
        router = config.home_router if access.at_home else access.router
        if tunnelled:
            return [Row(EVERYWHERE, By.INTERNAL, source=mine)]
        return [Row(EVERYWHERE, By.LINK, router, mine)]
    if facts.vpn_open and (facts.internal_through_vpn or config.inner_layer == "nothing"):
        return [Row(EVERYWHERE, By.INTERNAL if tunnelled else By.VPN, source=mine)]
    by_agent = config.agent_protects and facts.place is Place.OUTSIDE
    if access is not None and access.agent and by_agent:
        return [Row(EVERYWHERE, By.LINK, access.router, mine)]
    return [Row(EVERYWHERE, None, source=mine, refuse=facts.refusal)]


def _local_rows(facts: Facts, config: MobileConfig) -> list[Row]:
    """Return the routes by which a node outside takes its link's prefix for near, if it does.

    Where the site uses that prefix, too, what is meant for the site's hosts ends on the link.
    """
    access = facts.access
    if access is None or access.prefix is None or facts.place is Place.INSIDE:
        return []
    sources = [each for each in (facts.home, facts.inner) if each and config.local_network_first]
    return [Row(access.prefix, By.LINK, source=Prefix.host(each)) for each in sources]
