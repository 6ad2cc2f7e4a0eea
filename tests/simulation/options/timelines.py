"""Short timelines in which everybody who can do an action does it, one after the other."""

from simulation.scenario import ACTIONS
from simulation.time import SECOND

START = {"mn": "hotel", "mn2": "cellular"}
UNTIL_S = 16
_UNDONE_BY = {"crash": "restart", "cut": "restore", "detach": "attach"}
_LINK_OF = {
    "mn": "hotel",
    "mn2": "cellular",
    "internet": "isp",
    "core-router": "core",
    "cn": "servers",
    "nat": "hotel-wan",
    "outer-fw": "isp",
    "inner-fw": "core",
    "vpn-gw": "dmz",
    "vpn-gw2": "dmz",
    "i-ha": "home",
    "x-ha": "dmz",
    "i-fa": "office",
    "x-fa": "hotspot",
    "mip-proxy": "vpn-inside",
    "attacker": "hotspot",
}
"""From which link each node is cut off."""
_ADDRESS_OF = {"nat": "198.51.100.78"}


def document(option, do, **settings):
    """Return a scenario of *option* with *do* by everybody who can, and what undoes it later."""
    actions = [_written("switch-on", node, 1) for node in START]
    for number, node in enumerate(ACTIONS[do].actors(START)):
        at_s = 5 + number / 4
        actions.append(_written(do, node, at_s))
        if do in _UNDONE_BY:
            actions.append(_written(_UNDONE_BY[do], node, at_s + 1))
    return {
        "option": option,
        "duration_ns": UNTIL_S * SECOND,
        "start": START,
        "actions": actions,
        "flows": [["mn", "cn"], ["mn2", "cn"]],
        "packets_per_second": 4,
        **settings,
    }


def _written(do, node, at_s):
    needed = next(fields for nodes, fields in ACTIONS[do].variants(START) if node in nodes)
    values = {
        "address": _ADDRESS_OF.get(node, "10.0.1.11"),
        "on": True,
        "link": "hotspot" if do in ("attach", "restart") else _LINK_OF[node],
        "frames": 3,
        "delay_ms": 40,
        "loss": 0.2,
        "octets": 600,
        "rule": "conversations begun inside" if node == "outer-fw" else "inside to VPN clients",
    }
    fields = {each.key: values[each.key] for each in needed}
    return {"at_ns": round(at_s * SECOND), "node": node, "do": do, **fields}
