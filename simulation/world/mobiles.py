"""Mobile nodes: what every option builds alike around its own setup of the role."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from simulation.ike.configuration import Configuration, Login
from simulation.ike.retransmission import Backoff
from simulation.roles.detection import DetectionConfig
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mobile_config import MobileConfig
from simulation.roles.mobile_node import MobileNode
from simulation.roles.registration_client import RegistrationTarget
from simulation.scenario import NODES
from simulation.time import seconds
from simulation.wire.address import ANY, Address, Prefix
from simulation.world import site
from simulation.world.world import Mobile, World

_PLACES = {name: place for place, name in enumerate(NODES)}
SHARED_SPI = 0xC0111DED
"""The first SPI of every client, where the scenario has them collide."""
_PASSWORD = "correct horse"  # noqa: S105 a user's password inside the simulated world


@dataclass(frozen=True, slots=True)
class Secrets:
    """The mobility security associations of every mobile node of a world."""

    internal: dict[str, MobilitySecurity]
    external: dict[str, MobilitySecurity]


def identity(name: str) -> str:
    """Return the phase-1 identity of a mobile node."""
    return f"{name}@example.com"


def home_address(name: str) -> Address:
    """Return the internal home address of a mobile node."""
    return Address(site.HOME_PREFIX.network + 100 + _PLACES[name])


def inner_address(name: str) -> Address:
    """Return the tunnel inner address that the gateway gives to a mobile node."""
    return Address(site.TIA_POOL.network + 5 + _PLACES[name])


def external_home(name: str, prefix: Prefix) -> Address:
    """Return the external home address of a mobile node."""
    return Address(prefix.network + 1 + _PLACES[name])


def make_secrets(world: World) -> Secrets:
    """Return fresh secrets for every mobile node of the scenario."""
    names = sorted(world.scenario.start)
    return Secrets(
        {name: world.mobility_security(f"{name} and i-ha") for name in names},
        {name: world.mobility_security(f"{name} and x-ha") for name in names},
    )


def by_home(world: World, secrets: dict[str, MobilitySecurity]) -> dict[Address, MobilitySecurity]:
    """Return the security associations of all mobile nodes by home address."""
    return {home_address(name): secrets[name] for name in sorted(world.scenario.start)}


def denied_flows(world: World) -> tuple[tuple[Prefix, Prefix], ...]:
    """Return the pairs of networks between which the internal home agent's policy lets nothing."""
    if not world.scenario["deny_mobile_to_mobile"]:
        return ()
    homes = [Prefix.host(home_address(name)) for name in sorted(world.scenario.start)]
    return tuple((left, right) for left in homes for right in homes if left != right)


def trusted_networks(world: World, *, default: bool) -> bool:
    """Return whether the scenario wants extension 149 under an option of that default."""
    choice = world.scenario["tnc"]
    return default if choice == "auto" else bool(choice == "on")


def care_of(world: World, default: str) -> str:
    """Return the care-of policy that the scenario wants under an option of that default."""
    choice = world.scenario["care_of"]
    return default if choice == "auto" else str(choice)


def internal_target(
    world: World, name: str, secrets: Secrets, **changes: Any
) -> RegistrationTarget:
    """Return what a node asks of the internal home agent."""
    scenario = world.scenario
    values: dict[str, Any] = {
        "home_address": home_address(name),
        "home_agent": site.INTERNAL_HOME_AGENT,
        "security": secrets.internal[name],
        "lifetime": scenario["registration_lifetime_inside_s"],
        "encapsulation": scenario["encapsulation"],
        "reverse_tunnel": scenario["reverse_tunnel"],
        "broadcasts": scenario["broadcasts"],
    }
    if changes.pop("dynamic", False):
        values |= {"home_address": ANY, "nai": identity(name)}
    return RegistrationTarget(**{**values, **changes})


def external_target(
    world: World, name: str, secrets: Secrets, place: tuple[str, Address, Prefix]
) -> RegistrationTarget:
    """Return what a node asks of the external home agent."""
    scenario = world.scenario
    return RegistrationTarget(
        home_address=external_home(name, place[2]),
        home_agent=place[1],
        security=secrets.external[name],
        lifetime=scenario["registration_lifetime_outside_s"],
        encapsulation=scenario["encapsulation"],
        reverse_tunnel=scenario["reverse_tunnel"],
    )


def home_broadcast(world: World) -> Address | None:
    """Return the broadcast address of the home network, where nodes ask for its broadcasts."""
    return site.HOME_PREFIX.broadcast if world.scenario["broadcasts"] else None


