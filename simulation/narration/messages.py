"""Why each kind of message is sent, with the section that asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.names import with_article

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.trace import MessageKind, PacketRecord, Stack


class Told(NamedTuple):
    """How a message is told: its name in a sentence, why it is sent, where that is asked for."""

    called: str
    why: str
    spec: str


TOLD: Final[Mapping[MessageKind, Told]] = {
    "registration-request": Told("a {}", "", "RFC 3344 3.3"),
    "registration-reply": Told("a {}", "", "RFC 3344 3.4"),
    "ike-main-mode-1-rekeying": Told(
        "{}",
        "a new association is to take the place of one whose time runs out",
        "RFC 2409 5.4",
    ),
    "ike-main-mode-1": Told("{}", "it proposes algorithms for the negotiation", "RFC 2409 5.4"),
    "ike-main-mode-2": Told("{}", "it chooses one of the proposals", "RFC 2409 5.4"),
    "ike-main-mode-3": Told("{}", "its public Diffie-Hellman value and a nonce", "RFC 2409 5.4"),
    "ike-main-mode-4": Told(
        "{}", "the other public value: both can compute keys now", "RFC 2409 5.4"
    ),
    "ike-main-mode-5": Told("{}", "who it is, and proof that it holds the secret", "RFC 2409 5.4"),
    "ike-main-mode-6": Told("{}", "the answerer's proof; now each knows the other", "RFC 2409 5.4"),
    "ike-mode-config-request": Told("an {}", "it asks for an address inside", ""),
    "ike-mode-config-reply": Told("an {}", "it assigns the tunnel inner address", ""),
    "ike-quick-mode-1-rekeying": Told(
        "{}",
        "new associations are to take the place of a pair whose time runs out",
        "RFC 2409 5.5",
    ),
    "ike-quick-mode-1": Told("{}", "it asks for security associations for data", "RFC 2409 5.5"),
    "ike-quick-mode-2": Told("{}", "it agrees and names its own SPI", "RFC 2409 5.5"),
    "ike-quick-mode-3": Told("{}", "it confirms: the associations may be used", "RFC 2409 5.5"),
    "ike-delete": Told(
        "an {}",
        "the peer is to forget these associations",
        "RFC 2408 3.15, RFC 7296 1.4.1",
    ),
    "ike-liveness-check": Told("an {}", "is the peer still there?", "RFC 7296 2.4"),
    "deregistration-request": Told("a {}", "the binding is to be forgotten", "RFC 3344 3.3"),
    "ike-update-sa-addresses": Told(
        "an {}",
        "the associations are to follow to its new address",
        "RFC 4555 3.5",
    ),
    "ike-informational-response": Told("an {}", "", "RFC 7296 1.4"),
    "ike-rekey-esp-request": Told(
        "an {}",
        "new associations are to take the place of a pair whose time runs out",
        "RFC 7296 1.3.3",
    ),
    "ike-rekey-ike-request": Told(
        "an {}",
        "a new association is to take the place of this one and inherit its children",
        "RFC 7296 1.3.2",
    ),
    "ike-create-child-sa-request": Told("an {}", "", "RFC 7296 1.3"),
    "ike-create-child-sa-response": Told("an {}", "", "RFC 7296 1.3"),
    "ike-cookie2": Told("an {}", "does the node answer at its new address?", "RFC 4555 3.7"),
    "ike-r-u-there-ack": Told("an {}", "it is still there", "RFC 3706 5.3"),
    "ike-r-u-there": Told("an {}", "is the peer still there?", "RFC 3706 5.3"),
    "path-setup": Told("a {}", "routers on the way are to learn where it is", "draft 2.8"),
    "path-acknowledge": Told("a {}", "", "draft 2.8"),
    "esp-route-request": Told("an {}", "the agent is to pass these SPIs to the node", "draft 2.10"),
    "esp-route-reply": Told("an {}", "", "draft 2.10"),
    "wireguard-initiation": Told(
        "a {}",
        "a fresh key, and who it is, for the gateway's eyes only",
        "WireGuard white paper 5.4.2",
    ),
    "wireguard-response": Told("a {}", "", "WireGuard white paper 5.4.3"),
    "wireguard-keepalive": Told("a {}", "", "WireGuard white paper 6.5"),
    "ike-sa-init-request": Told("{}", "", "RFC 7296 1.2"),
    "ike-sa-init-response": Told("{}", "", "RFC 7296 1.2"),
    "ike-auth-request": Told("{}", "", "RFC 7296 1.2"),
    "ike-auth-response": Told("{}", "", "RFC 7296 1.2"),
    "binding-update": Told("a {}", "", "draft-ietf-mobileip-optim"),
    "binding-acknowledge": Told("a {}", "", "draft-ietf-mobileip-optim"),
    "dhcp-discover": Told("a {}", "it looks for an address on this link", "RFC 2131 3.1"),
    "dhcp-offer": Told("a {}", "", "RFC 2131 3.1"),
    "dhcp-request": Told("a {}", "it takes the offer", "RFC 2131 3.1"),
    "dhcp-ack": Told("a {}", "the address is the node's for a while", "RFC 2131 3.1"),
    "agent-solicitation": Told("an {}", "is there a mobility agent on this link?", "RFC 3344 2.2"),
    "gratuitous-arp": Told("a {}", "neighbours are to send there from now on", "RFC 3344 4.6"),
    "mip-keepalive": Told("a {}", "the NAT is to keep its mapping", "RFC 3519 4.9"),
    "nat-keepalive": Told("a {}", "the NAT is to keep its mapping", "RFC 3948 2.3"),
}

SILENT: Final[frozenset[MessageKind]] = frozenset(
    {"arp", "agent-advertisement", "router-advertisement"}
)
"""Messages that are too frequent to be told."""

REPEATED: Final[frozenset[MessageKind]] = frozenset(
    {
        "gratuitous-arp",
        "agent-solicitation",
        "mip-keepalive",
        "nat-keepalive",
        "wireguard-keepalive",
        "icmp-error",
        "icmp-too-big",
        "echo-reply",
    }
)
"""Messages that are told once after each action of the scenario."""

WHOLE: Final[frozenset[MessageKind]] = frozenset({"echo-request"})
"""Messages whose purpose is a sentence by itself, which says who does what."""


def tell(record: PacketRecord, *, fragment: bool = False) -> tuple[str, str, str]:
    """Return what is sent, why, and the section that asks for it; the last two may be empty."""
    name = record.purpose
    told = None if fragment else TOLD.get(record.message)
    if told is not None:
        return told.called.format(name), told.why, told.spec
    if name[:1].isupper() or record.message in WHOLE:
        return name, "", ""
    return with_article(name), "", ""


def is_fragment(stack: Stack) -> bool:
    """Return whether a packet carries but a piece of a message."""
    return any(layer.header == "fragment" for layer in stack)


def sort_of(record: PacketRecord) -> str:
    """Return what a packet has in common with those that need not be told after it."""
    return record.flow or record.message or record.fault or record.purpose


def wrapping(stack: Stack) -> str:
    """Return what is around a message, as an afterthought, or nothing."""
    around = []
    if any(layer.header == "esp" for layer in stack):
        around.append("sealed by IPsec")
    if stack[0].role == "external-mip":
        around.append("inside the external Mobile IP tunnel")
    elif stack[0].role == "internal-mip":
        around.append("inside the internal Mobile IP tunnel")
    return f", {' '.join(around)}" if around else ""
