"""Minimal encapsulation: a tunnel that changes the IP header instead of adding one (RFC 2004)."""

import struct
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire import ipv4
from simulation.wire.address import Address
from simulation.wire.checksum import internet_checksum
from simulation.wire.fields import Bits, Header


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimalHeader(Header):
    """Keeps what the IP header lost when its addresses were changed for the tunnel."""

    key: ClassVar[str] = "minimal"
    title: ClassVar[str] = "Minimal forwarding header"
    spec: ClassVar[str] = "RFC 2004 section 3.1"

    protocol: Annotated[
        int, Bits(8, "Protocol", "what the original IP header carried", ipv4.PROTOCOLS)
    ]
    source_present: Annotated[
        bool, Bits(1, "S", "the original source address follows; it is not the tunnel's entry")
    ] = False
    reserved: Annotated[int, Bits(7, "Reserved", "sent as zero, ignored when received")] = 0
    checksum: Annotated[
        int, Bits(16, "Header Checksum", "ones-complement sum over this header alone", base=16)
    ] = 0
    destination: Annotated[
        Address, Bits(32, "Original Destination", "where the packet is bound for after the tunnel")
    ]
    source: Annotated[
        Address | None,
        Bits(32, "Original Source", "who sent the packet into the tunnel", when="source_present"),
    ] = None


_HALF = struct.Struct("!H")


def encapsulate(packet: bytes, source: Address, destination: Address) -> bytes:
    """Return a checked *packet* as it travels through the tunnel from *source* to *destination*.

    The original source takes room only where it is not *source*.  The TTL stays as it is.
    `WireError` for a fragment, which has no room for what must be kept.
    """
    if ipv4.is_fragment(packet):
        raise WireError("minimal encapsulation: a fragment cannot be encapsulated")
    sender, head = ipv4.source(packet), ipv4.header_octets(packet)
    foreign = sender != source
    header = MinimalHeader(
        protocol=ipv4.protocol(packet),
        source_present=foreign,
        destination=ipv4.destination(packet),
        source=sender if foreign else None,
    ).encode()
    header = header[:2] + _HALF.pack(internet_checksum(header)) + header[4:]
    outside = _changed(packet[:head], ipv4.MINIMAL, source, destination, len(header))
    return outside + header + packet[head:]


def decapsulate(packet: bytes) -> bytes:
    """Return the packet as it was before the tunnel; `WireError` where the header is damaged.

    Where *packet* is but the front of one, its total length stays that of the whole.
    """
    header, start, end = parse(packet)
    sender = header.source if header.source is not None else ipv4.source(packet)
    head = _changed(packet[:start], header.protocol, sender, header.destination, start - end)
    return head + packet[end:]


def parse(packet: bytes) -> tuple[MinimalHeader, int, int]:
    """Return the minimal header of a checked packet, where it starts and where it ends."""
    start = ipv4.header_octets(packet)
    if ipv4.protocol(packet) != ipv4.MINIMAL:
        raise WireError(f"minimal encapsulation: protocol is {ipv4.protocol(packet)}, not 55")
    header, end = MinimalHeader.decode(packet, start)
    if internet_checksum(packet[start:end]):
        raise WireError(f"Minimal forwarding header: checksum 0x{header.checksum:04x} is wrong")
    return header, start, end


def _changed(
    head: bytes, protocol: int, source: Address, destination: Address, longer: int
) -> bytes:
    """Return the IP header *head* of a packet that the tunnel makes *longer* by so many octets."""
    fresh = bytearray(head)
    try:
        fresh[2:4] = _HALF.pack(int.from_bytes(head[2:4], "big") + longer)
    except struct.error as error:
        raise WireError("minimal encapsulation: the packet becomes too long") from error
    fresh[9] = protocol
    fresh[10:12] = b"\0\0"
    fresh[12:20] = source.to_bytes(4, "big") + destination.to_bytes(4, "big")
    fresh[10:12] = _HALF.pack(internet_checksum(bytes(fresh)))
    return bytes(fresh)
