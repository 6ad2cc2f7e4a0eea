"""Ethernet II frames, without preamble, padding and frame check sequence."""

import struct
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.address import Mac
from simulation.wire.fields import Bits, Header, Octets

IPV4 = 0x0800
ARP = 0x0806
ETHERTYPES = {IPV4: "IPv4", ARP: "ARP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EthernetHeader(Header):
    """Carries one packet between two stations of the same link."""

    key: ClassVar[str] = "ethernet"
    title: ClassVar[str] = "Ethernet header"
    spec: ClassVar[str] = "IEEE 802.3 clause 3; RFC 894"

    destination: Annotated[
        Mac,
        Octets(
            "Destination",
            "the station on this link that is to take the frame; all ones: all",
            length=6,
        ),
    ]
    source: Annotated[
        Mac, Octets("Source", "the station that put the frame on this link", length=6)
    ]
    ethertype: Annotated[
        int, Bits(16, "EtherType", "which protocol the frame carries", ETHERTYPES, base=16)
    ]


_PACK = struct.Struct("!6s6sH").pack


def frame(destination: Mac, source: Mac, ethertype: int, payload: bytes) -> bytes:
    """Return an Ethernet frame; `WireError` where *ethertype* does not fit."""
    try:
        return _PACK(destination, source, ethertype) + payload
    except struct.error as error:
        raise WireError(f"Ethernet header: EtherType {ethertype} exceeds 16 bits") from error
