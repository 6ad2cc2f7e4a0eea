"""WireGuard in the place of IPsec: roaming by the newest authenticated packet."""

from simulation.crypto.dh import Curve25519Key
from simulation.options.option import Change, Option
from simulation.roles.firewall import FilterRule
from simulation.roles.mobile_config import MobileConfig, VpnSetup
from simulation.roles.wireguard_interface import WireguardInterface
from simulation.time import SECOND
from simulation.wire import ipv4
from simulation.wire.address import ANY, EVERYWHERE, Prefix
from simulation.wire.wireguard import PORT
from simulation.wireguard.device import Configuration
from simulation.wireguard.peer import PeerConfiguration
from simulation.world import firewalls, mobiles, site
from simulation.world.mobiles import Secrets
from simulation.world.world import Mobile, World

KEEPALIVE = 25 * SECOND


def _build(world: World) -> None:
    secrets = mobiles.make_secrets(world)
    trusted = mobiles.trusted_networks(world, default=True)
    site.add_backbone(world)
    site.add_hotel(world)
    admitted = FilterRule(
        name="WireGuard to the gateway",
        admit=True,
        inbound="isp",
        destinations=(Prefix.host(site.GATEWAY_PUBLIC),),
        protocols=(ipv4.UDP,),
        ports=(PORT,),
    )
    firewalls.add_firewalls(world, external_agent=None, admitted_outside=(admitted,))
    _add_gateway(world)
    site.add_internal_home_agent(world, mobiles.by_home(world, secrets.internal), trusted=trusted)
    site.add_foreign_agents(world)
    for name in sorted(world.scenario.start):
        mobiles.add_mobile(world, name, lambda mobile: _setup(world, secrets, mobile))


def _private(world: World, name: str) -> Curve25519Key:
    return Curve25519Key(world.secret(f"wireguard/{name}", 32))


def _setup(world: World, secrets: Secrets, mobile: Mobile) -> MobileConfig:
    name = mobile.name
    gateway = PeerConfiguration(
        name="vpn-gw",
        public=_private(world, "vpn-gw").public,
        preshared=world.secret(f"wireguard/psk/{name}", 32),
        allowed=(EVERYWHERE,),
        endpoint=(site.GATEWAY_PUBLIC, PORT),
        keepalive_ns=KEEPALIVE,
    )
    configuration = Configuration(
        private=_private(world, name).private,
        peers=(gateway,),
        stream=lambda use: world.stream(f"{name}/wireguard/{use}"),
    )
    return MobileConfig(
        internal=mobiles.internal_target(world, name, secrets),
        external=None,
        vpn=VpnSetup(
            gateway=site.GATEWAY_PUBLIC,
            ike=None,
            over_external=False,
            on_move="show",
            at_once=world.scenario["vpn_at_once"],
            wireguard=(configuration, mobile.inner),
        ),
        detection=mobiles.detection(world, trusted=mobiles.trusted_networks(world, default=True)),
        care_of=mobiles.care_of(world, "colocated"),
        home_router=site.HOME_ROUTER,
        local_network_first=mobiles.local_network_first(world),
        nat_traversal_internal=world.scenario["nat_traversal"],
        clock_offset_ns=round(world.scenario["clock_offset_s"] * 1e9),
        home_broadcast=mobiles.home_broadcast(world),
    )


def _add_gateway(world: World) -> None:
    node = site.add_gateway_node(world, inner_addresses=site.TIA_POOL)
    names = sorted(world.scenario.start)
    peers = tuple(
        PeerConfiguration(
            name=name,
            public=_private(world, name).public,
            preshared=world.secret(f"wireguard/psk/{name}", 32),
            allowed=(Prefix.host(mobiles.inner_address(name)),),
        )
        for name in names
    )
    configuration = Configuration(
        private=_private(world, "vpn-gw").private,
        peers=peers,
        stream=lambda use: world.stream(f"vpn-gw/wireguard/{use}"),
    )

    def make() -> WireguardInterface:
        interface = WireguardInterface(node, configuration, site.GATEWAY_PUBLIC)
        for name in names:
            node.route(Prefix.host(mobiles.inner_address(name)), interface, ANY)
        return interface

    world.serve(node, "vpn-gw", make)


OPTION = Option(
    id="wg",
    slug="wireguard",
    title="WireGuard roaming",
    section="WireGuard white paper 2.1",
    summary=(
        "Not in the draft: option 3's idea, fifteen years later. A peer is where its newest "
        "authentic packet came from, and there is nothing to signal."
    ),
    plain=(
        "Not in the draft: option 3's idea as it came back fifteen years later. A peer is where "
        "its newest authentic packet came from, and there is nothing to signal. Whoever can "
        "rewrite addresses on the way can lead its answers elsewhere, too."
    ),
    roles=("mn", "i-ha", "i-fa", "x-fa", "vpn-gw", "cn"),
    build=_build,
    changes=(
        Change("mobile-node", "modified", "WireGuard in the place of an IPsec client"),
        Change("vpn-gateway", "modified", "WireGuard in the place of IPsec"),
        Change("IPsec", "modified", "not used"),
    ),
    readings=(
        "Mobile IP runs over the inner address, as in options 3 and 6, so that they compare.",
        "The inner address is configured; a packet is sent from each new address at once.",
    ),
    layer_names={"ipsec": "WireGuard"},
)
