"""Option 4: IPsec in the place of Mobile IP's own tunnels (draft section 2.7)."""

from simulation.options.option import Change, Option
from simulation.roles.foreign_agent import ForeignAgentConfig
from simulation.roles.home_agent import HomeAgentConfig
from simulation.roles.mobile_config import MobileConfig, VpnSetup
from simulation.roles.protected_agents import ProtectedForeignAgent, ProtectedHomeAgent
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.wire.address import Address, Prefix
from simulation.world import firewalls, mobiles, site
from simulation.world.mobiles import Secrets
from simulation.world.world import Mobile, World

FOREIGN_AGENT = Address.parse("203.0.113.1")


def _build(world: World) -> None:
    secrets = mobiles.make_secrets(world)
    names = sorted(world.scenario.start)
    group_key = world.secret("ike/group", 20)
    site.add_backbone(world)
    site.add_hotel(world)
    firewalls.add_firewalls(
        world,
        external_agent=None,
        refused_inside=site.GATEWAY_PUBLIC,
        admitted_outside=tuple(firewalls.mobile_ip_rules("the home agent", site.GATEWAY_PUBLIC)),
    )
    _add_home_agent(world, secrets, group_key)
    site.add_internal_foreign_agent(world)
    _add_foreign_agent(world)
    for name in names:
        # The home network lies behind the home agent and has no link of its own.
        home = str(Prefix.host(mobiles.home_address(name)))
        world.via(world.nodes["core-router"], home, "core", "10.0.0.2")
        world.via(world.nodes["inner-fw"], home, "vpn-inside", str(site.GATEWAY_PRIVATE))
        mobiles.add_mobile(world, name, lambda mobile: _setup(world, secrets, group_key, mobile))


def _setup(world: World, secrets: Secrets, group_key: bytes, mobile: Mobile) -> MobileConfig:
    trusted = mobiles.trusted_networks(world, default=False)
    return MobileConfig(
        internal=mobiles.internal_target(
            world, mobile.name, secrets, home_agent=site.GATEWAY_PRIVATE
        ),
        external=mobiles.internal_target(
            world,
            mobile.name,
            secrets,
            home_agent=site.GATEWAY_PUBLIC,
            encapsulation="esp",
            reverse_tunnel=False,
            lifetime=world.scenario["registration_lifetime_outside_s"],
        ),
        vpn=VpnSetup(
            gateway=site.GATEWAY_PUBLIC,
            ike=mobiles.client_ike(
                world,
                mobile.name,
                group_key,
                request_address=False,
                local_selector=Prefix.host(mobile.home),
            ),
            over_external=False,
        ),
        detection=mobiles.detection(world, trusted=trusted),
        care_of=mobiles.care_of(world, "auto"),
        home_router=site.HOME_ROUTER,
        local_network_first=mobiles.local_network_first(world),
        nat_traversal_external=False,
        inner_layer="nothing",
        agent_protects=True,
        external_from_inside=site.GATEWAY_PRIVATE,
    )


def _add_home_agent(world: World, secrets: Secrets, group_key: bytes) -> None:
    scenario = world.scenario
    node = site.add_gateway_node(world, inner_addresses=site.HOME_PREFIX)
    world.labels["vpn-gw"] = ("home agent with IPsec", "home-agent")
    trusts = scenario["agents_share_credentials"]
    keys = {FOREIGN_AGENT: world.secret("ike/x-fa", 20)} if trusts else {}
    ike = mobiles.gateway_ike(
        world,
        group_key=group_key,
        keys=keys,
        pool={},
        accepted_selectors=(site.HOME_PREFIX,),
    )
    gateway = GatewayConfig(ike=ike, pool=None)
    world.serve(node, "vpn-gw", lambda: VpnGateway(node, world.ends["vpn-gw"], gateway))
    register = mobiles.by_home(world, secrets.internal)
    trusted = mobiles.trusted_networks(world, default=False)

    def make() -> ProtectedHomeAgent:
        for home in register:
            node.route(Prefix.host(home), None, refuse="no binding for this home address")
        config = HomeAgentConfig(
            address=site.GATEWAY_PUBLIC,
            also=(world.current(site.GATEWAY_PRIVATE),),
            home_prefix=None,
            mobiles=register,
            role="internal-mip",
            nat_traversal=scenario["nat_traversal"],
            trusted=site.TRUSTED if trusted else None,
            longest_lifetime=scenario["registration_lifetime_inside_s"],
        )
        return ProtectedHomeAgent(node, world.ends["vpn-gw"], config, world.roles["vpn-gw"])

    world.serve(node, "i-ha", make)


def _add_foreign_agent(world: World) -> None:
    node = world.node("x-fa", "foreign agent with IPsec", "foreign-agent")
    interface = world.join(node, "hotspot", str(FOREIGN_AGENT))
    world.via(node, None, "hotspot", "203.0.113.2")
    lifetime_s = world.scenario["agent_lifetime_s"]
    config = ForeignAgentConfig(
        address=FOREIGN_AGENT, role="external-mip", longest_lifetime=lifetime_s
    )
    ike = mobiles.client_ike(
        world,
        "x-fa",
        world.secret("ike/x-fa", 20),
        identity="x-fa@hotspot.example",
        request_address=False,
        login=None,
    )
    world.serve(
        node,
        "x-fa",
        lambda: ProtectedForeignAgent(node, interface, world.ends["x-fa"], config, ike),
    )
    site.advertise(
        world,
        node,
        interface,
        lifetime_s=lifetime_s,
        care_of=(FOREIGN_AGENT,),
        offers={"foreign_agent": True, "reverse_tunnel": True},
    )


OPTION = Option(
    id="4",
    slug="ipsec-tunnel",
    title="IPsec instead of IP-in-IP for Mobile IP",
    section="draft 2.7",
    summary=(
        "Home agent and gateway are one box, and the tunnel of a binding is an SA: with the node "
        "itself where its address is its own, with the foreign agent where it is not."
    ),
    plain=(
        "Home agent and VPN gateway are one machine, and the tunnel of Mobile IP is an IPsec "
        "tunnel itself: one tunnel instead of two or three. With its own address the laptop ends "
        "it; where it visits a foreign agent, the agent ends it, and can read the data. Each "
        "new binding needs keys of its own."
    ),
    roles=("mn", "vpn-gw", "i-fa", "x-fa", "cn"),
    build=_build,
    changes=(
        Change("mobile-node", "modified", "asks for ESP and negotiates with its home agent"),
        Change("foreign-agent", "modified", "an IPsec peer of the home agent"),
        Change("home-agent", "modified", "an IPsec gateway, too"),
        Change("Mobile IP", "modified", "a way to ask for IPsec as the encapsulation"),
    ),
    readings=(
        "The home agent stands at the border and is the gateway; the home network lies behind it.",
        "ESP is asked for in private extension 253; inside, plain IP-in-IP is used.",
        "The SA goes with its binding, and nothing is negotiated ahead of a move.",
        "A foreign agent without credentials answers with code 65 once IKE has failed.",
        "Behind a NAT, IKE finds the translator; the registration names the private address.",
    ),
)
