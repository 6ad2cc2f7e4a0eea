"""Option 1.1: two home agents, three layers (draft section 2.2)."""

from simulation.options import mobiles, site
from simulation.options.option import Option
from simulation.options.world import Mobile, World
from simulation.roles.mobile_node import MobileConfig, VpnSetup
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway


def _build(world: World) -> None:
    secrets = mobiles.make_secrets(world)
    trusted = mobiles.trusted_networks(world, default=True)
    place = site.external_home_agent(world, "dmz")
    names = sorted(world.scenario.start)
    homes = {name: mobiles.external_home(name, place[2]) for name in names}
    keys = {homes[name]: world.secret(f"ike/{name}", 20) for name in names}
    site.add_backbone(world)
    site.add_hotel(world)
    site.add_firewalls(world, external_agent=place)
    gateway = site.add_gateway_node(world)
    world.roles["vpn-gw"] = VpnGateway(
        gateway, GatewayConfig(ike=mobiles.gateway_ike(world, keys=keys), pool=site.TIA_POOL)
    )
    site.add_internal_home_agent(world, mobiles.by_home(world, secrets.internal), trusted=trusted)
    site.add_external_home_agent(
        world, place, {homes[name]: secrets.external[name] for name in names}
    )
    site.add_foreign_agents(world)

    def setup(mobile: Mobile) -> MobileConfig:
        return MobileConfig(
            internal=mobiles.internal_target(world, mobile.name, secrets),
            external=mobiles.external_target(world, mobile.name, secrets, place),
            vpn=VpnSetup(
                gateway=site.GATEWAY_PUBLIC,
                ike=mobiles.client_ike(world, mobile.name, keys[homes[mobile.name]]),
                over_external=True,
            ),
            detection=mobiles.detection(world, trusted=trusted),
            care_of=mobiles.care_of(world, "auto"),
            home_router=site.HOME_ROUTER,
            nat_traversal_internal=world.scenario["nat_traversal"],
            nat_traversal_external=world.scenario["nat_traversal"],
        )

    for name in names:
        mobiles.add_mobile(world, name, setup)


OPTION = Option(
    id="1.1",
    slug="dual-ha",
    title="Dual home agent",
    section="draft 2.2",
    summary=(
        "An external Mobile IP layer carries IPsec, and IPsec carries an internal Mobile IP layer: "
        "the SA lies between addresses that no move changes."
    ),
    roles=("mn", "i-ha", "x-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=_build,
    readings=(
        "Trusted networks are detected as RFC 5265 has it, with extension 149 unless tnc=off.",
        "The gateway assigns the tunnel inner address by mode-config, and the node reads it there.",
        "Both Mobile IP layers ask for reverse tunnelling.",
        "Nobody deletes an SA that has gone stale; it ends with its lifetime.",
    ),
)
