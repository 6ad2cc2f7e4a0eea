"""The reference world's parts: each function adds some nodes and sets them up.

An option calls those that it needs; the addresses are the same under every option.
"""

from collections.abc import Mapping
from typing import Any

from simulation.kernel.device import Device
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet
from simulation.roles.agent_advertiser import AgentAdvertiser
from simulation.roles.dhcp_server import DhcpServer, LeasePolicy, LeaseStore
from simulation.roles.foreign_agent import ForeignAgent, ForeignAgentConfig
from simulation.roles.home_agent import HomeAgent, HomeAgentConfig, MobilitySecurity
from simulation.roles.home_broadcasts import HomeBroadcasts
from simulation.roles.nat import Nat
from simulation.time import SECOND, seconds
from simulation.wire import ipv4
from simulation.wire.address import EVERYWHERE, Address, Prefix
from simulation.world import machines
from simulation.world.world import World

GATEWAY_PUBLIC = Address.parse("192.0.2.10")
SECOND_GATEWAY_PUBLIC = Address.parse("192.0.2.12")
GATEWAY_PRIVATE = Address.parse("10.0.1.10")
INTERNAL_HOME_AGENT = Address.parse("10.1.0.1")
HOME_ROUTER = Address.parse("10.1.0.254")
CORRESPONDENT = Address.parse("10.3.0.10")
PROXY_PUBLIC = Address.parse("192.0.2.30")
TIA_POOL = Prefix.parse("10.9.0.0/24")
HOME_PREFIX = Prefix.parse("10.1.0.0/24")
INTRANET = Prefix.parse("10.0.0.0/8")
DMZ = Prefix.parse("192.0.2.0/26")
SITE = (INTRANET, Prefix.parse("192.0.2.0/24"))
TRUSTED = (
    HOME_PREFIX,
    Prefix.parse("10.2.0.0/24"),
    Prefix.parse("10.3.0.0/24"),
    TIA_POOL,
    Prefix.host(GATEWAY_PRIVATE),
)
"""Where the internal home agent takes requests from: internal networks and the tunnel pool."""


def external_home_agent(world: World, default: str) -> tuple[str, Address, Prefix]:
    """Return where the external home agent stands, its address and its home prefix."""
    place = world.scenario["x_ha"]
    place = default if place == "auto" else place
    if place == "operator":
        return place, Address.parse("198.51.100.20"), Prefix.parse("198.51.100.128/26")
    return place, Address.parse("192.0.2.20"), Prefix.parse("192.0.2.128/26")


# -- routers -----------------------------------------------------------------------------------


def add_backbone(world: World) -> None:
    """Add the Internet's router, the site's router and the correspondent node."""
    internet = world.node("internet", "the Internet", "router")
    for link, address in (
        ("isp", "192.0.2.65"),
        ("operator", "198.51.100.1"),
        ("hotspot", "203.0.113.2"),
        ("cellular", "203.0.113.129"),
        ("hotel-wan", "198.51.100.65"),
    ):
        world.join(internet, link, address)
    internet.forwards = True
    if world.scenario["bleaches_dscp"]:
        world.install(internet, lambda: internet.departures.append(_bleach))
    # The site's private prefix is routed to its firewall, so that what leaks outwards is seen
    # to die there and not for want of a route: our reading.
    for prefix in ("192.0.2.0/24", "10.0.0.0/8"):
        world.via(internet, prefix, "isp", "192.0.2.66")
    _lease(
        world,
        internet,
        ("hotspot", "203.0.113.64", "203.0.113.2"),
        ("cellular", "203.0.113.192", "203.0.113.129"),
    )
    _add_core(world)


def _bleach(packet: Packet, _device: Device) -> Packet:
    """Take away the DSCP of what passes, as networks that do not trust it (RFC 2474 section 7)."""
    octets = ipv4.with_class(packet.octets, packet.octets[1] & 0x03)
    return Packet(octets, packet.id, packet.neighbour, packet.came_by)


def _add_core(world: World) -> None:
    """Add the site's router and the correspondent node behind it."""
    core = world.node("core-router", "core router", "router")
    core.forwards = True
    for link, address in (
        ("core", "10.0.0.1"),
        ("home", str(HOME_ROUTER)),
        ("office", "10.2.0.254"),
        ("servers", "10.3.0.1"),
    ):
        world.join(core, link, address)
    world.via(core, None, "core", "10.0.0.2")
    _lease(
        world,
        core,
        ("office", "10.2.0.9", "10.2.0.254"),
        ("home", "10.1.0.200", str(HOME_ROUTER)),
    )
    correspondent = world.node("cn", "correspondent node", "host")
    world.join(correspondent, "servers", str(CORRESPONDENT))
    world.via(correspondent, None, "servers", "10.3.0.1")


