"""What others need to show a trace: every name, table and explanation, as plain data.

Nothing here is about pictures; whoever draws adds places and colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation.trace import ENGINE, KINDS, ROLES
from simulation.wire.registry import HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class LayerRole:
    """How a role of a layer is told from the others without colour."""

    short: str
    hatch: str


LAYER_ROLES: Final[Mapping[str, LayerRole]] = {
    "data": LayerRole("data", "dots"),
    "internal-mip": LayerRole("i-MIP", "diagonal"),
    "ipsec": LayerRole("IPsec", "grid"),
    "external-mip": LayerRole("x-MIP", "back-diagonal"),
    "nat-traversal": LayerRole("NAT-T", "dashes"),
    "access": LayerRole("net", "horizontal"),
    "signalling": LayerRole("sign", "vertical"),
}
"""One short label and one hatch for each of `simulation.trace.ROLES`."""


@dataclass(frozen=True, slots=True)
class PartLook:
    """How a part of a gap is told from the others: by the hue of a layer's role, and by a hatch.

    A part that is no layer's business has no role, and a hatch alone.
    """

    role: str
    hatch: str


GAP_PARTS: Final[Mapping[str, PartLook]] = {
    "before_ms": PartLook("", "dots"),
    "off_link_ms": PartLook("", "diagonal"),
    "access_ms": PartLook("access", "horizontal"),
    "detection_ms": PartLook("signalling", "vertical"),
    "mobile_ip_ms": PartLook("internal-mip", "diagonal"),
    "key_exchange_ms": PartLook("ipsec", "grid"),
    "user_ms": PartLook("", "grid"),
    "idle_ms": PartLook("", "dashes"),
    "first_data_ms": PartLook("data", "dots"),
}
"""The look of each part that `simulation.metrics.PARTS` names."""

TABLES: Final[Mapping[str, str]] = {
    "interfaces": "Interfaces",
    "traffic-class": "Traffic classes of flows that came",
    "addresses": "Addresses",
    "routes": "Routes",
    "arp": "ARP cache",
    "tunnels": "Tunnels",
    "sad": "Security associations",
    "spd": "Security policies",
    "ike": "IKE sessions",
    "registration": "Registrations of this node",
    "bindings": "Mobility bindings",
    "binding-cache": "Binding cache",
    "pending": "Registrations under way",
    "visitors": "Visitors",
    "proxy-sessions": "Sessions of the proxy",
    "esp-routes": "Routes by SPI",
    "esp-senders": "Senders by SPI",
    "host-routes": "Host routes",
    "leases": "DHCP leases",
    "nat": "Address translations",
    "connections": "TCP connections",
    "filter": "Firewall rules",
}
"""Titles of the tables whose rows a trace tells of."""

REASONS: Final[Mapping[str, str]] = {
    "arp-failed": "nobody answers for the address",
    "arp-queue": "too many packets wait for an address",
    "bad-source": "no packet can come from that source",
    "detached": "the station left the link",
    "esp-check": "authentication or replay check failed",
    "congestion": "told of congestion by being dropped",
    "filtered": "refused by a filter",
    "ike-authentication": "IKE: authentication failed",
    "ike-delete-ignored": "IKE: a DELETE that is not acted upon",
    "ike-malformed": "IKE: octets that do not parse",
    "ike-policy": "IKE: no policy admits it",
    "link-cut": "a cable on its way is cut",
    "link-down": "the interface is on no link",
    "link-loss": "lost by the link",
    "malformed": "octets that do not parse",
    "mip-check": "Mobile IP authentication failed",
    "nat-expired": "the NAT's mapping expired",
    "nat-filtered": "nobody behind the NAT wrote to the sender",
    "nat-forgotten": "the NAT lost its mapping",
    "nat-full": "the NAT has no port left",
    "nat-no-mapping": "the NAT never had a mapping",
    "nat-unsupported": "the NAT cannot map this protocol",
    "no-connection": "belongs to no TCP connection here",
    "no-route": "no route",
    "no-sa": "no security association",
    "no-station": "no such station on the link",
    "no-tunnel": "no such tunnel ends here",
    "no-visitor": "no visitor is known by it",
    "not-mine": "addressed to somebody else",
    "port-unreachable": "nobody listens on the port",
    "protocol-unreachable": "nobody takes the protocol",
    "queue-full": "the queue is full",
    "reassembly-full": "too many fragments wait",
    "reassembly-timeout": "a fragment never came",
    "redirected": "led to somebody for whom it was not meant",
    "refused-inner": "the tunnel does not carry this",
    "sa-exhausted": "the sequence numbers ran out",
    "selector": "outside the selectors of its association",
    "too-big": "too big for the next link, and DF is set",
    "ttl": "time to live ran out",
    "tunnel-loop": "would enter its own tunnel again",
    "unexpected": "nobody waits for it",
    "untrusted": "not from where the node trusts",
}
"""Labels of the codes for which packets are dropped."""


def describe() -> dict[str, Any]:
    """Return what the header classes and the tables of the trace say of themselves."""
    return {
        "engine": ENGINE,
        "roles": [
            {
                "id": role,
                "label": label,
                "short": LAYER_ROLES[role].short,
                "hatch": LAYER_ROLES[role].hatch,
            }
            for role, label in ROLES.items()
        ],
        "gap_parts": {
            key: {"role": look.role, "hatch": look.hatch} for key, look in GAP_PARTS.items()
        },
        "headers": {key: header.describe() for key, header in HEADERS.items()},
        "kinds": [
            [
                kind.kind,
                kind.meaning,
                [[each.name, each.json_type, each.meaning] for each in kind.fields],
            ]
            for kind in KINDS
        ],
        "tables": {name: {"title": title} for name, title in TABLES.items()},
        "reasons": {code: {"label": label} for code, label in REASONS.items()},
    }
