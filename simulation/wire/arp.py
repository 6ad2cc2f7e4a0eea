"""Address resolution: which station answers for an IPv4 address (RFC 826)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.address import Address, Mac
from simulation.wire.fields import Bits, Header, Octets

REQUEST = 1
REPLY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Arp(Header):
    """Asks for, or states, the Ethernet address that belongs to an IPv4 address.

    A gratuitous one (sender and target address equal) makes every station correct its cache;
    a home agent sends it to draw a mobile node's packets to itself.
    """

    key: ClassVar[str] = "arp"
    title: ClassVar[str] = "ARP"
    spec: ClassVar[str] = "RFC 826; RFC 3344 section 4.6"

    hardware_type: Annotated[
        int, Bits(16, "Hardware type", "kind of link-layer address", {1: "Ethernet"})
    ] = 1
    protocol_type: Annotated[
        int, Bits(16, "Protocol type", "kind of network address", {0x0800: "IPv4"}, base=16)
    ] = 0x0800
    hardware_length: Annotated[
        int, Bits(8, "Hardware length", "octets of each link-layer address")
    ] = 6
    protocol_length: Annotated[
        int, Bits(8, "Protocol length", "octets of each network address")
    ] = 4
    operation: Annotated[
        int, Bits(16, "Operation", "question or answer", {REQUEST: "request", REPLY: "reply"})
    ]
    sender_mac: Annotated[
        Mac,
        Octets(
            "Sender MAC", "the station that listeners should store for the sender address", length=6
        ),
    ]
    sender: Annotated[
        Address, Bits(32, "Sender address", "the IPv4 address that the sender answers for")
    ]
    target_mac: Annotated[
        Mac,
        Octets(
            "Target MAC", "the station addressed; zero in a request, which asks for it", length=6
        ),
    ]
    target: Annotated[
        Address,
        Bits(32, "Target address", "the IPv4 address in question; the sender's own if gratuitous"),
    ]