def _lease(world: World, node: Node, *scopes: tuple[str, str, str]) -> None:
    """Let *node* give addresses away: on which link, from which address on, by which router.

    What it gave is on its disk and outlives a crash (RFC 2131 section 2.1).
    """
    store = LeaseStore()
    policy = LeasePolicy(world.scenario["dhcp_lease_s"], world.scenario["dhcp_renewal"])

    def make() -> DhcpServer:
        server = DhcpServer(node, store, policy)
        for link, first, router in scopes:
            server.serve(node.interfaces[link], Address.parse(first), Address.parse(router))
        return server

    role = f"dhcp {node.name}"
    world.serve(node, role, make)

    def revoke(_: dict[str, Any]) -> None:
        if not world.roles[role].revoke():
            world.in_vain(node.name, "revoke", "it has given no address")

    world.actors["revoke", node.name] = revoke


_ROUTER, _LEASES = 1, 100
"""Where router and leases stand in the hotel's prefix."""
_LEASES_BESIDE_HOMES = 170
"""And the leases where that prefix is the site's, too: so that none is a node's home address."""


def add_hotel(world: World) -> None:
    """Add the hotel's translator."""
    node = world.node("nat", "hotel NAT", "nat")
    node.forwards = True
    network = world.links["hotel"].shape.prefix.network
    lease = _LEASES if network not in INTRANET else _LEASES_BESIDE_HOMES
    router, first = (str(Address(network + each)) for each in (_ROUTER, lease))
    world.join(node, "hotel", router)
    outside = world.join(node, "hotel-wan", "198.51.100.77")
    world.via(node, None, "hotel-wan", "198.51.100.65")
    _lease(world, node, ("hotel", first, router))
    timeout_ns = seconds(world.scenario["nat_timeout_s"])
    world.serve(
        node,
        "nat",
        lambda: Nat(node, outside, outside.address, EVERYWHERE, timeout_ns=timeout_ns),
    )
    _let_lose_mappings(world, "nat", "nat")
    world.actors["renumber", "nat"] = lambda action: machines.renumber_translator(
        world, "nat", Address.parse(action["address"])
    )


def _let_lose_mappings(world: World, node: str, role: str) -> None:
    """Let the timeline take the mappings of a translator, or move them to other ports."""

    def forget(_: dict[str, Any]) -> None:
        count = world.roles[role].mappings.forget("the translator began with an empty table")
        tell("forget", count, "are lost", "RFC 4787 4.3")

    def rebind(_: dict[str, Any]) -> None:
        count = world.roles[role].mappings.move_ports("the translator gives other ports")
        tell("rebind", count, "have other ports", "RFC 4787 4.1")

    def tell(action: str, count: int, fate: str, spec: str) -> None:
        if count:
            world.nodes[node].note(f"{count} address translations {fate}", spec)
        else:
            world.in_vain(node, action, "it translates for nobody at this time")

    world.actors["forget", node] = forget
    world.actors["rebind", node] = rebind


# -- agents ------------------------------------------------------------------------------------


def add_internal_home_agent(
    world: World,
    mobiles: dict[Address, MobilitySecurity],
    *,
    trusted: bool,
    denied_flows: tuple[tuple[Prefix, Prefix], ...] = (),
    assigned: Mapping[str, Address] | None = None,
) -> None:
    """Add the internal home agent on the home link, where it advertises itself."""
    scenario = world.scenario
    node = world.node("i-ha", "internal home agent", "home-agent")
    home = world.join(node, "home", str(INTERNAL_HOME_AGENT))
    world.via(node, None, "home", str(HOME_ROUTER))
    lifetime = scenario["registration_lifetime_inside_s"]
    config = HomeAgentConfig(
        address=INTERNAL_HOME_AGENT,
        home_prefix=HOME_PREFIX,
        mobiles=mobiles,
        role="internal-mip",
        physical=home,
        nat_traversal=scenario["i_ha_nat_traversal"],
        trusted=TRUSTED if trusted else None,
        longest_lifetime=lifetime,
        keepalive=scenario["mip_keepalive_s"],
        denied_flows=denied_flows,
        assigned=assigned or {},
    )
    world.serve(node, "i-ha", lambda: HomeAgent(node, world.ends["i-ha"], config))
    world.serve(node, "broadcasts", lambda: HomeBroadcasts(world.roles["i-ha"]))
    advertise(
        world,
        node,
        home,
        lifetime_s=lifetime,
        offers={"home_agent": True, "minimal": True, "gre": True, "reverse_tunnel": True},
    )


