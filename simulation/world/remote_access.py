"""The composition that most options share: a VPN for remote access, and Mobile IP around it.

A `Plan` is data; `build` turns it into a world.  What an option adds to it stands in its module.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from simulation.kernel.node import Node
from simulation.roles.binding_update import BindingCache, BindingTarget
from simulation.roles.esp_route import EspRouteRelay, EspRouteServer, EspRouteTarget
from simulation.roles.home_address_relay import HomeAddressRelay
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mobile_config import MobileConfig, VpnSetup
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.wire.address import EVERYWHERE, Address, Prefix
from simulation.world import firewalls, gateways, mobiles, site
from simulation.world.mobiles import Secrets
from simulation.world.world import Mobile, World

_INNER_FIREWALL = Address.parse("192.0.2.2")
"""Where the inner firewall stands in the DMZ."""


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
    ike: dict[str, Any] = field(default_factory=dict)
    """Settings of IKE at both ends."""
    follow_outer_address: bool = False
    """Whether the gateway goes after its peers, NAT or no NAT (draft section 2.6).  Nodes do not:
    a gateway does not move, and who poses as one may lead them away (RFC 3947 section 7)."""
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


Place = tuple[str, Address, Prefix]
"""Where the external home agent stands, its address and its home prefix."""


def build(world: World, plan: Plan) -> Parts:
    """Build the world of *plan*; mobile nodes come last."""
    secrets = mobiles.make_secrets(world)
    names = sorted(world.scenario.start)
    place = site.external_home_agent(world, plan.external) if plan.external else None
    site.add_backbone(world)
    site.add_hotel(world)
    firewalls.add_firewalls(
        world,
        external_agent=place,
        admitted_outside=tuple(
            rule
            for whom, address in plan.admitted_outside
            for rule in firewalls.mobile_ip_rules(whom, address)
        ),
        reaches_gateway=plan.delete_inside,
    )
    keys = {name: world.secret(f"ike/{name}" if place else "ike/group", 20) for name in names}
    gateway = _gateway(world, plan, place, keys)
    site.add_internal_home_agent(
        world,
        mobiles.by_home(world, secrets.internal),
        trusted=mobiles.trusted_networks(world, default=plan.trusted),
        denied_flows=mobiles.denied_flows(world),
        assigned={mobiles.identity(name): mobiles.home_address(name) for name in names},
    )
    bindings = _add_external(world, plan, place, secrets, gateway)
    site.add_foreign_agents(world)
    if plan.esp_routes:
        bindings = _add_esp_routes(world, gateway)
    parts = Parts(secrets, gateway, keys, bindings)
    for name in names:
        mobiles.add_mobile(world, name, lambda mobile: _mobile(world, plan, place, parts, mobile))
    return parts


def _add_external(
    world: World, plan: Plan, place: Place | None, secrets: Secrets, gateway: VpnGateway
) -> dict[str, MobilitySecurity]:
    """Add the external home agent, and return the keys that nodes share with the gateway."""
    if place is None:
        return {}
    names = sorted(world.scenario.start)
    homes = {name: mobiles.external_home(name, place[2]) for name in names}
    site.add_external_home_agent(
        world, place, {homes[name]: secrets.external[name] for name in names}
    )
    if not plan.binding_updates:
        return {}
    bindings = _shared_with_gateway(world)
    shared = {homes[name]: bindings[name] for name in names}
    world.serve(
        gateway.node,
        "binding-cache",
        lambda: BindingCache(gateway.node, world.ends["vpn-gw"], site.GATEWAY_PUBLIC, shared),
    )
    return bindings


def _add_esp_routes(world: World, gateway: VpnGateway) -> dict[str, MobilitySecurity]:
    """Have gateway and hotspot route ESP, and return the keys of nodes and gateway."""
    bindings = _shared_with_gateway(world)
    inner = {mobiles.inner_address(name): security for name, security in bindings.items()}
    world.serve(
        gateway.node,
        "esp-routes",
        lambda: EspRouteServer(world.roles["vpn-gw"], site.GATEWAY_PUBLIC, inner),
    )
    agent = world.nodes["x-fa"]
    hotspot = agent.interfaces["hotspot"]
    world.serve(agent, "esp-relay", lambda: EspRouteRelay(agent, hotspot, hotspot.address))
    return bindings


def _shared_with_gateway(world: World) -> dict[str, MobilitySecurity]:
    names = sorted(world.scenario.start)
    return {name: world.mobility_security(f"{name} and vpn-gw") for name in names}


# -- the gateway -------------------------------------------------------------------------------


def _gateway(world: World, plan: Plan, place: Place | None, keys: dict[str, bytes]) -> VpnGateway:
    pool = site.HOME_PREFIX if plan.home_inner else site.TIA_POOL
    node = site.add_gateway_node(world, inner_addresses=pool)
    config = GatewayConfig(
        ike=mobiles.gateway_ike(world, **_gateway_ike(world, plan, place, keys)),
        pool=None if plan.home_inner else pool,
        strict_triple=world.scenario["strict_triple"],
        decapsulates=(
            (site.GATEWAY_PRIVATE, site.INTERNAL_HOME_AGENT) if plan.gateway_decapsulates else None
        ),
    )
    if plan.delete_inside:
        # IKE's answers to a node inside leave by the DMZ, whatever SA stands for its address.
        world.route(
            node,
            site.HOME_PREFIX,
            node.interfaces["dmz"],
            _INNER_FIREWALL,
            source=Prefix.host(site.GATEWAY_PUBLIC),
        )
    gateway = _serve_gateway(world, node, config)
    if plan.gateway_decapsulates:
        gateways.add_second_gateway(world, config, _INNER_FIREWALL)
        gateways.add_second_interface(world)
        gateways.add_failures(world)
    if plan.home_inner and world.scenario["home_address"] == "dynamic":
        world.serve(
            node,
            "home-address-relay",
            lambda: HomeAddressRelay(world.roles["vpn-gw"], world.current(site.GATEWAY_PRIVATE)),
        )
    if plan.gateway_decapsulates and not world.scenario["hairpin"]:
        # What a client sends goes inside, to its home agent's link, whoever it is for.
        inside = node.interfaces["vpn-inside"]
        inbound = gateway.device.name
        world.route(node, site.HOME_PREFIX, inside, gateways.INNER_FIREWALL, inbound=inbound)
    return gateway


def _serve_gateway(world: World, node: Node, config: GatewayConfig) -> VpnGateway:
    def make() -> VpnGateway:
        ends = config.decapsulates
        current = (world.current(ends[0]), ends[1]) if ends else None
        return VpnGateway(node, world.ends["vpn-gw"], replace(config, decapsulates=current))

    return world.serve(node, "vpn-gw", make)


def _gateway_ike(
    world: World, plan: Plan, place: Place | None, keys: dict[str, bytes]
) -> dict[str, Any]:
    """Return the IKE settings that the gateway has under this plan alone."""
    changes: dict[str, Any] = plan.ike | {"follow_peer": plan.follow_outer_address}
    if place is not None:
        by_address = {mobiles.external_home(name, place[2]): key for name, key in keys.items()}
        if plan.delete_inside:
            # From inside the node speaks from its home address, which is as fixed.
            by_address |= {mobiles.home_address(name): key for name, key in keys.items()}
        changes["keys"] = by_address
    else:
        changes["group_key"] = keys[min(keys)]
    if plan.home_inner:
        dynamic = world.scenario["home_address"] == "dynamic"
        accepted = EVERYWHERE if dynamic else site.HOME_PREFIX
        changes |= {"pool": {}, "accepted_selectors": (accepted,)}
    return changes


# -- the mobile nodes --------------------------------------------------------------------------


def _mobile(
    world: World, plan: Plan, place: Place | None, parts: Parts, mobile: Mobile
) -> MobileConfig:
    scenario, name = world.scenario, mobile.name
    internal: dict[str, Any] = {"dynamic": scenario["home_address"] == "dynamic"}
    care_of: tuple[Address, ...] = ()
    if plan.inner_layer == "registration":
        internal["reverse_tunnel"] = False
        care_of = gateways.private_addresses(world)
    if internal["dynamic"]:
        # What runs at the node is set up for the address that it will get, and must wait.
        why = "no home address is assigned yet"
        mobile.node.route(None, None, source=site.HOME_PREFIX, refuse=why)
    trusted = mobiles.trusted_networks(world, default=plan.trusted)
    shared = parts.bindings.get(name)
    routes = EspRouteTarget(site.GATEWAY_PUBLIC, shared) if plan.esp_routes and shared else None
    return MobileConfig(
        internal=mobiles.internal_target(world, name, parts.secrets, **internal),
        external=mobiles.external_target(world, name, parts.secrets, place) if place else None,
        vpn=_vpn(world, plan, parts, name, over_external=place is not None),
        detection=mobiles.detection(world, trusted=trusted),
        care_of=mobiles.care_of(world, plan.care_of),
        home_router=site.HOME_ROUTER,
        local_network_first=mobiles.local_network_first(world),
        nat_traversal_internal=scenario["nat_traversal"],
        nat_traversal_external=scenario["nat_traversal"],
        inner_layer=plan.inner_layer,
        internal_care_of=next(iter(care_of), None),
        other_care_of=_fallback(world, care_of),
        binding=_binding(plan, place, name, shared),
        esp_route=routes,
        direct_uplink=plan.direct_uplink and scenario["uplink"] == "direct",
        clock_offset_ns=round(scenario["clock_offset_s"] * 1e9),
        keepalives_adapt=scenario["mip_keepalive_adapts"],
        home_broadcast=mobiles.home_broadcast(world),
        claims_decapsulation=scenario["registration_d_bit"],
    )


def _vpn(world: World, plan: Plan, parts: Parts, name: str, *, over_external: bool) -> VpnSetup:
    scenario, key = world.scenario, parts.keys[name]
    ike: dict[str, Any] = dict(plan.ike)
    gateway = site.GATEWAY_PUBLIC
    if plan.inner_layer == "registration":
        gateway = gateways.of_client(world, name).public
        ike["keys"] = {gateway: key}
    if plan.home_inner:
        dynamic = scenario["home_address"] == "dynamic"
        home = Prefix.host(mobiles.home_address(name))
        ike |= {"request_address": False, "local_selector": EVERYWHERE if dynamic else home}
    silent = plan.on_move == "show" and not scenario["announce_move"]
    return VpnSetup(
        gateway=gateway,
        ike=mobiles.client_ike(world, name, key, **ike),
        over_external=over_external,
        on_move="follow" if silent else plan.on_move,
        at_once=scenario["vpn_at_once"] and not over_external,
        strict_triple=scenario["strict_triple"],
        delete_inside=plan.delete_inside,
        flush_at_start=plan.delete_inside and scenario["initial_contact"],
    )


def _fallback(world: World, care_of: tuple[Address, ...]) -> Address | None:
    """Return the care-of address to name once the first one fails, if there is one."""
    if world.scenario["private_address"] != "failover" or len(care_of) < 2:
        return None
    return care_of[1]


def _binding(
    plan: Plan, place: Place | None, name: str, shared: MobilitySecurity | None
) -> BindingTarget | None:
    """Return whom to tell the care-of address by Binding Updates."""
    if place is None or shared is None or not plan.binding_updates:
        return None
    home = mobiles.external_home(name, place[2])
    return BindingTarget(correspondent=site.GATEWAY_PUBLIC, home_address=home, security=shared)
