"""Scenario documents that claims are judged by: presets with settings, and a few of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation import PRESETS, read_scenario, with_settings
from simulation.scenario import NODES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECOND = 1_000_000_000
GAP = SECOND // 10

Document = dict[str, Any]


def scene(option: str, preset: str, *settings: str) -> Document:
    """Return the full document of *preset* under *option* with ``KEY=VALUE`` settings."""
    return _set(PRESETS[preset].document(option), settings)


def timeline(
    option: str,
    slug: str,
    title: str,
    seconds: float,
    start: Mapping[str, str],
    steps: Sequence[tuple[Any, ...]] = (),
    *settings: str,
    flows: Sequence[tuple[str, str]] = (("mn", "cn"),),
) -> Document:
    """Return a document of *seconds*; all nodes are switched on at 1 s.

    A step is ``(s, node, link)`` for a move, or ``(s, node, action, fields)``.
    """
    actions: list[dict[str, Any]] = [
        {"at_ns": SECOND, "node": node, "do": "switch-on"} for node in start
    ]
    for at_s, node, what, *rest in steps:
        at = round(at_s * SECOND)
        if rest:
            actions.append({"at_ns": at, "node": node, "do": what, **rest[0]})
        else:
            actions.append({"at_ns": at, "node": node, "do": "detach"})
            actions.append({"at_ns": at + GAP, "node": node, "do": "attach", "link": what})
    document = {
        "option": option,
        "slug": slug,
        "title": title,
        "seed": 1,
        "duration_ns": round(seconds * SECOND),
        "start": dict(start),
        "actions": actions,
        "flows": [list(each) for each in flows],
    }
    return _set(document, settings)


def _set(document: Document, settings: Sequence[str]) -> Document:
    pairs = dict(each.split("=", 1) for each in settings)
    return read_scenario(with_settings(document, pairs)).document()


def outside_only(option: str, *settings: str) -> Document:
    """Return a short stay on the cellular link: what every packet is made of, and no more."""
    return timeline(
        option,
        "short-stay-outside",
        "A short stay outside",
        9,
        {"mn": "cellular"},
        (),
        "packets_per_second=5",
        *settings,
    )


def short_stay(option: str, link: str, *settings: str) -> Document:
    """Return 12 s on *link*: at the hotspot an agent offers its address, the hotel has a NAT."""
    return timeline(
        option,
        f"short-stay-{link}",
        f"A short stay, {link}",
        12,
        {"mn": link},
        (),
        "packets_per_second=5",
        *settings,
    )


def neighbours(option: str, *settings: str) -> Document:
    """Return a stay of two nodes at one hotspot that talk to each other."""
    return timeline(
        option,
        "neighbours",
        "Two nodes at one hotspot talk to each other",
        16,
        {"mn": "hotspot", "mn2": "hotspot"},
        (),
        "packets_per_second=5",
        *settings,
        flows=(("mn", "mn2"),),
    )


def long_transfer(option: str, link: str, *settings: str) -> Document:
    """Return a stay on *link* with a transfer of 300,000 octets in segments that fill the MTU."""
    return timeline(
        option,
        f"long-transfer-{link}",
        f"A transfer of long segments, {link}",
        40,
        {"mn": link},
        (),
        "traffic=tcp",
        "tcp_segment_octets=1460",
        "tcp_rate_kbps=0",
        "tcp_octets=300000",
        "tcp_direction=up",
        *settings,
    )


def minutes_inside(option: str, *settings: str) -> Document:
    """Return a day on which the node is inside for three minutes and goes out again."""
    return timeline(
        option,
        "three-minutes-inside",
        "Three minutes inside, then out again",
        230,
        {"mn": "cellular"},
        ((10, "mn", "office"), (190, "mn", "cellular")),
        "packets_per_second=2",
        *settings,
    )


def two_and_inside(option: str, *settings: str) -> Document:
    """Return `two-outside` with a third party inside that talks to the second node as well."""
    return timeline(
        option,
        "two-outside-and-inside",
        "Two nodes outside, and one host inside",
        50,
        {"mn": "cellular", "mn2": "hotspot"},
        ((30, "mn2", "office"),),
        *settings,
        flows=(("mn", "mn2"), ("mn2", "cn")),
    )


def crash_in_company(option: str, *settings: str) -> Document:
    """Return `crash-restart` with a second node outside that goes on sending to the first."""
    return timeline(
        option,
        "crash-in-company",
        "A crash, and a peer outside that goes on sending",
        60,
        {"mn": "cellular", "mn2": "hotspot"},
        ((20, "mn", "crash", {}), (25, "mn", "restart", {"link": "office"})),
        *settings,
        flows=(("mn", "mn2"),),
    )


def crash_outside(option: str, *settings: str) -> Document:
    """Return the same crash, after which the node starts again outside where it was."""
    return timeline(
        option,
        "crash-outside-in-company",
        "A crash outside, and a peer outside that goes on sending",
        60,
        {"mn": "cellular", "mn2": "hotspot"},
        ((20, "mn", "crash", {}), (25, "mn", "restart", {"link": "cellular"})),
        *settings,
        flows=(("mn", "mn2"),),
    )


def both_at(option: str, link: str, *settings: str) -> Document:
    """Return a stay of two nodes on the same link, each with a flow of its own."""
    return timeline(
        option,
        f"two-at-{link}",
        f"Two nodes on the same link, {link}",
        14,
        {"mn": link, "mn2": link},
        (),
        "packets_per_second=5",
        *settings,
        flows=(("mn", "cn"), ("mn2", "cn")),
    )


def idle_hour(option: str, moves: int, *settings: str) -> Document:
    """Return ten minutes without data, with *moves* between two links outside."""
    places = ("hotspot", "cellular")
    steps = [(20 + 20 * n, "mn", places[n % 2]) for n in range(moves)]
    return timeline(
        option,
        f"ten-minutes-{moves}-moves",
        f"Ten minutes outside, {moves} moves",
        600,
        {"mn": "cellular"},
        steps,
        "packets_per_second=0",
        "care_of=colocated",
        *settings,
    )


def attacked(option: str, *settings: str) -> Document:
    """Return `pseudo-nat-attack`, shortened: arrival at 6 s, the attacker from 6 to 14 s."""
    return timeline(
        option,
        "short-attack",
        "A translator that is none, for eight seconds",
        26,
        {"mn": "cellular"},
        (
            (6, "mn", "hotspot"),
            (6, "attacker", "attack", {"on": True}),
            (14, "attacker", "attack", {"on": False}),
        ),
        "care_of=colocated",
        *settings,
    )


def forged(option: str, *settings: str) -> Document:
    """Return a run in which the attacker listens, then replays and forges from off the path."""
    return timeline(
        option,
        "replay-and-forge",
        "Replays and forgeries",
        26,
        {"mn": "cellular"},
        (
            (6, "mn", "hotspot"),
            (6, "attacker", "attack", {"on": True}),
            (14, "attacker", "attack", {"on": False}),
            (16, "attacker", "replay", {}),
            (18, "attacker", "forge", {}),
        ),
        "care_of=colocated",
        *settings,
    )


def guessed(option: str, *settings: str) -> Document:
    """Return a run in which the attacker tries words on a captured registration."""
    return timeline(
        option,
        "dictionary",
        "A dictionary against a registration",
        26,
        {"mn": "cellular"},
        (
            (6, "mn", "hotspot"),
            (6, "attacker", "attack", {"on": True}),
            (12, "attacker", "attack", {"on": False}),
            (14, "attacker", "dictionary", {}),
        ),
        "care_of=colocated",
        *settings,
    )


def injected(option: str, *settings: str) -> Document:
    """Return a run in which the attacker tunnels plain data to the inside in the node's name."""
    return timeline(
        option,
        "injection",
        "Plain data in another's name",
        20,
        {"mn": "cellular"},
        (
            (6, "mn", "hotspot"),
            (6, "attacker", "attack", {"on": True}),
            (12, "attacker", "attack", {"on": False}),
            (14, "attacker", "inject", {}),
        ),
        "care_of=colocated",
        "nat_traversal=off",
        "attack_target=mobike",
        *settings,
    )


