"""Why each kind of message is sent, with the section that asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from simulation.trace import Stack


class Told(NamedTuple):
    """How a message is told: its beginning, its name in a sentence, why it is sent, where asked."""

    begins: str
    called: str
    why: str
    spec: str


TOLD: Final = (
    Told("Registration Request", "a {}", "", "RFC 3344 3.3"),
    Told("Registration Reply", "a {}", "", "RFC 3344 3.4"),
    Told(
        "IKE main mode 1, rekeying",
        "{}",
        "a new association is to take the place of one whose time runs out",
        "RFC 2409 5.4",
    ),
    Told("IKE main mode 1", "{}", "it proposes algorithms for the negotiation", "RFC 2409 5.4"),
    Told("IKE main mode 2", "{}", "it chooses one of the proposals", "RFC 2409 5.4"),
    Told("IKE main mode 3", "{}", "its public Diffie-Hellman value and a nonce", "RFC 2409 5.4"),
    Told(
        "IKE main mode 4", "{}", "the other public value: both can compute keys now", "RFC 2409 5.4"
    ),
    Told("IKE main mode 5", "{}", "who it is, and proof that it holds the secret", "RFC 2409 5.4"),
    Told("IKE main mode 6", "{}", "the answerer's proof; now each knows the other", "RFC 2409 5.4"),
    Told("IKE mode-config request", "an {}", "it asks for an address inside", ""),
    Told("IKE mode-config reply", "an {}", "it assigns the tunnel inner address", ""),
    Told(
        "IKE quick mode 1, rekeying",
        "{}",
        "new associations are to take the place of a pair whose time runs out",
        "RFC 2409 5.5",
    ),
    Told("IKE quick mode 1", "{}", "it asks for security associations for data", "RFC 2409 5.5"),
    Told("IKE quick mode 2", "{}", "it agrees and names its own SPI", "RFC 2409 5.5"),
    Told("IKE quick mode 3", "{}", "it confirms: the associations may be used", "RFC 2409 5.5"),
    Told(
        "IKE DELETE",
        "an {}",
        "the peer is to forget these associations",
        "RFC 2408 3.15, RFC 7296 1.4.1",
    ),
    Told("IKE liveness check", "an {}", "is the peer still there?", "RFC 7296 2.4"),
    Told("Deregistration Request", "a {}", "the binding is to be forgotten", "RFC 3344 3.3"),
    Told(
        "IKE UPDATE_SA_ADDRESSES",
        "an {}",
        "the associations are to follow to its new address",
        "RFC 4555 3.5",
    ),
    Told("IKE INFORMATIONAL", "an {}", "", "RFC 7296 1.4"),
    Told(
        "IKE CREATE_CHILD_SA request, rekeying ESP",
        "an {}",
        "new associations are to take the place of a pair whose time runs out",
        "RFC 7296 1.3.3",
    ),
    Told(
        "IKE CREATE_CHILD_SA request, rekeying IKE",
        "an {}",
        "a new association is to take the place of this one and inherit its children",
        "RFC 7296 1.3.2",
    ),
    Told("IKE CREATE_CHILD_SA", "an {}", "", "RFC 7296 1.3"),
    Told("IKE COOKIE2", "an {}", "does the node answer at its new address?", "RFC 4555 3.7"),
    Told("IKE R-U-THERE-ACK", "an {}", "it is still there", "RFC 3706 5.3"),
    Told("IKE R-U-THERE", "an {}", "is the peer still there?", "RFC 3706 5.3"),
    Told("Path Setup", "a {}", "routers on the way are to learn where it is", "draft 2.8"),
    Told("Path Acknowledge", "a {}", "", "draft 2.8"),
    Told("ESP Route Request", "an {}", "the agent is to pass these SPIs to the node", "draft 2.10"),
    Told("ESP Route Reply", "an {}", "", "draft 2.10"),
    Told(
        "WireGuard handshake initiation",
        "a {}",
        "a fresh key, and who it is, for the gateway's eyes only",
        "WireGuard white paper 5.4.2",
    ),
    Told("WireGuard handshake response", "a {}", "", "WireGuard white paper 5.4.3"),
    Told("WireGuard keepalive", "a {}", "", "WireGuard white paper 6.5"),
    Told("IKE_SA_INIT", "{}", "", "RFC 7296 1.2"),
    Told("IKE_AUTH", "{}", "", "RFC 7296 1.2"),
    Told("Binding Update", "a {}", "", "draft-ietf-mobileip-optim"),
    Told("Binding Acknowledge", "a {}", "", "draft-ietf-mobileip-optim"),
    Told("DHCP DISCOVER", "a {}", "it looks for an address on this link", "RFC 2131 3.1"),
    Told("DHCP OFFER", "a {}", "", "RFC 2131 3.1"),
    Told("DHCP REQUEST", "a {}", "it takes the offer", "RFC 2131 3.1"),
    Told("DHCP ACK", "a {}", "the address is the node's for a while", "RFC 2131 3.1"),
    Told("agent solicitation", "an {}", "is there a mobility agent on this link?", "RFC 3344 2.2"),
    Told("gratuitous ARP", "a {}", "neighbours are to send there from now on", "RFC 3344 4.6"),
    Told("MIP tunnel keepalive", "a {}", "the NAT is to keep its mapping", "RFC 3519 4.9"),
    Told("NAT keepalive", "a {}", "the NAT is to keep its mapping", "RFC 3948 2.3"),
)

SILENT: Final = ("ARP:", "agent advertisement", "router advertisement")
"""Messages that are too frequent to be told."""

REPEATED: Final = (
    "gratuitous ARP",
    "agent solicitation",
    "MIP tunnel keepalive",
    "NAT keepalive",
    "WireGuard keepalive",
    "ICMP",
    "echo re",
)
"""Messages that are told once after each action of the scenario."""


def tell(purpose: str) -> tuple[str, str, str]:
    """Return what is sent, why, and the section that asks for it; the last two may be empty."""
    head, _, rest = purpose.partition(": ")
    name = f"{head} ({rest})" if head in _EXPLAINED else purpose
    for each in TOLD:
        if purpose.startswith(each.begins):
            return each.called.format(name), each.why, each.spec
    if name[:1].isupper() or name.startswith("the "):
        return name, "", ""
    return f"{'an' if name[:1] in 'aeio' else 'a'} {name}", "", ""


_EXPLAINED: Final = frozenset({"gratuitous ARP"})
"""Messages whose purpose explains itself after a colon."""


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


def kind_of(purpose: str) -> str:
    """Return a purpose without its numbers, so that repetitions are recognised."""
    return re.sub(r"[0-9][0-9a-f:.]*", "#", purpose)
