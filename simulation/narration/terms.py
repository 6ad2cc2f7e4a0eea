"""Short explanations of what a newcomer cannot know: terms, and what each kind of node does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Term(NamedTuple):
    """What a term means in one or two plain sentences, and where it is defined."""

    title: str
    text: str
    spec: str = ""


TERMS: Final[Mapping[str, Term]] = {
    "home-address": Term(
        "home address",
        "The address by which others know the mobile node. It keeps it wherever it is.",
        "RFC 3344 1.6",
    ),
    "care-of-address": Term(
        "care-of address",
        "Where the mobile node can be reached now. It changes with every network; the home agent "
        "sends what comes for the home address there.",
        "RFC 3344 1.6",
    ),
    "co-located": Term(
        "co-located care-of address",
        "A care-of address that the mobile node has itself, for example from DHCP. The tunnel then "
        "ends in the node and not in a foreign agent.",
        "RFC 3344 1.6",
    ),
    "home-agent": Term(
        "home agent",
        "Stands where the home address belongs. It takes what comes for an absent node and sends "
        "it on to the care-of address.",
        "RFC 3344 1.6",
    ),
    "foreign-agent": Term(
        "foreign agent",
        "Serves visiting nodes on its link: it lends them its own address as care-of address and "
        "hands them what arrives there.",
        "RFC 3344 1.6",
    ),
    "binding": Term(
        "binding",
        "A row in a home agent's table: this home address is at that care-of address, until then.",
        "RFC 3344 1.6",
    ),
    "registration": Term(
        "registration",
        "A request by which a mobile node tells its home agent where it is, and the reply. Both "
        "are authenticated; a stranger cannot register for somebody else.",
        "RFC 3344 3",
    ),
    "tunnel": Term(
        "tunnel",
        "One end puts a whole packet inside another one, the other end takes it out. The nodes in "
        "between see the outer packet only.",
        "RFC 2003 1",
    ),
    "reverse-tunnel": Term(
        "reverse tunnel",
        "A tunnel for what the mobile node itself sends, back to its home agent, so that its "
        "packets leave from where its home address belongs.",
        "RFC 3024 1",
    ),
    "vpn": Term(
        "VPN",
        "A sealed tunnel into a protected network. The node outside acts as if it stood inside.",
        "RFC 4093 1",
    ),
    "ipsec": Term(
        "IPsec",
        "Protects IP packets: whoever lacks the key can neither read nor change what is inside.",
        "RFC 4301 1",
    ),
    "esp": Term(
        "ESP",
        "The layer of IPsec that seals a packet. From outside only its SPI, its sequence number "
        "and its length can be seen.",
        "RFC 4303 2",
    ),
    "security-association": Term(
        "security association (SA)",
        "What both ends of a sealed tunnel agree on for one direction: algorithm, key, addresses "
        "and a number, the SPI.",
        "RFC 4301 4.1",
    ),
    "spi": Term(
        "SPI",
        "The number in an ESP header by which the receiver finds the security association.",
        "RFC 4301 4.1",
    ),
    "ike": Term(
        "IKE",
        "The conversation by which two ends prove who they are and agree on keys. Each computes "
        "the keys itself; they never cross a link.",
        "RFC 7296 1.1",
    ),
    "mobike": Term(
        "MOBIKE",
        "Lets an IKE association and its sealed tunnels follow a node to another address, without "
        "new keys.",
        "RFC 4555 1",
    ),
    "tunnel-inner-address": Term(
        "tunnel inner address (TIA)",
        "The address that the VPN gateway lends a client inside the protected network. It is the "
        "source of what comes out of the sealed tunnel.",
        "RFC 4093 1",
    ),
    "nat": Term(
        "NAT",
        "A router that rewrites private addresses to its own public one, and remembers which "
        "conversation is whose.",
        "RFC 3022 2",
    ),
    "nat-traversal": Term(
        "NAT traversal",
        "Puts a tunnel inside UDP, because a NAT tells conversations apart by UDP's ports.",
        "RFC 3948 1",
    ),
    "firewall": Term(
        "firewall",
        "Lets packets through only where a rule says so, or where somebody inside had asked first.",
        "RFC 4093 2",
    ),
    "dhcp": Term(
        "DHCP",
        "Gives a node that is new on a link an address there, for a while.",
        "RFC 2131 3.1",
    ),
    "arp": Term(
        "ARP",
        "Asks everybody on a link who has an IP address, so that a frame can be sent to it.",
        "RFC 826",
    ),
    "agent-advertisement": Term(
        "agent advertisement",
        "What a home or foreign agent says about itself on its link, again and again, so that "
        "mobile nodes notice where they are.",
        "RFC 3344 2.1",
    ),
    "fragment": Term(
        "fragment",
        "A piece of a packet that was too long for a link. If one piece is lost, all are.",
        "RFC 791 3.2",
    ),
    "mtu": Term("MTU", "The longest packet that a link takes, in octets.", "RFC 1191 1"),
    "wireguard": Term(
        "WireGuard",
        "A sealed tunnel of today. It follows a node to wherever its newest authentic packet came "
        "from.",
        "WireGuard white paper 2.1",
    ),
    "silence": Term(
        "silence",
        "The time around a move in which no data arrive, from the last packet before to the first "
        "one after.",
    ),
}
"""By id; what stands in prose is marked with it."""

NODES: Final[Mapping[str, Term]] = {
    "mobile-node": Term(
        "mobile node",
        "moves from network to network, and wants to keep its conversations",
        "RFC 3344 1.6",
    ),
    "host": Term("correspondent node", "the other end of the conversation", "RFC 3344 1.6"),
    "home-agent": Term(
        "home agent",
        "knows where the laptop is now, and sends its packets after it",
        "RFC 3344 1.6",
    ),
    "foreign-agent": Term(
        "foreign agent",
        "serves visitors on its link, and lends them its address",
        "RFC 3344 1.6",
    ),
    "vpn-gateway": Term(
        "VPN gateway",
        "the door to the protected network. It opens only to who holds the key",
        "RFC 4093 1",
    ),
    "mip-proxy": Term(
        "Mobile IP proxy",
        "stands between the laptop outside and the home agent inside, and acts for either",
        "draft 2.5",
    ),
    "firewall": Term(
        "firewall",
        "lets in nobody who was not asked",
        "RFC 4093 2",
    ),
    "nat": Term("NAT", "rewrites private addresses to one public address", "RFC 3022 2"),
    "router": Term("router", "passes packets on towards their destination", "RFC 791 1.4"),
    "attacker": Term(
        "attacker", "stands between others and rewrites what nothing protects", "RFC 3519 6"
    ),
}
"""By kind of node: what it is called and what it does, as the cast of a story is introduced."""


def describe() -> dict[str, Any]:
    """Return terms and kinds of node as the catalogue carries them."""
    return {
        "terms": {name: each._asdict() for name, each in TERMS.items()},
        "kinds_of_node": {name: each._asdict() for name, each in NODES.items()},
    }
