"""The stage: where the reference world's zones, links and nodes are drawn, whatever the option.

Coordinates are in units of a sheet of `WIDTH` by `HEIGHT`, origin at the top left.  A link is a
bus, a straight line that nodes reach over stubs; a frame travels stub, bus, stub.  A node has one
place for each link that it may be drawn at; most have only one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from simulation.scenario import LINK_PREFIXES

WIDTH: Final = 1000
HEIGHT: Final = 500

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Zone:
    """A region of the map that one party runs."""

    id: str
    title: str
    note: str
    trust: str
    """Whom the enterprise trusts here: inside, between or outside."""
    corners: tuple[Point, Point]
    """Top left and bottom right."""
    inside: str = ""
    """The zone that this one lies in, or empty."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A line that packets cross only where a node lets them."""

    id: str
    title: str
    keeper: str
    """Name of the node that filters here."""
    line: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class LinkShape:
    """How a link is drawn."""

    id: str
    title: str
    zone: str
    bus: tuple[Point, Point]
    label: Point
    stubs: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    """Node name to the corners of its way to the bus; others meet the bus at a right angle."""
    slots: tuple[Point, ...] = ()
    """Where nodes that no place is known for are put, in turn."""


@dataclass(frozen=True, slots=True)
class NodePlace:
    """Where a node is drawn, by the link that it is attached to; ``""`` stands for any other."""

    name: str
    glyph: str
    places: Mapping[str, Point]
    label: str = "below"
    """Side of the glyph on which the name stands: above, below, left or right."""


@dataclass(frozen=True, slots=True)
class PipeSource:
    """A table whose rows are drawn as pipes while they exist."""

    table: str
    ends: tuple[str, str]
    """Columns that hold the address of the end that keeps the row, and of the other end."""
    kind: str
    """Column that says what the pipe is made of."""
    role: str = ""
    """Role of every row's layer; where empty, the rows say it in their column `role`."""
    unless: tuple[str, str] = ("", "")
    """Column and value of the rows by which nothing is sent."""


PIPES: Final = (
    PipeSource("tunnels", ("local", "remote"), "kind"),
    PipeSource("sad", ("source", "destination"), "encapsulation", "ipsec", ("direction", "in")),
)

ZONES: Final = (
    Zone("enterprise", "Enterprise", "the protected intranet", "inside", ((12, 12), (372, 488))),
    Zone("dmz", "DMZ", "reachable from both sides", "between", ((396, 12), (588, 488))),
    Zone("internet", "Internet", "anyone may listen", "outside", ((612, 12), (752, 488))),
    Zone(
        "operator-net", "Operator", "another party", "outside", ((620, 372), (716, 480)), "internet"
    ),
    Zone("hotspot-net", "Hotspot", "WLAN with a foreign agent", "outside", ((764, 12), (988, 180))),
    Zone("cellular-net", "Cellular", "no agent", "outside", ((764, 188), (988, 326))),
    Zone("hotel-net", "Hotel", "private addresses behind NAT", "outside", ((764, 334), (988, 488))),
)

BOUNDARIES: Final = (
    Boundary("inner", "inner firewall", "inner-fw", ((384, 12), (384, 488))),
    Boundary("outer", "outer firewall", "outer-fw", ((600, 12), (600, 488))),
)

