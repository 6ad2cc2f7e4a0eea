"""Option 2: a Mobile IP proxy in the DMZ (draft section 2.5)."""

from dataclasses import replace

from simulation.ike.configuration import Configuration
from simulation.options.option import Change, Option
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mip_proxy import MipProxy, ProxyConfig
from simulation.roles.mobile_config import MobileConfig, VpnSetup
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.wire import mobile_ip
from simulation.wire.address import Address, Prefix
from simulation.world import firewalls, gateways, mobiles, site
from simulation.world.world import Mobile, World

_GATEWAYS = (site.GATEWAY_PUBLIC, site.SECOND_GATEWAY_PUBLIC)
PROXY_PRIVATE = Address.parse("10.0.1.30")

GATEWAY_AT_HOME = Address.parse("10.1.0.10")
"""The gateway's address on the home link, where the scenario puts it there."""


def _build(world: World) -> None:
    secrets = mobiles.make_secrets(world)
    names = sorted(world.scenario.start)
    keys = {name: world.secret(f"ike/{name}", 20) for name in names}
    site.add_backbone(world)
    site.add_hotel(world)
    firewalls.add_firewalls(
        world,
        external_agent=None,
        refused_inside=site.PROXY_PUBLIC,
        admitted_outside=tuple(firewalls.mobile_ip_rules("the MIP proxy", site.PROXY_PUBLIC)),
    )
    register = mobiles.by_home(world, secrets.internal)
    _add_proxy(world, register)
    _add_gateway(world, keys)
    site.add_internal_home_agent(world, register, trusted=_trusted(world))
    site.add_foreign_agents(world)
    for name in names:
        mobiles.add_mobile(world, name, lambda mobile: _setup(world, secrets, keys, mobile))


def _setup(
    world: World, secrets: mobiles.Secrets, keys: dict[str, bytes], mobile: Mobile
) -> MobileConfig:
    target = mobiles.internal_target(world, mobile.name, secrets)
    return MobileConfig(
        internal=target,
        external=mobiles.internal_target(
            world,
            mobile.name,
            secrets,
            home_agent=site.PROXY_PUBLIC,
            lifetime=world.scenario["registration_lifetime_outside_s"],
            extensions=(mobile_ip.HomeAgentParameter(home_agent=site.INTERNAL_HOME_AGENT),),
        ),
        vpn=VpnSetup(
            gateway=gateways.of_client(world, mobile.name).public,
            ike=_client_ike(world, mobile, keys),
            over_external=True,
        ),
        detection=mobiles.detection(world, trusted=_trusted(world)),
        care_of=mobiles.care_of(world, "auto"),
        home_router=site.HOME_ROUTER,
        local_network_first=mobiles.local_network_first(world),
        nat_traversal_external=world.scenario["nat_traversal"],
        inner_layer="nothing",
        external_from_inside=PROXY_PRIVATE,
        external_is_proxy=True,
        clock_offset_ns=round(world.scenario["clock_offset_s"] * 1e9),
        keepalives_adapt=world.scenario["mip_keepalive_adapts"],
        home_broadcast=mobiles.home_broadcast(world),
    )


def _trusted(world: World) -> bool:
    return mobiles.trusted_networks(world, default=False)


def _client_ike(world: World, mobile: Mobile, keys: dict[str, bytes]) -> Configuration:
    return mobiles.client_ike(
        world,
        mobile.name,
        keys[mobile.name],
        keys={gateways.of_client(world, mobile.name).public: keys[mobile.name]},
        request_address=False,
        local_selector=Prefix.host(mobile.home),
    )


def _add_proxy(world: World, register: dict[Address, MobilitySecurity]) -> None:
    scenario = world.scenario
    node = world.node("mip-proxy", "MIP proxy", "mip-proxy")
    world.join(node, "dmz", str(site.PROXY_PUBLIC))
    world.join(node, "vpn-inside", str(PROXY_PRIVATE))
    world.via(node, None, "dmz", "192.0.2.1")
    world.via(node, "10.0.0.0/8", "vpn-inside", "10.0.1.2")
    config = ProxyConfig(
        public=site.PROXY_PUBLIC,
        private=PROXY_PRIVATE,
        home_prefix=site.HOME_PREFIX,
        gateway_private=site.GATEWAY_PRIVATE,
        inside="vpn-inside",
        inside_router=Address.parse("10.0.1.2"),
        mobiles=register,
        lifetime_outside=scenario["registration_lifetime_outside_s"],
        lifetime_inside=scenario["registration_lifetime_inside_s"],
        nat_traversal=scenario["nat_traversal"],
        keepalive=scenario["mip_keepalive_s"],
        only_to=_GATEWAYS if scenario["proxy_guard"] else (),
    )

    def make() -> MipProxy:
        gateway = world.current(site.GATEWAY_PRIVATE)
        return MipProxy(node, world.ends["mip-proxy"], replace(config, gateway_private=gateway))

    world.serve(node, "mip-proxy", make)


def _add_gateway(world: World, keys: dict[str, bytes]) -> None:
    node = site.add_gateway_node(world, inner_addresses=site.HOME_PREFIX)
    # IKE and ESP of the gateway's own go to the proxy; only what comes from inside is sealed.
    world.route(
        node,
        site.HOME_PREFIX,
        node.interfaces["dmz"],
        site.PROXY_PUBLIC,
        source=Prefix.host(site.GATEWAY_PUBLIC),
    )
    ike = mobiles.gateway_ike(
        world,
        pool={},
        accepted_selectors=(site.HOME_PREFIX,),
        keys={mobiles.home_address(name): key for name, key in keys.items()},
    )
    home_link = None
    if world.scenario["gateway_on_home_link"]:
        home_link = world.join(node, "home", str(GATEWAY_AT_HOME))
    config = GatewayConfig(ike=ike, pool=None, home_link=home_link)
    world.serve(node, "vpn-gw", lambda: VpnGateway(node, world.ends["vpn-gw"], config))
    gateways.add_second_gateway(world, config, site.PROXY_PUBLIC)
    gateways.add_failures(world)


OPTION = Option(
    id="2",
    slug="mip-proxy",
    title="MIP proxy",
    section="draft 2.5",
    summary=(
        "A proxy in the DMZ stands in for the home agent towards the node and for the node towards "
        "the home agent. One address is the home address and the inner address at once."
    ),
    plain=(
        "A proxy at the company's edge plays two parts: to the laptop it is a home agent, and "
        "to the real home agent it is the laptop. One address serves as home address and as VPN "
        "address. The proxy is a machine of a new kind, and it holds the key with which the "
        "laptop registers."
    ),
    roles=("mn", "i-ha", "mip-proxy", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=_build,
    changes=(
        Change("mip-proxy", "new", "an entity of a new kind"),
        Change("Mobile IP", "modified", "an extension that names the internal home agent"),
        Change("mobile-node", "modified", "one address for VPN client and Mobile IP client"),
    ),
    readings=(
        "The proxy holds the key of node and home agent, and signs on the node's behalf.",
        "The home agent parameter travels in private extension 254.",
        "A static policy route takes what the home agent sends from the proxy to the gateway.",
        "The gateway accepts the shared address as an outer source that arrives from the proxy.",
        "A node that starts inside deregisters at the proxy, which may hold an older session.",
    ),
)