def detection(world: World, *, trusted: bool) -> DetectionConfig:
    """Return by what nodes of this scenario tell inside from outside."""
    scenario = world.scenario
    return DetectionConfig(
        needs_extension=trusted,
        silence_ns=seconds(scenario["silence_s"]),
        monitor_ns=seconds(scenario["t_monitor_s"]),
        postpone_ns=seconds(scenario["t_detect_s"]),
    )


def _spis(world: World) -> Callable[[], int]:
    """Return a function that gives a client its SPIs: from the second on, no two are alike."""
    fresh = world.allocate_spi
    if not world.scenario["spi_collision"]:
        return fresh
    draws = chain([SHARED_SPI], iter(fresh, None))
    return lambda: next(draws)


def _common_ike(world: World) -> dict[str, Any]:
    """Return what both ends of IKE are told alike: lifetimes, repetitions, the replay window."""
    scenario = world.scenario
    ends = {"client": "initiator", "gateway": "responder", "both": "both"}
    return {
        "ike_lifetime": scenario["ike_lifetime_s"],
        "child_lifetime": scenario["esp_lifetime_s"],
        "rekeyed_by": ends[scenario["rekeyed_by"]],
        "backoff": Backoff(first_ns=seconds(scenario["ike_retry_s"]), tries=scenario["ike_tries"]),
        "replay_window": scenario["replay_window"],
    }


def client_ike(world: World, name: str, key: bytes, **changes: Any) -> Configuration:
    """Return the IKE configuration of a mobile node's VPN client."""
    scenario = world.scenario
    values: dict[str, Any] = {
        "identity": identity(name),
        "stream": lambda use: world.stream(f"{name}/ike/{use}"),
        "allocate_spi": _spis(world),
        "keys": {site.GATEWAY_PUBLIC: key},
        "suite": scenario["suite"],
        "nat_traversal": scenario["nat_traversal"],
        "request_address": True,
        "no_nats_allowed": scenario["no_nats_allowed"],
        "send_initial_contact": scenario["initial_contact"],
        **_common_ike(world),
        "dpd_interval_ns": seconds(scenario["dpd_s"]) or None,
        "nat_keepalive_ns": seconds(scenario["nat_keepalive_s"]),
        "login": Login(name, _PASSWORD, scenario["user_seconds"]) if scenario["xauth"] else None,
    }
    return Configuration(**{**values, **changes})


def gateway_ike(world: World, **changes: Any) -> Configuration:
    """Return the gateway's IKE configuration."""
    scenario = world.scenario
    names = sorted(scenario.start)
    values: dict[str, Any] = {
        "identity": str(site.GATEWAY_PUBLIC),
        "stream": lambda use: world.stream(f"vpn-gw/ike/{use}"),
        "allocate_spi": world.allocate_spi,
        "suite": scenario["suite"],
        "nat_traversal": scenario["nat_traversal"],
        "pool": {identity(name): inner_address(name) for name in names},
        "honour_delete": scenario["honour_delete"],
        "honour_initial_contact": scenario["initial_contact"],
        **_common_ike(world),
        "follow_nat": scenario["follow_nat"],
        "return_routability": scenario["return_routability"],
        "users": dict.fromkeys(names, _PASSWORD) if scenario["xauth"] else {},
    }
    return Configuration(**{**values, **changes})


def add_mobile(world: World, name: str, setup: Callable[[Mobile], MobileConfig] | None) -> Mobile:
    """Add a mobile node whose role is built from *setup* whenever it is switched on.

    Without *setup* the caller says how it is built.
    """
    label = {"mn": "mobile node", "mn2": "second mobile node"}
    node = world.node(name, label.get(name, f"mobile node {name[2:]}"), "mobile-node")
    interface = node.add_interface("eth0")
    mobile = Mobile(
        name,
        node,
        interface,
        home_address(name),
        Address(0),
        inner_address(name),
        link=world.scenario.start[name],
    )
    if setup is not None:
        mobile.build = lambda: MobileNode(node, interface, world.ends[name], setup(mobile))
    world.mobiles[name] = mobile
    node.alive = False
    return mobile


def local_network_first(world: World) -> bool:
    """Return whether nodes outside take their link's prefix for near although the site has it."""
    shared: bool = world.scenario["hotel_network"] != "own"
    return shared and bool(world.scenario["local_network"] == "first")
