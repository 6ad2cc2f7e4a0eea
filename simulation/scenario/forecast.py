"""How many events a run will make, roughly, before it is begun: from its document alone.

Nearly all events of a run are those of data on its way: for each link a frame that is sent and one
that arrives, and on the way tunnels that are entered and left.  So it counts datagrams, by where
the mobile nodes are when they are sent, and what each costs there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from simulation.errors import LimitError
from simulation.scenario import families
from simulation.scenario.document import MOST_EVENTS
from simulation.scenario.places import LINK_DEFAULTS
from simulation.time import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.scenario.document import Scenario

_COSTS: Final = {
    "no gateway": (7.5, 13.0),
    "the gateway is the agent": (17.0, 16.5),
    "an agent and a gateway": (13.0, 21.5),
    "two agents": (13.0, 27.0),
}
"""Events of a datagram between correspondent and mobile node, inside and outside, measured under
all options of a family; the tests hold them to what runs make."""
BETWEEN_MOBILES: Final = 0.7
"""What each half of the way between two mobile nodes costs of that to the correspondent node."""
LOST: Final = 7.0
"""Events of a datagram that cannot come, at both ends."""
UNSENT: Final = 1.0
"""Events of a datagram that its sender does not let out."""
BEGINNING: Final = 600.0
"""Events of a node that is switched on or moves: DHCP, detection, key exchange, registrations."""
A_SECOND: Final = 12.0
"""Events of a second in which nobody sends data: advertisements, renewals, keepalives."""
_INSIDE_LINKS: Final = ("home", "office")
_BORDER: Final = ("isp", "dmz")
"""Links that everybody outside has on the way."""
_IP: Final = 20
_HEADERS: Final = 28
_TUNNELS: Final = 100
"""Octets that the tunnels of a node outside add, the most of most options."""
_ICMP: Final = 8
_A_PIECE: Final = 0.8
"""What a further piece costs, which is not cut on every link."""


def check(scenario: Scenario) -> None:
    """Raise `LimitError` where the run of *scenario* would make more events than one may."""
    expected = events(scenario)
    if expected > MOST_EVENTS:
        raise LimitError(
            f"about {expected:,} events are forecast, and a run makes {MOST_EVENTS:,} at most",
            where="duration_ns",
            accepted="a shorter run, fewer flows, or fewer packets per second",
        )


def events(scenario: Scenario) -> int:
    """Return about how many events the run of *scenario* makes: within a factor of two."""
    stays = {node: list(_stays(scenario, node)) for node in scenario.start}
    total = A_SECOND * scenario.duration_ns / SECOND
    total += BEGINNING * sum(len(each) for each in stays.values())
    for left, right in scenario.flows:
        share = BETWEEN_MOBILES if left in stays and right in stays else 1.0
        for node in (left, right):
            if node in stays:
                total += share * sum(_of_stay(scenario, *each) for each in stays[node])
    return round(total)


def _stays(scenario: Scenario, node: str) -> Iterator[tuple[str, float]]:
    """Yield the links that *node* is on while it is on, and for how long, in seconds."""
    link, since = scenario.start[node], None
    for action in scenario.actions:
        if action["node"] != node:
            continue
        if since is not None and action["do"] in ("detach", "attach", "crash"):
            yield link, (action["at_ns"] - since) / SECOND
            since = None
        link = action.get("link", link)
        if action["do"] in ("switch-on", "restart", "attach"):
            since = action["at_ns"] if since is None else since
    if since is not None and since < scenario.duration_ns:
        yield link, (scenario.duration_ns - since) / SECOND


def _of_stay(scenario: Scenario, link: str, seconds: float) -> float:
    """Return the events of one flow's data while its mobile node is on *link*."""
    inside = link in _INSIDE_LINKS
    each = _events_each(scenario, inside=inside, link=link)
    kinds = scenario["traffic"].split("+")
    total = 0.0
    if "flow" in kinds:
        ways = 2 if scenario["flow_direction"] == "both" else 1
        pace = ways * scenario["packets_per_second"]
        total += pace * _pieces(scenario, scenario["payload_octets"], link, inside=inside)
    if "ping" in kinds:
        total += 2 * _pieces(scenario, scenario["ping_octets"] + _ICMP, link, inside=inside)
    if "tcp" in kinds:
        total += 2 * _octets_a_second(scenario, link) / scenario["tcp_segment_octets"]
    return total * seconds * each


def _events_each(scenario: Scenario, *, inside: bool, link: str) -> float:
    """Return what one datagram costs."""
    lost = _lost(scenario, link, inside=inside)
    if lost:
        return lost
    inner, outer = _COSTS[_family(scenario.option)]
    return inner if inside else outer


def _lost(scenario: Scenario, link: str, *, inside: bool) -> float:
    """Return what a datagram costs that cannot come on *link*; 0 where it can.

    The baseline has no use for a foreign agent's address, host routing does not cross NATs, and a
    filter that refuses Mobile IP's tunnels ends what comes out of the VPN.
    """
    option = scenario.option
    if option == "5":
        return UNSENT if link == "hotel" else 0
    if option == "0" and link == "hotspot" and scenario["care_of"] != "colocated":
        return LOST
    filtered = scenario["content_filter"] and option in families.INTERNAL_AGENT
    return LOST if filtered and not inside else 0


def _family(option: str) -> str:
    if option not in families.GATEWAY:
        return "no gateway"
    if option not in families.INTERNAL_AGENT:
        return "the gateway is the agent"
    return "two agents" if option in families.EXTERNAL_AGENT else "an agent and a gateway"


def _pieces(scenario: Scenario, payload: int, link: str, *, inside: bool) -> float:
    """Return how many datagrams one costs as much as that is cut for the narrowest of its links."""
    crossed = (link, *(() if inside else _BORDER))
    narrowest = min(_figure(scenario, each, "mtu") for each in crossed)
    octets = payload + _HEADERS + (_IP if inside else _TUNNELS)
    if octets <= narrowest:
        return 1
    return 1 + _A_PIECE * (math.ceil(octets / max(narrowest - _IP, 1)) - 1)


def _octets_a_second(scenario: Scenario, link: str) -> float:
    """Return how fast a TCP transfer goes, spread over all the run where it is over before."""
    pace = scenario["tcp_rate_kbps"] or _figure(scenario, link, "rate_kbps")
    spread = scenario["tcp_octets"] * SECOND / scenario.duration_ns
    return float(min(min(pace, _figure(scenario, link, "rate_kbps")) * 125, spread))


def _figure(scenario: Scenario, link: str, key: str) -> float:
    return float(scenario.link.get(link, {}).get(key, LINK_DEFAULTS[link][key]))
