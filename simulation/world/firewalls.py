"""The site's two firewalls, their rules, and what an option adds to them."""

from simulation.kernel.node import Node
from simulation.roles.firewall import FilterRule, Firewall, Timeouts
from simulation.roles.inspection import StatefulInspection
from simulation.time import seconds
from simulation.wire import ipv4
from simulation.wire.address import Address, Prefix
from simulation.world import site
from simulation.world.world import World


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
    outer, inner = _add_nodes(world)
    timeouts = Timeouts(
        tcp_ns=seconds(scenario["firewall_tcp_timeout_s"]),
        other_ns=seconds(scenario["firewall_timeout_s"]),
    )
    in_dmz = external_agent is not None and external_agent[0] == "dmz"
    outer_rules = [
        *_outer_rules(world, external_agent if in_dmz else None),
        *admitted_outside,
        FilterRule(name="conversations begun inside", admit=True, inbound="dmz"),
    ]
    world.serve(outer, "outer-fw", lambda: Firewall(outer, outer_rules, timeouts))
    gateway_choice = scenario["inside_reaches_gateway"]
    reaches = reaches_gateway if gateway_choice == "auto" else gateway_choice == "on"
    refused = external_agent[1] if external_agent else refused_inside
    rules = [*admitted_inside, *_inner_rules(world, refused, reaches_gateway=reaches)]
    world.serve(inner, "inner-fw", lambda: Firewall(inner, rules, timeouts))
    if scenario["stateful_inspection"]:
        world.serve(inner, "inspection", lambda: StatefulInspection(inner, timeouts.tcp_ns))


def _add_nodes(world: World) -> tuple[Node, Node]:
    """Add the hosts, with their links and routes: the outer one and the inner one."""
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
    return outer, inner


def _outer_rules(
    world: World, external_agent: tuple[str, Address, Prefix] | None
) -> list[FilterRule]:
    publics = (site.GATEWAY_PUBLIC, site.SECOND_GATEWAY_PUBLIC)
    gateway = tuple(Prefix.host(each) for each in publics[: world.scenario["gateways"]])
    rules = []
    if world.scenario["ingress_filter"]:
        rules.append(
            FilterRule(
                name="ingress filter",
                admit=False,
                inbound="isp",
                sources=site.SITE,
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


def _content_rules() -> list[FilterRule]:
    why = "the content filter cannot look into it"
    return [
        FilterRule(
            name="content filter: IP-in-IP",
            admit=False,
            contents=True,
            protocols=(ipv4.IPIP,),
            why=why,
        ),
        FilterRule(
            name="content filter: Mobile IP over UDP",
            admit=False,
            contents=True,
            protocols=(ipv4.UDP,),
            first_octet=4,
            ports=(434,),
            why=why,
        ),
    ]


def _refusals(
    world: World, external_agent: Address | None, *, reaches_gateway: bool
) -> list[FilterRule]:
    """Return whom nodes inside must not speak to."""
    rules = []
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
                destinations=(Prefix.host(site.GATEWAY_PUBLIC),),
                protocols=(ipv4.UDP,),
                ports=(500, 4500),
                why="nobody inside needs the gateway's public address",
            )
        )
    return rules


def _inner_rules(
    world: World, external_agent: Address | None, *, reaches_gateway: bool
) -> list[FilterRule]:
    return [
        *(_content_rules() if world.scenario["content_filter"] else ()),
        *_refusals(world, external_agent, reaches_gateway=reaches_gateway),
        FilterRule(
            name="decrypted traffic of VPN clients",
            admit=True,
            inbound="vpn-inside",
            sources=(site.TIA_POOL, site.HOME_PREFIX, Prefix.parse("10.0.1.0/24")),
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