LINKS: Final = (
    LinkShape(
        "home",
        f"home {LINK_PREFIXES['home']}",
        "enterprise",
        ((40, 122), (262, 122)),
        (262, 106),
        {"core-router": ((262, 122),)},
        ((214, 172),),
    ),
    LinkShape(
        "office",
        f"office {LINK_PREFIXES['office']}",
        "enterprise",
        ((40, 268), (262, 268)),
        (230, 252),
        {"core-router": ((262, 268),)},
        ((214, 318),),
    ),
    LinkShape(
        "servers",
        f"servers {LINK_PREFIXES['servers']}",
        "enterprise",
        ((40, 424), (262, 424)),
        (262, 445),
        {"core-router": ((262, 424),)},
        ((214, 374), (150, 374)),
    ),
    LinkShape(
        "core", "core", "enterprise", ((262, 268), (384, 268)), (322, 252), {}, ((322, 318),)
    ),
    LinkShape(
        "vpn-inside",
        f"VPN inside {LINK_PREFIXES['vpn-inside']}",
        "dmz",
        ((424, 92), (424, 228)),
        (452, 82),
        {"inner-fw": ((384, 228), (424, 228))},
        ((424, 66),),
    ),
    LinkShape(
        "dmz",
        f"DMZ {LINK_PREFIXES['dmz']}",
        "dmz",
        ((552, 92), (552, 424)),
        (532, 445),
        {"inner-fw": ((384, 308), (552, 308))},
        ((488, 356),),
    ),
    LinkShape("isp", "ISP", "internet", ((600, 268), (682, 268)), (641, 252)),
    LinkShape("operator", "operator", "internet", ((682, 268), (682, 424)), (650, 360)),
    LinkShape(
        "hotspot",
        f"hotspot {LINK_PREFIXES['hotspot']}",
        "hotspot-net",
        ((682, 110), (974, 110)),
        (722, 96),
        {"internet": ((682, 110),)},
        ((844, 154),),
    ),
    LinkShape(
        "cellular",
        f"cellular {LINK_PREFIXES['cellular']}",
        "cellular-net",
        ((682, 268), (974, 268)),
        (722, 254),
        {"internet": ((682, 268),)},
        ((844, 310),),
    ),
    LinkShape(
        "hotel",
        f"hotel {LINK_PREFIXES['hotel']}",
        "hotel-net",
        ((812, 414), (974, 414)),
        (900, 398),
        {"nat": ((812, 414),)},
        ((850, 458),),
    ),
    LinkShape(
        "hotel-wan",
        "hotel WAN",
        "internet",
        ((722, 308), (722, 414)),
        (760, 402),
        {"internet": ((722, 308),), "nat": ((722, 414),)},
    ),
)

NODES: Final = (
    NodePlace("i-ha", "agent", {"": (76, 76)}, "right"),
    NodePlace("i-fa", "agent", {"": (76, 222)}, "right"),
    NodePlace("cn", "server", {"": (76, 378)}, "right"),
    NodePlace("core-router", "router", {"": (262, 268)}),
    NodePlace("inner-fw", "firewall", {"": (384, 268)}),
    NodePlace("vpn-gw", "gateway", {"": (488, 122)}),
    NodePlace("mip-proxy", "agent", {"": (488, 206)}),
    NodePlace("x-ha", "agent", {"": (488, 396), "operator": (682, 424)}),
    NodePlace("outer-fw", "firewall", {"": (600, 268)}),
    NodePlace("internet", "internet", {"": (682, 268)}),
    NodePlace("x-fa", "agent", {"": (812, 66)}, "right"),
    NodePlace("victim", "server", {"": (722, 424)}),
    NodePlace("attacker", "attacker", {"": (904, 66)}, "right"),
    NodePlace("nat", "nat", {"": (812, 414)}),
    NodePlace(
        "mn",
        "mobile",
        {
            "": (932, 310),
            "home": (116, 172),
            "office": (116, 318),
            "hotspot": (904, 154),
            "cellular": (904, 310),
            "hotel": (904, 458),
        },
        "left",
    ),
    NodePlace(
        "mn2",
        "mobile",
        {
            "": (840, 310),
            "home": (196, 172),
            "office": (196, 318),
            "hotspot": (820, 154),
            "cellular": (820, 310),
            "hotel": (838, 458),
        },
        "left",
    ),
)


def describe_stage() -> dict[str, Any]:
    """Return the whole sheet as plain data for the catalogue."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "zones": [asdict(zone) for zone in ZONES],
        "boundaries": [asdict(boundary) for boundary in BOUNDARIES],
        "links": [asdict(link) for link in LINKS],
        "nodes": [asdict(node) for node in NODES],
        "pipes": [asdict(pipe) for pipe in PIPES],
    }
