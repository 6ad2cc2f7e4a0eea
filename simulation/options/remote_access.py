"""The composition that most options share: a VPN for remote access, and Mobile IP around it.

A `Plan` is data; `build` turns it into a world.  What an option adds to it stands in its module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulation.kernel.routes import EVERYWHERE
from simulation.options import gateways, mobiles, site
from simulation.options.mobiles import Secrets
from simulation.options.world import Mobile, World
from simulation.roles.binding_update import BindingCache, BindingTarget
from simulation.roles.esp_route import EspRouteRelay, EspRouteServer, EspRouteTarget
from simulation.roles.home_address_relay import HomeAddressRelay
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mobile_config import MobileConfig, VpnSetup
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.wire.address import Address, Prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one option composes the common parts."""

    external: str = ""
    """Where the external home agent stands by default: ``dmz``, ``operator`` or nowhere."""
    trusted: bool = True
    """Whether the internal home agent proves the inside by extension 149, by default."""
    care_of: str = "auto"
    home_inner: bool = False
    """Whether the home address itself is the inner address of the SA."""
    inner_layer: str = "tunnel"
    on_move: str = "renegotiate"
    ike: Mapping[str, Any] = field(default_factory=dict)
    """Settings of IKE at both ends."""
    follow_outer_address: bool = False
    gateway_decapsulates: bool = False
    """Whether the gateway takes apart what home agents tunnel to its private address."""
    delete_inside: bool = False
    binding_updates: bool = False
    direct_uplink: bool = False
    esp_routes: bool = False
    """Whether nodes tell gateway and foreign agents where their ESP is to go."""
    admitted_outside: tuple[tuple[str, Address], ...] = ()
    """Further hosts that the outer firewall lets Mobile IP through to."""


@dataclass(slots=True)
class Parts:
    """What `build` made that an option may want to go on with."""

    secrets: Secrets
    gateway: VpnGateway
    keys: dict[str, bytes]
    bindings: dict[str, MobilitySecurity]


def build(world: World, plan: Plan) -> Parts:
    """Build the world of *plan*; mobile nodes come last."""
    scenario = world.scenario
    secrets = mobiles.make_secrets(world)
    trusted = mobiles.trusted_networks(world, default=plan.trusted)
    names = sorted(scenario.start)
    place = site.external_home_agent(world, plan.external) if plan.external else None
    site.add_backbone(world)
    site.add_hotel(world)
    site.add_firewalls(
        world,
        external_agent=place,
        admitted_outside=tuple(
            rule
            for whom, address in plan.admitted_outside
            for rule in site.mobile_ip_rules(whom, address)
        ),
        reaches_gateway=plan.delete_inside,
    )
    keys = {name: world.secret(f"ike/{name}" if place else "ike/group", 20) for name in names}
    gateway = _gateway(world, plan, place, keys)
    site.add_internal_home_agent(
        world,
        mobiles.by_home(world, secrets.internal),
        trusted=trusted,
        denied_flows=mobiles.denied_flows(world),
        assigned={mobiles.identity(name): mobiles.home_address(name) for name in names},
    )
    bindings: dict[str, MobilitySecurity] = {}
    if place is not None:
        homes = {name: mobiles.external_home(name, place[2]) for name in names}
        site.add_external_home_agent(
            world, place, {homes[name]: secrets.external[name] for name in names}
        )
        if plan.binding_updates:
            bindings = {name: world.mobility_security(f"{name} and vpn-gw") for name in names}
            world.roles["binding-cache"] = BindingCache(
                gateway.node,
                world.ends["vpn-gw"],
                site.GATEWAY_PUBLIC,
                {homes[name]: bindings[name] for name in names},
            )
    site.add_foreign_agents(world)
    if plan.esp_routes:
        bindings = {name: world.mobility_security(f"{name} and vpn-gw") for name in names}
        world.roles["esp-routes"] = EspRouteServer(
            gateway,
            site.GATEWAY_PUBLIC,
            {mobiles.inner_address(name): bindings[name] for name in names},
        )
        hotspot = world.nodes["x-fa"].interfaces["hotspot"]
        world.roles["esp-relay"] = EspRouteRelay(world.nodes["x-fa"], hotspot, hotspot.address)
    parts = Parts(secrets, gateway, keys, bindings)
    for name in names:
        mobiles.add_mobile(world, name, lambda mobile: _mobile(world, plan, place, parts, mobile))
    return parts