def one_broadcast(option: str, *settings: str) -> Document:
    """Return a stay outside during which the home link's router broadcasts once, at 12 s."""
    return timeline(
        option,
        "one-broadcast",
        "A broadcast of the home network",
        15,
        {"mn": "cellular"},
        ((12, "core-router", "broadcast", {}),),
        "broadcasts=on",
        "packets_per_second=5",
        *settings,
    )


def many(option: str, link: str, count: int, *settings: str) -> Document:
    """Return *count* nodes, each with its flow, switched on together on one link."""
    names = NODES[:count]
    return timeline(
        option,
        f"{count}-nodes-at-{link}",
        f"{count} nodes on one link",
        12,
        dict.fromkeys(names, link),
        (),
        "packets_per_second=2",
        *settings,
        flows=[(name, "cn") for name in names],
    )


def overlapping(option: str, *settings: str) -> Document:
    """Return two nodes outside of which the second comes ten seconds after the first."""
    document = timeline(
        option,
        "overlapping",
        "Two nodes, one of which comes later",
        34,
        {"mn": "cellular", "mn2": "hotspot"},
        (),
        "packets_per_second=5",
        *settings,
        flows=(("mn", "cn"), ("mn2", "cn")),
    )
    for action in document["actions"]:
        if action["node"] == "mn2":
            action["at_ns"] = 10 * SECOND
    return read_scenario(document).document()


def failing(option: str, *settings: str) -> Document:
    """Return a stay outside during which the gateway's first private interface fails, at 8 s."""
    return timeline(
        option,
        "failing-interface",
        "A private interface of the gateway fails",
        30,
        {"mn": "cellular"},
        ((8, "vpn-gw", "fail", {}),),
        "packets_per_second=5",
        "registration_lifetime_inside_s=20",
        *settings,
    )


def home_link_gateway(option: str, *settings: str) -> Document:
    """Return a stay outside and a return inside at 12 s; ARP entries live for 3 s."""
    return timeline(
        option,
        "gateway-at-home",
        "The gateway and the home agent on one link",
        24,
        {"mn": "cellular"},
        ((12, "mn", "office"),),
        "packets_per_second=5",
        "arp_lifetime_s=3",
        *settings,
    )
