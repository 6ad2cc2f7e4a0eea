"""Encapsulating Security Payload and its UDP encapsulation (RFC 4303, RFC 3948).

ESP's parts are tables of their own because their sizes are known to the security
association alone, not to the packet.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.fields import Bits, Header, Octets

NEXT_HEADERS = {
    1: "ICMP",
    4: "IPv4, tunnel mode",
    6: "TCP",
    17: "UDP",
    47: "GRE",
    55: "minimal encapsulation",
    59: "no next header: a dummy packet",
}

NON_ESP_MARKER = bytes(4)
NAT_KEEPALIVE = b"\xff"


@dataclass(frozen=True, slots=True, kw_only=True)
class EspHeader(Header):
    """What is readable of a sealed packet: which association, and which packet of it."""

    key: ClassVar[str] = "esp"
    title: ClassVar[str] = "ESP"
    spec: ClassVar[str] = "RFC 4303 section 2"

    spi: Annotated[
        int,
        Bits(
            32,
            "Security Parameters Index",
            "names the receiver's association; 0 never occurs, 1 to 255 are reserved",
            base=16,
        ),
    ]
    sequence: Annotated[
        int,
        Bits(32, "Sequence Number", "counts up from 1; the receiver refuses what it has seen"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspIv(Header):
    """Where the cipher starts for this packet, sent in clear but authenticated."""

    key: ClassVar[str] = "esp-iv"
    title: ClassVar[str] = "ESP IV"
    spec: ClassVar[str] = "RFC 4303 section 2.3"

    iv: Annotated[
        bytes,
        Octets("Initialization Vector", "makes equal packets look different once encrypted"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspPadding(Header):
    """Fills the encrypted part up to the cipher's block size."""

    key: ClassVar[str] = "esp-padding"
    title: ClassVar[str] = "ESP padding"
    spec: ClassVar[str] = "RFC 4303 section 2.4"

    padding: Annotated[bytes, Octets("Padding", "1, 2, 3 and so on, checked by the receiver")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspTrailer(Header):
    """Ends the encrypted part: how much padding went before, and what was sealed."""

    key: ClassVar[str] = "esp-trailer"
    title: ClassVar[str] = "ESP trailer"
    spec: ClassVar[str] = "RFC 4303 sections 2.5 and 2.6"

    pad_length: Annotated[int, Bits(8, "Pad Length", "octets of padding before this one")]
    next_header: Annotated[
        int, Bits(8, "Next Header", "protocol of what was sealed", values=NEXT_HEADERS)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspIcv(Header):
    """Proves that nobody without the key made or changed the packet from the SPI on."""

    key: ClassVar[str] = "esp-icv"
    title: ClassVar[str] = "ESP ICV"
    spec: ClassVar[str] = "RFC 4303 section 2.8"

    icv: Annotated[
        bytes,
        Octets(
            "Integrity Check Value",
            "covers SPI to trailer; the IP header outside is not covered, so it may change",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class NonEspMarker(Header):
    """Tells IKE from ESP on UDP port 4500: an SPI cannot be zero."""

    key: ClassVar[str] = "non-esp-marker"
    title: ClassVar[str] = "Non-ESP marker"
    spec: ClassVar[str] = "RFC 3948 section 2.2"

    marker: Annotated[int, Bits(32, "Non-ESP Marker", "zero, where ESP has its SPI", base=16)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NatKeepalive(Header):
    """Keeps a NAT's mapping alive; the receiver ignores it."""

    key: ClassVar[str] = "nat-keepalive"
    title: ClassVar[str] = "NAT keepalive"
    spec: ClassVar[str] = "RFC 3948 section 2.3"

    octet: Annotated[int, Bits(8, "Keepalive", "always 0xff", base=16)] = 0xFF


def is_ike(payload: bytes) -> bool:
    """Tell whether the payload of a datagram on port 4500 is IKE behind its marker."""
    return payload[:4] == NON_ESP_MARKER


def is_keepalive(payload: bytes) -> bool:
    """Tell whether the payload of a datagram on port 4500 is a NAT keepalive."""
    return payload == NAT_KEEPALIVE
