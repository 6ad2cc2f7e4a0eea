"""The kinds of protocol message that a packet can be, by which a trace is read by program.

A packet's purpose is for people; what is done with a message rests on its kind alone.
"""

from typing import Final, Literal, TypeAlias, get_args

MessageKind: TypeAlias = Literal[
    "",  # no message of a protocol: user data, and what an attacker makes up
    "registration-request",
    "deregistration-request",
    "registration-reply",
    "mip-keepalive",
    "agent-advertisement",
    "router-advertisement",
    "agent-solicitation",
    "binding-update",
    "binding-acknowledge",
    "path-setup",
    "path-acknowledge",
    "esp-route-request",
    "esp-route-reply",
    "ike-main-mode-1",
    "ike-main-mode-1-rekeying",
    "ike-main-mode-2",
    "ike-main-mode-3",
    "ike-main-mode-4",
    "ike-main-mode-5",
    "ike-main-mode-6",
    "ike-xauth-request",
    "ike-xauth-reply",
    "ike-xauth-outcome",
    "ike-xauth-acknowledgement",
    "ike-mode-config-request",
    "ike-mode-config-reply",
    "ike-quick-mode-1",
    "ike-quick-mode-1-rekeying",
    "ike-quick-mode-2",
    "ike-quick-mode-3",
    "ike-r-u-there",
    "ike-r-u-there-ack",
    "ike-notification",
    "ike-delete",
    "ike-sa-init-request",
    "ike-sa-init-response",
    "ike-auth-request",
    "ike-auth-response",
    "ike-create-child-sa-request",
    "ike-create-child-sa-response",
    "ike-rekey-esp-request",
    "ike-rekey-ike-request",
    "ike-informational-response",
    "ike-liveness-check",
    "ike-update-sa-addresses",
    "ike-cookie2",
    "ipsec-dummy",
    "nat-keepalive",
    "wireguard-initiation",
    "wireguard-response",
    "wireguard-keepalive",
    "dhcp-discover",
    "dhcp-offer",
    "dhcp-request",
    "dhcp-ack",
    "dhcp-nak",
    "arp",
    "gratuitous-arp",
    "icmp-error",
    "icmp-too-big",
    "echo-request",
    "echo-reply",
]

MESSAGES: Final = frozenset(get_args(MessageKind)) - {""}
"""Every kind of message that has an id."""


def relayed_by(node: str) -> str:
    """Return what the purpose of a relayed message ends in."""
    return f", relayed by {node}"