def add_external_home_agent(
    world: World, place: tuple[str, Address, Prefix], mobiles: dict[Address, MobilitySecurity]
) -> None:
    """Add the external home agent, with a home network that has no link."""
    scenario = world.scenario
    where, address, prefix = place
    node = world.node("x-ha", "external home agent", "home-agent")
    world.join(node, where, str(address))
    world.via(node, None, where, "192.0.2.1" if where == "dmz" else "198.51.100.1")
    config = HomeAgentConfig(
        address=address,
        home_prefix=prefix,
        mobiles=mobiles,
        role="external-mip",
        nat_traversal=scenario["nat_traversal"],
        longest_lifetime=scenario["registration_lifetime_outside_s"],
        keepalive=scenario["mip_keepalive_s"],
    )
    world.serve(node, "x-ha", lambda: HomeAgent(node, world.ends["x-ha"], config))
    if where == "dmz":
        for neighbour in ("outer-fw", "inner-fw", "vpn-gw", "vpn-gw2"):
            if neighbour in world.nodes:
                world.via(world.nodes[neighbour], str(prefix), "dmz", str(address))
    else:
        world.via(world.nodes["internet"], str(prefix), "operator", str(address))


def add_foreign_agents(world: World) -> None:
    """Add the foreign agents of the office and of the hotspot."""
    add_internal_foreign_agent(world)
    _foreign_agent(
        world,
        "x-fa",
        "external foreign agent",
        "hotspot",
        "203.0.113.1",
        "203.0.113.2",
        "external-mip",
    )


def add_internal_foreign_agent(world: World) -> None:
    """Add the foreign agent of the office."""
    _foreign_agent(
        world,
        "i-fa",
        "internal foreign agent",
        "office",
        "10.2.0.1",
        "10.2.0.254",
        "internal-mip",
    )


def _foreign_agent(
    world: World,
    name: str,
    label: str,
    link: str,
    address: str,
    router: str,
    role: str,
) -> None:
    lifetime_s = world.scenario["agent_lifetime_s"]
    node = world.node(name, label, "foreign-agent")
    interface = world.join(node, link, address)
    world.via(node, None, link, router)
    config = ForeignAgentConfig(address=interface.address, role=role, longest_lifetime=lifetime_s)
    world.serve(node, name, lambda: ForeignAgent(node, interface, world.ends[name], config))
    advertise(
        world,
        node,
        interface,
        lifetime_s=lifetime_s,
        care_of=(interface.address,),
        offers={"foreign_agent": True, "minimal": True, "gre": True, "reverse_tunnel": True},
    )


def advertise(
    world: World,
    node: Node,
    interface: Interface,
    *,
    lifetime_s: int,
    offers: dict[str, bool] | None,
    care_of: tuple[Address, ...] = (),
) -> None:
    """Have *node* advertise itself on the link of *interface*, at the scenario's interval."""
    world.serve(
        node,
        f"advertiser {node.name} {interface.name}",
        lambda: AgentAdvertiser(
            node,
            interface,
            period_ns=seconds(world.scenario["agent_advertisement_s"]),
            lifetime_s=lifetime_s,
            offers=offers,
            care_of=care_of,
        ),
    )


def add_gateway_node(world: World, inner_addresses: Prefix) -> Node:
    """Add the gateway's host between DMZ and inside; its role is the option's business.

    *inner_addresses* are those that it translates where the scenario has it translate.
    """
    node = world.node("vpn-gw", "VPN gateway", "vpn-gateway")
    node.forwards = True
    world.join(node, "dmz", str(GATEWAY_PUBLIC))
    inside = world.join(node, "vpn-inside", str(GATEWAY_PRIVATE))
    world.via(node, None, "dmz", "192.0.2.1")
    world.via(node, "10.0.0.0/8", "vpn-inside", "10.0.1.2")
    world.via(world.nodes["inner-fw"], str(TIA_POOL), "vpn-inside", str(GATEWAY_PRIVATE))
    if world.scenario["gateway_nat"]:
        world.serve(
            node,
            "gateway-nat",
            lambda: Nat(
                node,
                inside,
                inside.address,
                inner_addresses,
                timeout_ns=300 * SECOND,
                keeps_ports=(),
            ),
        )
        _let_lose_mappings(world, "vpn-gw", "gateway-nat")
    world.actors["renumber", "vpn-gw"] = lambda action: _renumber(world, action["address"])
    return node


def _renumber(world: World, address: str) -> None:
    """Give the gateway another private address, and tell every router and proxy, but no node."""
    node = world.nodes["vpn-gw"]
    inside = node.interfaces["vpn-inside"]
    old, new = inside.address, Address.parse(address)
    world.renumber(old, new)
    inside.configure(new, inside.prefix)
    world.ends["vpn-gw"].renumber(old, new)
    translator = world.roles.get("gateway-nat")
    if translator is not None:
        translator.renumber(new)
    for name, neighbour in world.nodes.items():
        if name not in world.mobiles:
            neighbour.routes.renumber(old, new)
