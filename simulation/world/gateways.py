"""More than one way inside: a second gateway, a second private interface, and their failure.

The draft asks of options 1.2 and 2 what becomes of them there (sections 2.3.2 and 2.5.2).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simulation.kernel.interface import Interface
from simulation.kernel.routes import RoutingTable
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.scenario import NODES
from simulation.wire.address import Address, Prefix
from simulation.world import site
from simulation.world.world import World

INNER_FIREWALL = Address.parse("10.0.1.2")


@dataclass(frozen=True, slots=True)
class GatewayPlace:
    """Where one gateway stands."""

    name: str
    public: Address
    private: Address


FIRST = GatewayPlace("vpn-gw", site.GATEWAY_PUBLIC, site.GATEWAY_PRIVATE)
SECOND = GatewayPlace("vpn-gw2", site.SECOND_GATEWAY_PUBLIC, Address.parse("10.0.1.12"))
SECOND_INTERFACE = "vpn-inside-2"
SECOND_PRIVATE = Address.parse("10.0.1.13")
"""Address of the first gateway's other private interface, where it has one."""


def of_client(world: World, name: str) -> GatewayPlace:
    """Return the gateway with which a mobile node negotiates."""
    if world.scenario["gateways"] == 1:
        return FIRST
    choice = world.scenario["sa_gateway"]
    second = choice == "second" or (choice == "alternate" and NODES.index(name) % 2 == 1)
    return SECOND if second else FIRST


def private_addresses(world: World) -> tuple[Address, ...]:
    """Return the private addresses that nodes are told of, in the order of preference."""
    known = [FIRST.private]
    if world.scenario["private_interfaces"] == 2:
        known.append(SECOND_PRIVATE)
    elif world.scenario["gateways"] == 2:
        known.append(SECOND.private)
    return tuple(known[::-1] if world.scenario["private_address"] == "second" else known)


def add_second_gateway(world: World, config: GatewayConfig, below: Address) -> None:
    """Add a gateway like the first, where the scenario has two.

    What it sends to home addresses itself, unsealed, goes by *below*, its neighbour in the DMZ.
    """
    if world.scenario["gateways"] == 1:
        return
    node = world.node(SECOND.name, "second VPN gateway", "vpn-gateway")
    node.forwards = True
    world.join(node, "dmz", str(SECOND.public))
    world.join(node, "vpn-inside", str(SECOND.private))
    world.via(node, None, "dmz", "192.0.2.1")
    world.via(node, "10.0.0.0/8", "vpn-inside", str(INNER_FIREWALL))
    source = Prefix.host(SECOND.public)
    world.route(node, site.HOME_PREFIX, node.interfaces["dmz"], below, source=source)
    ike = replace(
        config.ike,
        identity=str(SECOND.public),
        stream=lambda use: world.stream(f"{SECOND.name}/ike/{use}"),
    )
    ends = (SECOND.private, site.INTERNAL_HOME_AGENT) if config.decapsulates else None
    changed = replace(config, ike=ike, decapsulates=ends, home_link=None)
    world.serve(node, SECOND.name, lambda: VpnGateway(node, world.ends[SECOND.name], changed))


def add_second_interface(world: World) -> None:
    """Give the first gateway another interface to the inside, where the scenario has two."""
    if world.scenario["private_interfaces"] == 1:
        return
    node = world.nodes[FIRST.name]
    first = node.interfaces["vpn-inside"]
    second = node.add_interface(SECOND_INTERFACE)

    def setup() -> None:
        second.attach(world.links["vpn-inside"])
        second.configure(SECOND_PRIVATE, world.links["vpn-inside"].shape.prefix)
        # Each answers ARP for its own address alone.
        first.silent.add(SECOND_PRIVATE)
        second.silent.add(first.address)
        gateway: VpnGateway = world.roles[FIRST.name]
        gateway.end_tunnels(world.ends[node.name], SECOND_PRIVATE, site.INTERNAL_HOME_AGENT)

    world.install(node, setup)


def add_failures(world: World) -> None:
    """Let the timeline disconnect a gateway's first private interface."""
    for place in (FIRST, SECOND):
        if place.name in world.nodes:
            world.actors["fail", place.name] = _failing(world, place.name)


def _failing(world: World, name: str) -> Callable[[dict[str, Any]], None]:
    return lambda _: _fail(world, name)


def _fail(world: World, name: str) -> None:
    node = world.nodes[name]
    first = node.interfaces["vpn-inside"]
    first.detach()
    spare = node.interfaces.get(SECOND_INTERFACE)
    if spare is not None:
        _take_over(node.routes, first, spare)


def _take_over(routes: RoutingTable, failed: Interface, spare: Interface) -> None:
    """Move every route from *failed* to *spare*: the gateway sees its own link go down."""
    for route in routes.by_device(failed):
        routes.add(replace(route, device=spare))
