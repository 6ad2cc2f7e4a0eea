"""Generic routing encapsulation, with key and sequence number (RFC 2784, RFC 2890)."""

import struct
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.checksum import internet_checksum
from simulation.wire.ethernet import ETHERTYPES, IPV4
from simulation.wire.fields import Bits, Header


@dataclass(frozen=True, slots=True, kw_only=True)
class GreHeader(Header):
    """Tunnels a packet of any protocol; four octets where nothing optional is used."""

    key: ClassVar[str] = "gre"
    title: ClassVar[str] = "GRE header"
    spec: ClassVar[str] = "RFC 2784 section 2; RFC 2890 section 2"

    checksum_present: Annotated[bool, Bits(1, "C", "a checksum follows")] = False
    routing_present: Annotated[
        bool, Bits(1, "R", "source routing of the older RFC 1701; must be zero")
    ] = False
    key_present: Annotated[bool, Bits(1, "K", "a key follows")] = False
    sequence_present: Annotated[bool, Bits(1, "S", "a sequence number follows")] = False
    strict_route: Annotated[
        bool, Bits(1, "s", "strict source route of the older RFC 1701; must be zero")
    ] = False
    recursion: Annotated[
        int, Bits(3, "Recur", "further wrappings allowed by the older RFC 1701; sent as zero")
    ] = 0
    reserved0: Annotated[int, Bits(5, "Reserved 0", "sent as zero")] = 0
    version: Annotated[int, Bits(3, "Version", "0: plain GRE")] = 0
    protocol_type: Annotated[
        int, Bits(16, "Protocol Type", "EtherType of the packet inside", ETHERTYPES, base=16)
    ] = IPV4
    checksum: Annotated[
        int | None,
        Bits(
            16,
            "Checksum",
            "sum over GRE header and packet inside",
            when="checksum_present",
            base=16,
        ),
    ] = None
    reserved1: Annotated[
        int | None, Bits(16, "Reserved 1", "sent as zero", when="checksum_present")
    ] = None
    tunnel_key: Annotated[
        int | None,
        Bits(
            32, "Key", "tells tunnels between the same two ends apart", when="key_present", base=16
        ),
    ] = None
    sequence: Annotated[
        int | None,
        Bits(32, "Sequence Number", "counts the packets of the tunnel", when="sequence_present"),
    ] = None


_BIT_5 = 0b100
"""The first of the three bits that RFC 1701 calls recursion control."""


def wrap(
    packet: bytes,
    *,
    protocol: int = IPV4,
    checksum: bool = False,
    key: int | None = None,
    sequence: int | None = None,
) -> bytes:
    """Return *packet* behind a GRE header."""
    header = GreHeader(
        checksum_present=checksum,
        key_present=key is not None,
        sequence_present=sequence is not None,
        protocol_type=protocol,
        checksum=0 if checksum else None,
        reserved1=0 if checksum else None,
        tunnel_key=key,
        sequence=sequence,
    )
    octets = header.encode() + packet
    if checksum:
        octets = octets[:4] + struct.pack("!H", internet_checksum(octets)) + octets[6:]
    return octets


def unwrap(octets: bytes) -> tuple[GreHeader, bytes]:
    """Return header and packet; `WireError` for what RFC 2784 sections 2.2 and 2.3 discard.

    Bits 2 and 3 are those of RFC 2890; bits 6 to 12 are ignored on receipt.
    """
    header, end = GreHeader.decode(octets)
    if header.version:
        raise WireError(f"GRE header: version {header.version} is not 0")
    if header.routing_present or header.strict_route or header.recursion & _BIT_5:
        raise WireError("GRE header: bits 1, 4 and 5 must be zero")
    if header.checksum_present and internet_checksum(octets):
        raise WireError(f"GRE header: checksum 0x{header.checksum:04x} is wrong")
    return header, octets[end:]
