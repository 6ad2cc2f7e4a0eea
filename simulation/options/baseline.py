"""Option 0: plain Mobile IPv4 with a stock IPsec client, nothing solved (RFC 4093 section 2.1)."""

from simulation.options import mobiles, site
from simulation.options.option import Option
from simulation.options.world import Mobile, World
from simulation.roles.mobile_node import MobileConfig, VpnSetup
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway


def _build(world: World) -> None:
    secrets = mobiles.make_secrets(world)
    trusted = mobiles.trusted_networks(world, default=False)
    group_key = world.secret("ike/group", 20)
    site.add_backbone(world)
    site.add_hotel(world)
    site.add_firewalls(world, external_agent=None)
    gateway = site.add_gateway_node(world)
    world.roles["vpn-gw"] = VpnGateway(
        gateway,
        GatewayConfig(ike=mobiles.gateway_ike(world, group_key=group_key), pool=site.TIA_POOL),
    )
    site.add_internal_home_agent(world, mobiles.by_home(world, secrets.internal), trusted=trusted)
    site.add_foreign_agents(world)

    def setup(mobile: Mobile) -> MobileConfig:
        return MobileConfig(
            internal=mobiles.internal_target(world, mobile.name, secrets),
            external=None,
            vpn=VpnSetup(
                gateway=site.GATEWAY_PUBLIC,
                ike=mobiles.client_ike(world, mobile.name, group_key),
                over_external=False,
            ),
            detection=mobiles.detection(world, trusted=trusted),
            care_of=mobiles.care_of(world, "auto"),
            home_router=site.HOME_ROUTER,
            nat_traversal_internal=world.scenario["nat_traversal"],
        )

    for name in sorted(world.scenario.start):
        mobiles.add_mobile(world, name, setup)


OPTION = Option(
    id="0",
    slug="baseline",
    title="Baseline: Mobile IPv4 inside a stock IPsec VPN",
    section="RFC 4093 section 2.1",
    summary=(
        "The home agent stands inside, Mobile IP runs over the tunnel inner address, and every "
        "move outside begins IKE anew. Where only a foreign agent offers an address, nothing works."
    ),
    roles=("mn", "i-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=_build,
    readings=(
        "One group key stands for all addresses, because main mode finds a pre-shared key by address.",
        "After each new SA the node registers its tunnel inner address again, though it is the same.",
    ),
)
