"""Who and what a scenario can name: the reference world's links and nodes, and links' figures."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from simulation.scenario.parameters import LINK_PARAMETERS

_DELAYS_AND_RATES: Mapping[str, tuple[float, float]] = {
    "home": (0.5, 100_000),
    "office": (0.5, 100_000),
    "servers": (0.5, 100_000),
    "core": (0.5, 100_000),
    "vpn-inside": (0.5, 100_000),
    "dmz": (0.5, 100_000),
    "isp": (5, 45_000),
    "operator": (15, 100_000),
    "hotspot": (10, 5_000),
    "cellular": (60, 1_000),
    "hotel": (2, 10_000),
    "hotel-wan": (15, 2_000),
}
"""Propagation delay, one way, in ms, and rate in kb/s of every link of the reference world."""

LINKS = tuple(_DELAYS_AND_RATES)
"""Link ids of the reference world, in the order in which captures list them."""
LINK_PREFIXES: Mapping[str, str] = {
    "home": "10.1.0.0/24",
    "office": "10.2.0.0/24",
    "servers": "10.3.0.0/24",
    "core": "10.0.0.0/24",
    "vpn-inside": "10.0.1.0/24",
    "dmz": "192.0.2.0/26",
    "isp": "192.0.2.64/26",
    "operator": "198.51.100.0/26",
    "hotspot": "203.0.113.0/25",
    "cellular": "203.0.113.128/25",
    "hotel": "192.168.1.0/24",
    "hotel-wan": "198.51.100.64/26",
}
"""The prefix of every link of the reference world."""
ACCESS_LINKS = ("home", "office", "hotspot", "cellular", "hotel")
"""Links that mobile nodes can join."""
LINK_DEFAULTS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        name: MappingProxyType(
            {each.key: each.default for each in LINK_PARAMETERS}
            | {"delay_ms": float(delay_ms), "rate_kbps": float(rate_kbps)}
        )
        for name, (delay_ms, rate_kbps) in _DELAYS_AND_RATES.items()
    }
)
"""What each parameter of each link is where a scenario says nothing about it."""

NODES = ("mn", *(f"mn{number}" for number in range(2, 61)))
"""As many as the external home network of the reference world (a /26) has addresses for."""
ATTACKER = "attacker"
MACHINES = (
    "internet",
    "core-router",
    "cn",
    "nat",
    "outer-fw",
    "inner-fw",
    "vpn-gw",
    "vpn-gw2",
    "i-ha",
    "x-ha",
    "i-fa",
    "x-fa",
    "mip-proxy",
)
"""Hosts and routers that stand somewhere and are on from the beginning, where there are such."""
