"""UDP: ports, length and the checksum that covers the addresses (RFC 768)."""

import struct
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.fields import Bits, Header

DHCP_SERVER = 67
DHCP_CLIENT = 68
MOBILE_IP = 434
ISAKMP = 500
NAT_TRAVERSAL = 4500
FLOW = 5004
PORTS = {
    DHCP_SERVER: "DHCP server",
    DHCP_CLIENT: "DHCP client",
    MOBILE_IP: "Mobile IP",
    ISAKMP: "ISAKMP (IKE)",
    NAT_TRAVERSAL: "IPsec NAT traversal",
    FLOW: "measured flow",
}
"""UDP ports of this project's world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UdpHeader(Header):
    """Hands a datagram to one port of a host."""

    key: ClassVar[str] = "udp"
    title: ClassVar[str] = "UDP header"
    spec: ClassVar[str] = "RFC 768"

    source_port: Annotated[
        int,
        Bits(16, "Source Port", "port that an answer goes to; a NAT may have changed it", PORTS),
    ]
    destination_port: Annotated[
        int, Bits(16, "Destination Port", "which service the datagram is for", PORTS)
    ]
    length: Annotated[int, Bits(16, "Length", "octets of this header and the data")]
    checksum: Annotated[
        int,
        Bits(
            16,
            "Checksum",
            "sum over addresses, header and data; 0 means that none was computed",
            base=16,
        ),
    ] = 0


_HEADER = struct.Struct("!HHHH")


def datagram(
    source: int,
    destination: int,
    source_port: int,
    destination_port: int,
    payload: bytes,
    *,
    checksum: bool = True,
) -> bytes:
    """Return header and payload; without *checksum* the field says that none was computed.

    `WireError` where a port or the length does not fit.
    """
    length = len(payload) + 8
    total = 0
    if checksum:
        data = int.from_bytes(payload, "big")
        if length & 1:
            data <<= 8
        total = data + source + destination + source_port + destination_port + 17 + 2 * length
        # A sum that comes out as 0 is sent as 0xFFFF, which this expression gives by itself.
        total = 0xFFFF - total % 0xFFFF
    try:
        return _HEADER.pack(source_port, destination_port, length, total) + payload
    except struct.error as error:
        raise WireError(
            f"UDP header: ports {source_port}, {destination_port} or length {length} do not fit"
        ) from error


def parse(octets: bytes, source: int, destination: int) -> tuple[UdpHeader, bytes]:
    """Return the header and the data; `WireError` where length or checksum is wrong."""
    if len(octets) < 8:
        raise WireError(f"UDP header: needs 8 octets, {len(octets)} are there")
    source_port, destination_port, length, checksum = _HEADER.unpack_from(octets)
    if not 8 <= length <= len(octets):
        raise WireError(f"UDP header: length {length} with {len(octets)} octets there")
    if checksum and _sum(octets[:length], source, destination):
        raise WireError(f"UDP header: checksum 0x{checksum:04x} is wrong")
    header = UdpHeader(
        source_port=source_port,
        destination_port=destination_port,
        length=length,
        checksum=checksum,
    )
    return header, octets[8:length]


def _sum(octets: bytes, source: int, destination: int) -> int:
    """Return 0 if the datagram's checksum is right over pseudo-header, header and data."""
    data = int.from_bytes(octets, "big")
    if len(octets) & 1:
        data <<= 8
    return (data + source + destination + 17 + len(octets)) % 0xFFFF