def _gateway(
    world: World,
    plan: Plan,
    place: tuple[str, Address, Prefix] | None,
    keys: dict[str, bytes],
) -> VpnGateway:
    names = sorted(keys)
    changes: dict[str, Any] = dict(plan.ike)
    if place is not None:
        by_address = {mobiles.external_home(name, place[2]): keys[name] for name in names}
        if plan.delete_inside:
            # From inside the node speaks from its home address, which is as fixed.
            by_address |= {mobiles.home_address(name): keys[name] for name in names}
        changes["keys"] = by_address
    else:
        changes["group_key"] = keys[names[0]]
    pool = site.TIA_POOL
    if plan.home_inner:
        accepted: tuple[Prefix, ...] = (site.HOME_PREFIX,)
        if world.scenario["home_address"] == "dynamic":
            accepted = (EVERYWHERE,)
        changes |= {"pool": {}, "accepted_selectors": accepted}
        pool = site.HOME_PREFIX
    node = site.add_gateway_node(world, inner_addresses=pool)
    config = GatewayConfig(
        ike=mobiles.gateway_ike(world, **changes),
        pool=None if plan.home_inner else site.TIA_POOL,
        follow_outer_address=plan.follow_outer_address,
        strict_triple=world.scenario["strict_triple"],
        decapsulates=(
            (site.GATEWAY_PRIVATE, site.INTERNAL_HOME_AGENT) if plan.gateway_decapsulates else None
        ),
    )
    if plan.delete_inside:
        # IKE's answers to a node inside leave by the DMZ, whatever SA stands for its address.
        node.route(
            site.HOME_PREFIX,
            node.interfaces["dmz"],
            Address.parse("192.0.2.2"),
            source=Prefix.host(site.GATEWAY_PUBLIC),
        )
    gateway = world.roles["vpn-gw"] = VpnGateway(node, world.ends["vpn-gw"], config)
    if plan.gateway_decapsulates:
        gateways.add_second_gateway(world, config, Address.parse("192.0.2.2"))
        gateways.add_second_interface(world, gateway)
        gateways.add_failures(world)
    if plan.home_inner and world.scenario["home_address"] == "dynamic":
        world.roles["home-address-relay"] = HomeAddressRelay(gateway, site.GATEWAY_PRIVATE)
    if plan.gateway_decapsulates and not world.scenario["hairpin"]:
        # What a client sends goes inside, to its home agent's link, whoever it is for.
        node.route(
            site.HOME_PREFIX,
            node.interfaces["vpn-inside"],
            Address.parse("10.0.1.2"),
            inbound=gateway.device.name,
        )
    return gateway


def _mobile(
    world: World,
    plan: Plan,
    place: tuple[str, Address, Prefix] | None,
    parts: Parts,
    mobile: Mobile,
) -> MobileConfig:
    scenario, name = world.scenario, mobile.name
    dynamic = scenario["home_address"] == "dynamic"
    internal: dict[str, Any] = {"dynamic": dynamic}
    ike: dict[str, Any] = dict(plan.ike)
    if plan.inner_layer == "registration":
        internal["reverse_tunnel"] = False
    if plan.home_inner:
        ike |= {
            "request_address": False,
            "local_selector": EVERYWHERE if dynamic else Prefix.host(mobiles.home_address(name)),
        }
    if dynamic:
        # What runs at the node is set up for the address that it will get, and must wait.
        why = "no home address is assigned yet"
        mobile.node.route(None, None, source=site.HOME_PREFIX, refuse=why)
    gateway = site.GATEWAY_PUBLIC
    care_of: tuple[Address, ...] = ()
    if plan.inner_layer == "registration":
        gateway = gateways.of_client(world, name).public
        ike["keys"] = {gateway: parts.keys[name]}
        care_of = gateways.private_addresses(world)
    silent = plan.on_move == "show" and not scenario["announce_move"]
    binding = None
    if place is not None and plan.binding_updates:
        binding = BindingTarget(
            correspondent=site.GATEWAY_PUBLIC,
            home_address=mobiles.external_home(name, place[2]),
            security=parts.bindings[name],
        )
    return MobileConfig(
        internal=mobiles.internal_target(world, name, parts.secrets, **internal),
        external=mobiles.external_target(world, name, parts.secrets, place) if place else None,
        vpn=VpnSetup(
            gateway=gateway,
            ike=mobiles.client_ike(world, name, parts.keys[name], **ike),
            over_external=place is not None,
            on_move="follow" if silent else plan.on_move,
            strict_triple=scenario["strict_triple"],
            delete_inside=plan.delete_inside,
            flush_at_start=plan.delete_inside and scenario["initial_contact"],
        ),
        detection=mobiles.detection(
            world, trusted=mobiles.trusted_networks(world, default=plan.trusted)
        ),
        care_of=mobiles.care_of(world, plan.care_of),
        home_router=site.HOME_ROUTER,
        nat_traversal_internal=scenario["nat_traversal"],
        nat_traversal_external=scenario["nat_traversal"],
        inner_layer=plan.inner_layer,
        internal_care_of=care_of[0] if care_of else None,
        other_care_of=(
            care_of[1] if scenario["private_address"] == "failover" and care_of[1:] else None
        ),
        binding=binding,
        esp_route=(
            EspRouteTarget(site.GATEWAY_PUBLIC, parts.bindings[name]) if plan.esp_routes else None
        ),
        direct_uplink=plan.direct_uplink and scenario["uplink"] == "direct",
        clock_offset_ns=round(scenario["clock_offset_s"] * 1e9),
        home_broadcast=mobiles.home_broadcast(world),
        claims_decapsulation=scenario["registration_d_bit"],
    )
