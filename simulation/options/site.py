"""The reference world's parts: each function adds some nodes and sets them up.

An option calls those that it needs; the addresses are the same under every option.
"""

from collections.abc import Mapping

from simulation.kernel.node import Node
from simulation.kernel.time import SECOND, seconds
from simulation.options.world import World
from simulation.roles.agent_advertiser import AgentAdvertiser
from simulation.roles.dhcp import DhcpServer
from simulation.roles.firewall import FilterRule, Firewall
from simulation.roles.foreign_agent import ForeignAgent, ForeignAgentConfig
from simulation.roles.home_agent import HomeAgent, HomeAgentConfig, MobilitySecurity
from simulation.roles.home_broadcasts import HomeBroadcasts
from simulation.roles.inspection import StatefulInspection
from simulation.roles.nat import Nat
from simulation.wire import ipv4
from simulation.wire.address import Address, Prefix

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
    """Add the Internet's router, the site's routers and the correspondent node."""
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
    # The site's private prefix is routed to its firewall, so that what leaks outwards is seen
    # to die there and not for want of a route: our reading.
    for prefix in ("192.0.2.0/24", "10.0.0.0/8"):
        world.via(internet, prefix, "isp", "192.0.2.66")
    server = DhcpServer(internet)
    server.serve(
        internet.interfaces["hotspot"], Address.parse("203.0.113.64"), Address.parse("203.0.113.2")
    )
    server.serve(
        internet.interfaces["cellular"],
        Address.parse("203.0.113.192"),
        Address.parse("203.0.113.129"),
    )
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
    inside = DhcpServer(core)
    inside.serve(core.interfaces["office"], Address.parse("10.2.0.9"), Address.parse("10.2.0.254"))
    inside.serve(core.interfaces["home"], Address.parse("10.1.0.200"), HOME_ROUTER)
    correspondent = world.node("cn", "correspondent node", "host")
    world.join(correspondent, "servers", str(CORRESPONDENT))
    world.via(correspondent, None, "servers", "10.3.0.1")


def add_hotel(world: World) -> None:
    """Add the hotel's translator."""
    node = world.node("nat", "hotel NAT", "nat")
    node.forwards = True
    hotel = world.join(node, "hotel", "192.168.1.1")
    outside = world.join(node, "hotel-wan", "198.51.100.77")
    world.via(node, None, "hotel-wan", "198.51.100.65")
    DhcpServer(node).serve(hotel, Address.parse("192.168.1.100"), Address.parse("192.168.1.1"))
    world.roles["nat"] = Nat(
        node,
        outside,
        outside.address,
        Prefix(Address(0), 0),
        timeout_ns=seconds(world.scenario["nat_timeout_s"]),
    )


# -- firewalls ---------------------------------------------------------------------------------


def add_firewalls(
    world: World,
    *,
    external_agent: tuple[str, Address, Prefix] | None,
    admitted_outside: tuple[FilterRule, ...] = (),
    reaches_gateway: bool = False,
    refused_inside: Address | None = None,
    admitted_inside: tuple[FilterRule, ...] = (),
) -> None:
    """Add both firewalls with the site's rules and an option's own.

    *refused_inside* is whom inside nodes must not register with, besides the external agent.
    """
    scenario = world.scenario
    outer = world.node("outer-fw", "outer firewall", "firewall")
    outer.forwards = True
    world.join(outer, "isp", "192.0.2.66")
    world.join(outer, "dmz", "192.0.2.1")
    world.via(outer, None, "isp", "192.0.2.65")
    world.via(outer, "10.0.0.0/8", "dmz", "192.0.2.2")
    inner = world.node("inner-fw", "inner firewall", "firewall")
    inner.forwards = True
    for link, address in (("core", "10.0.0.2"), ("vpn-inside", "10.0.1.2"), ("dmz", "192.0.2.2")):
        world.join(inner, link, address)
    world.via(inner, None, "dmz", "192.0.2.1")
    for prefix in ("10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24"):
        world.via(inner, prefix, "core", "10.0.0.1")
    in_dmz = external_agent is not None and external_agent[0] == "dmz"
    world.roles["outer-fw"] = Firewall(
        outer,
        [
            *_outer_rules(world, external_agent if in_dmz else None),
            *admitted_outside,
            FilterRule(name="conversations begun inside", admit=True, inbound="dmz"),
        ],
    )
    gateway_choice = scenario["inside_reaches_gateway"]
    reaches = reaches_gateway if gateway_choice == "auto" else gateway_choice == "on"
    refused = external_agent[1] if external_agent else refused_inside
    rules = [*admitted_inside, *_inner_rules(world, refused, reaches_gateway=reaches)]
    world.roles["inner-fw"] = Firewall(inner, rules)
    if scenario["stateful_inspection"]:
        world.roles["inspection"] = StatefulInspection(inner)


