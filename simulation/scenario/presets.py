"""Scenario presets: the timelines that every option is run under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulation.time import SECOND

GAP = SECOND // 10
"""Between leaving one link and joining the next."""
SWITCH_ON = 1 * SECOND


@dataclass(frozen=True, slots=True)
class Preset:
    """A scenario without an option."""

    slug: str
    title: str
    summary: str
    seconds: int
    start: Mapping[str, str]
    actions: tuple[Mapping[str, Any], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    flows: tuple[tuple[str, str], ...] = (("mn", "cn"),)

    @property
    def duration_ns(self) -> int:
        """How long its runs last."""
        return self.seconds * SECOND

    def document(self, option: str = "1.1", seed: int = 1) -> dict[str, Any]:
        """Return the scenario document of this preset under *option*."""
        on = [{"at_ns": SWITCH_ON, "node": node, "do": "switch-on"} for node in self.start]
        return {
            "option": option,
            "slug": self.slug,
            "title": self.title,
            "seed": seed,
            "duration_ns": self.duration_ns,
            "start": dict(self.start),
            "actions": on + [dict(each) for each in self.actions],
            "flows": [list(each) for each in self.flows],
            **self.settings,
        }


def _move(node: str, link: str, at_s: float) -> tuple[dict[str, Any], ...]:
    at = round(at_s * SECOND)
    return (
        {"at_ns": at, "node": node, "do": "detach"},
        {"at_ns": at + GAP, "node": node, "do": "attach", "link": link},
    )


def _moves(*steps: tuple[str, float]) -> tuple[dict[str, Any], ...]:
    return tuple(action for link, at_s in steps for action in _move("mn", link, at_s))


_LEAVE = _moves(("cellular", 10))
_FROM_OFFICE = {"mn": "office"}
_FROM_CELLULAR = {"mn": "cellular"}

_ALL = (
    Preset(
        "power-up-inside",
        "Switched on in the office",
        "The node starts inside and finds out that it is.",
        20,
        _FROM_OFFICE,
    ),
    Preset(
        "leave-colocated",
        "Out of the office, onto a cellular network",
        "The node leaves and gets an address of its own.",
        40,
        _FROM_OFFICE,
        _LEAVE,
    ),
    Preset(
        "leave-foreign-agent",
        "Out of the office, into a hotspot",
        "The node leaves to where a foreign agent offers its address.",
        40,
        _FROM_OFFICE,
        _moves(("hotspot", 10)),
    ),
    Preset(
        "handover-outside",
        "From network to network outside",
        "Cellular, hotspot, cellular: what does each move cost?",
        60,
        _FROM_CELLULAR,
        _moves(("hotspot", 20), ("cellular", 40)),
    ),
    Preset(
        "behind-nat",
        "Into a hotel with a NAT",
        "The node gets a private address behind a translator.",
        60,
        _FROM_CELLULAR,
        _moves(("hotel", 20)),
    ),
    Preset(
        "nat-rebind",
        "The hotel's NAT gives another port",
        "Nobody moves; the translator changes the port under a standing tunnel.",
        90,
        {"mn": "hotel"},
        ({"at_ns": 20 * SECOND, "node": "nat", "do": "rebind"},),
        {"dpd_s": 10},
    ),
    Preset(
        "return-inside",
        "Back to the office and out again",
        "What is left of the VPN when the node comes home, and when it leaves again?",
        60,
        _FROM_CELLULAR,
        _moves(("office", 20), ("cellular", 40)),
    ),
    Preset(
        "two-outside",
        "Two nodes outside talk to each other",
        "Then one of them goes inside: does the other still reach it?",
        50,
        {"mn": "cellular", "mn2": "hotspot"},
        _move("mn2", "office", 30),
        {},
        (("mn", "mn2"),),
    ),
    Preset(
        "crash-restart",
        "A crash outside, a restart inside",
        "The node forgets its keys; the others remember.",
        60,
        _FROM_CELLULAR,
        (
            {"at_ns": 20 * SECOND, "node": "mn", "do": "crash"},
            {"at_ns": 25 * SECOND, "node": "mn", "do": "restart", "link": "office"},
        ),
    ),
    Preset(
        "gateway-nat",
        "The gateway translates inner addresses",
        "Out of the office, but the gateway hides inner addresses behind its own.",
        40,
        _FROM_OFFICE,
        _LEAVE,
        {"gateway_nat": True},
    ),
    Preset(
        "content-filter",
        "The inner firewall looks into packets",
        "Out of the office, but tunnelled packets are refused inside.",
        40,
        _FROM_OFFICE,
        _LEAVE,
        {"content_filter": True},
    ),
    Preset(
        "big-packets",
        "Packets that no longer fit",
        "Out of the office with packets that fill the MTU before they are wrapped.",
        40,
        _FROM_OFFICE,
        _LEAVE,
        {"payload_octets": 1440, "tcp_segment_octets": 1460},
    ),
    Preset(
        "pseudo-nat-attack",
        "A translator that is none",
        "An attacker on the hotspot rewrites addresses for ten seconds, then leaves.",
        60,
        _FROM_CELLULAR,
        (
            *_moves(("hotspot", 15)),
            {"at_ns": 15 * SECOND, "node": "attacker", "do": "attack", "on": True},
            {"at_ns": 25 * SECOND, "node": "attacker", "do": "attack", "on": False},
        ),
        # A foreign agent's requests ask for no NAT traversal, so there would be less to see.
        {"care_of": "colocated"},
    ),
    Preset(
        "gateway-renumbering",
        "The gateway's private address changes",
        "The administrator renumbers; nobody tells the nodes.",
        60,
        _FROM_CELLULAR,
        ({"at_ns": 20 * SECOND, "node": "vpn-gw", "do": "renumber", "address": "10.0.1.11"},),
    ),
    Preset(
        "rekey",
        "Keys that do not last",
        "Associations live half a minute, IKE's own little longer; one move in the middle of it.",
        130,
        _FROM_CELLULAR,
        _moves(("hotspot", 60)),
        # WireGuard's 120 s are no parameter: the run is as long as they take.
        {"esp_lifetime_s": 30, "ike_lifetime_s": 80},
    ),
    Preset(
        "grand-tour",
        "A day on the road",
        "Home, office, cellular, hotspot, hotel, cellular, office.",
        140,
        {"mn": "home"},
        _moves(
            ("office", 20),
            ("cellular", 40),
            ("hotspot", 60),
            ("hotel", 80),
            ("cellular", 100),
            ("office", 120),
        ),
    ),
)

PRESETS: Mapping[str, Preset] = {each.slug: each for each in _ALL}