def _outer_rules(
    world: World, external_agent: tuple[str, Address, Prefix] | None
) -> list[FilterRule]:
    publics = (GATEWAY_PUBLIC, SECOND_GATEWAY_PUBLIC)
    gateway = tuple(Prefix.host(each) for each in publics[: world.scenario["gateways"]])
    rules = []
    if world.scenario["ingress_filter"]:
        rules.append(
            FilterRule(
                name="ingress filter",
                admit=False,
                inbound="isp",
                sources=SITE,
                why="it comes from outside and bears a source of the site itself",
            )
        )
    rules += [
        FilterRule(
            name="IKE to the gateway",
            admit=True,
            inbound="isp",
            destinations=gateway,
            protocols=(ipv4.UDP,),
            ports=(500, 4500),
        ),
        FilterRule(
            name="ESP to the gateway",
            admit=True,
            inbound="isp",
            destinations=gateway,
            protocols=(ipv4.ESP,),
        ),
    ]
    if external_agent is not None:
        rules += mobile_ip_rules("the external home agent", external_agent[1])
    return rules


def mobile_ip_rules(whom: str, address: Address) -> list[FilterRule]:
    """Return the outer firewall's rules that let Mobile IP through to *address*."""
    there = (Prefix.host(address),)
    return [
        FilterRule(
            name=f"registrations to {whom}",
            admit=True,
            inbound="isp",
            destinations=there,
            protocols=(ipv4.UDP,),
            ports=(434,),
        ),
        FilterRule(
            name=f"tunnels to {whom}",
            admit=True,
            inbound="isp",
            destinations=there,
            protocols=(ipv4.IPIP, ipv4.GRE, ipv4.MINIMAL),
        ),
    ]


def _inner_rules(
    world: World,
    external_agent: Address | None,
    *,
    reaches_gateway: bool,
) -> list[FilterRule]:
    rules = []
    if world.scenario["content_filter"]:
        why = "the content filter cannot look into it"
        rules += [
            FilterRule(
                name="content filter: IP-in-IP", admit=False, protocols=(ipv4.IPIP,), why=why
            ),
            FilterRule(
                name="content filter: Mobile IP over UDP",
                admit=False,
                protocols=(ipv4.UDP,),
                first_octet=4,
                ports=(434,),
                why=why,
            ),
        ]
    if external_agent is not None and not world.scenario["inside_reaches_x_ha"]:
        rules.append(
            FilterRule(
                name="no registration outwards",
                admit=False,
                inbound="core",
                destinations=(Prefix.host(external_agent),),
                protocols=(ipv4.UDP,),
                ports=(434,),
                why="inside nodes must not register with the external home agent",
            )
        )
    if not reaches_gateway:
        rules.append(
            FilterRule(
                name="no IKE from inside",
                admit=False,
                inbound="core",
                destinations=(Prefix.host(GATEWAY_PUBLIC),),
                protocols=(ipv4.UDP,),
                ports=(500, 4500),
                why="nobody inside needs the gateway's public address",
            )
        )
    rules += [
        FilterRule(
            name="decrypted traffic of VPN clients",
            admit=True,
            inbound="vpn-inside",
            sources=(TIA_POOL, HOME_PREFIX, Prefix.parse("10.0.1.0/24")),
        ),
        FilterRule(name="inside to VPN clients", admit=True, inbound="core", outbound="vpn-inside"),
        FilterRule(name="inside to the Internet", admit=True, inbound="core", outbound="dmz"),
        FilterRule(
            name="nothing from outside",
            admit=False,
            inbound="dmz",
            why="it comes from outside the inner firewall and answers nothing",
        ),
    ]
    return rules


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
    agent = world.roles["i-ha"] = HomeAgent(node, world.ends["i-ha"], config)
    world.roles["broadcasts"] = HomeBroadcasts(agent)
    AgentAdvertiser(
        node,
        home,
        period_ns=seconds(scenario["agent_advertisement_s"]),
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
    world.roles["x-ha"] = HomeAgent(node, world.ends["x-ha"], config)
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
        1800,
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
        world.scenario["registration_lifetime_inside_s"],
    )


def _foreign_agent(
    world: World,
    name: str,
    label: str,
    link: str,
    address: str,
    router: str,
    role: str,
    lifetime_s: int,
) -> None:
    node = world.node(name, label, "foreign-agent")
    interface = world.join(node, link, address)
    world.via(node, None, link, router)
    world.roles[name] = ForeignAgent(
        node,
        interface,
        world.ends[name],
        ForeignAgentConfig(address=interface.address, role=role, longest_lifetime=lifetime_s),
    )
    AgentAdvertiser(
        node,
        interface,
        period_ns=seconds(world.scenario["agent_advertisement_s"]),
        lifetime_s=lifetime_s,
        care_of=(interface.address,),
        offers={"foreign_agent": True, "minimal": True, "gre": True, "reverse_tunnel": True},
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
        world.roles["gateway-nat"] = Nat(
            node,
            inside,
            GATEWAY_PRIVATE,
            inner_addresses,
            timeout_ns=300 * SECOND,
            keeps_ports=(),
        )
    world.actors["renumber", "vpn-gw"] = lambda action: _renumber(world, action["address"])
    return node


def _renumber(world: World, address: str) -> None:
    """Give the gateway another private address, and tell every router and proxy, but no node."""
    node = world.nodes["vpn-gw"]
    inside = node.interfaces["vpn-inside"]
    old, new = inside.address, Address.parse(address)
    inside.configure(new, inside.prefix)
    world.ends["vpn-gw"].renumber(old, new)
    translator = world.roles.get("gateway-nat")
    if translator is not None:
        translator.public = new
    for name, neighbour in world.nodes.items():
        if name not in world.mobiles:
            neighbour.routes.renumber(old, new)
