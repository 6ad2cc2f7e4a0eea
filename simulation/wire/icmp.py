"""ICMP: echo, errors, and the router messages by which mobility agents announce themselves."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.address import Address, AddressList
from simulation.wire.checksum import internet_checksum
from simulation.wire.fields import Bits, Header
from simulation.wire.router_advertisement import (
    MOBILITY_AGENT,
    NOT_A_ROUTER,
    PREFIX_LENGTHS,
    ROUTER_ADVERTISEMENT,
    ROUTER_SOLICITATION,
    MobilityAgentExtension,
    OneBytePadding,
    PrefixLengthsExtension,
    RouterAddress,
    RouterAdvertisement,
    RouterSolicitation,
    UnknownAgentExtension,
    decode_extension,
)

__all__ = [
    "ADMINISTRATIVELY_PROHIBITED",
    "ECHO_REPLY",
    "ECHO_REQUEST",
    "FRAGMENTATION_NEEDED",
    "HOST_UNREACHABLE",
    "MOBILITY_AGENT",
    "NET_UNREACHABLE",
    "NOT_A_ROUTER",
    "PORT_UNREACHABLE",
    "PREFIX_LENGTHS",
    "PROTOCOL_UNREACHABLE",
    "REASSEMBLY_EXCEEDED",
    "ROUTER_ADVERTISEMENT",
    "ROUTER_SOLICITATION",
    "SOURCE_ROUTE_FAILED",
    "TIME_EXCEEDED",
    "TIME_EXCEEDED_CODES",
    "TTL_EXCEEDED",
    "TYPES",
    "UNREACHABLE",
    "UNREACHABLE_CODES",
    "AddressList",
    "Advertisement",
    "Echo",
    "MobilityAgentExtension",
    "OneBytePadding",
    "PrefixLengthsExtension",
    "RouterAddress",
    "RouterAdvertisement",
    "RouterSolicitation",
    "TimeExceeded",
    "UnknownAgentExtension",
    "Unreachable",
    "advertisement",
    "check",
    "decode_extension",
    "message",
    "parse",
    "parse_advertisement",
]

ECHO_REPLY = 0
UNREACHABLE = 3
ECHO_REQUEST = 8
TIME_EXCEEDED = 11

NET_UNREACHABLE = 0
HOST_UNREACHABLE = 1
PROTOCOL_UNREACHABLE = 2
PORT_UNREACHABLE = 3
FRAGMENTATION_NEEDED = 4
SOURCE_ROUTE_FAILED = 5
ADMINISTRATIVELY_PROHIBITED = 13
UNREACHABLE_CODES = {
    NET_UNREACHABLE: "network unreachable",
    HOST_UNREACHABLE: "host unreachable",
    PROTOCOL_UNREACHABLE: "protocol unreachable",
    PORT_UNREACHABLE: "port unreachable",
    FRAGMENTATION_NEEDED: "fragmentation needed and DF set",
    SOURCE_ROUTE_FAILED: "source route failed",
    9: "network administratively prohibited",
    10: "host administratively prohibited",
    ADMINISTRATIVELY_PROHIBITED: "communication administratively prohibited",
}
TTL_EXCEEDED = 0
REASSEMBLY_EXCEEDED = 1
TIME_EXCEEDED_CODES = {
    TTL_EXCEEDED: "TTL reached zero in transit",
    REASSEMBLY_EXCEEDED: "fragments did not all arrive in time",
}
_CHECKSUM = Bits(16, "Checksum", "ones-complement sum over the whole ICMP message", base=16)
_CODE_ZERO = Bits(8, "Code", "always 0 for this type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(Header):
    """Asks a host for an answer, or is that answer; the data comes back as it was sent."""

    key: ClassVar[str] = "icmp-echo"
    title: ClassVar[str] = "ICMP echo"
    spec: ClassVar[str] = "RFC 792"

    type: Annotated[
        int,
        Bits(
            8, "Type", "request or reply", {ECHO_REQUEST: "echo request", ECHO_REPLY: "echo reply"}
        ),
    ] = ECHO_REQUEST
    code: Annotated[int, _CODE_ZERO] = 0
    checksum: Annotated[int, _CHECKSUM] = 0
    identifier: Annotated[
        int, Bits(16, "Identifier", "tells one asking program from another; a NAT may change it")
    ] = 0
    sequence: Annotated[int, Bits(16, "Sequence Number", "pairs a reply with its request")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable(Header):
    """Tells the source that its packet, quoted behind this header, could not go on."""

    key: ClassVar[str] = "icmp-unreachable"
    title: ClassVar[str] = "ICMP destination unreachable"
    spec: ClassVar[str] = "RFC 792; RFC 1191 section 4"

    type: Annotated[
        int, Bits(8, "Type", "3 says that this is the error", {UNREACHABLE: "unreachable"})
    ] = UNREACHABLE
    code: Annotated[int, Bits(8, "Code", "why the packet ended here", UNREACHABLE_CODES)]
    checksum: Annotated[int, _CHECKSUM] = 0
    unused: Annotated[int, Bits(16, "Unused", "sent as zero")] = 0
    next_hop_mtu: Annotated[
        int,
        Bits(16, "Next-Hop MTU", "with code 4: octets that the next link can carry; else zero"),
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExceeded(Header):
    """Tells the source that its packet, quoted behind this header, ran out of hops or time."""

    key: ClassVar[str] = "icmp-time-exceeded"
    title: ClassVar[str] = "ICMP time exceeded"
    spec: ClassVar[str] = "RFC 792"

    type: Annotated[
        int, Bits(8, "Type", "11 says that this is the error", {TIME_EXCEEDED: "time exceeded"})
    ] = TIME_EXCEEDED
    code: Annotated[int, Bits(8, "Code", "what ran out", TIME_EXCEEDED_CODES)] = TTL_EXCEEDED
    checksum: Annotated[int, _CHECKSUM] = 0
    unused: Annotated[int, Bits(32, "Unused", "sent as zero")] = 0


TYPES: dict[int, type[Header]] = {
    ECHO_REPLY: Echo,
    UNREACHABLE: Unreachable,
    ECHO_REQUEST: Echo,
    ROUTER_ADVERTISEMENT: RouterAdvertisement,
    ROUTER_SOLICITATION: RouterSolicitation,
    TIME_EXCEEDED: TimeExceeded,
}
"""Which class reads which ICMP type."""

_HALF = struct.Struct("!H")


def message(header: Header, body: bytes = b"") -> bytes:
    """Return an ICMP message with its checksum filled in."""
    octets = header.encode() + body
    blank = octets[:2] + b"\0\0" + octets[4:]
    return octets[:2] + _HALF.pack(internet_checksum(blank)) + octets[4:]


def check(octets: bytes) -> bytes:
    """Return *octets*; `WireError` where they are too short or the checksum is wrong."""
    if len(octets) < 8:
        raise WireError(f"ICMP: needs 8 octets, {len(octets)} are there")
    if internet_checksum(octets):
        raise WireError(f"ICMP: checksum 0x{octets[2:4].hex()} is wrong")
    return octets


def parse(octets: bytes) -> tuple[Header, bytes]:
    """Return the header of a checked message and what follows it.

    `WireError` where the checksum is wrong or the type is none of `TYPES`.
    """
    check(octets)
    kind = TYPES.get(octets[0])
    if kind is None:
        raise WireError(f"ICMP: type {octets[0]} is not known")
    header, end = kind.decode(octets)
    return header, octets[end:]


@dataclass(frozen=True, slots=True)
class Advertisement:
    """A router advertisement, read: *mobility* is absent where no mobility agent speaks.

    *prefix_lengths* belong to *addresses*, in the same order; empty where none were given.
    """

    router: RouterAdvertisement
    addresses: tuple[RouterAddress, ...]
    mobility: MobilityAgentExtension | None
    prefix_lengths: tuple[int, ...]


def parse_advertisement(octets: bytes) -> Advertisement:
    """Read a router advertisement, its checksum included.

    Extensions come in any order; an unknown one of 128 and above is skipped, one below makes
    the whole message invalid (RFC 3344 section 1.8).  `WireError` otherwise.
    """
    router, addresses, place = _router_addresses(check(octets))
    mobility, prefixes = None, b""
    while place < len(octets):
        extension, place = decode_extension(octets, place)
        match extension:
            case MobilityAgentExtension():
                mobility = extension
            case PrefixLengthsExtension():
                prefixes = extension.lengths
            case UnknownAgentExtension() if extension.type < 128:
                raise WireError(f"ICMP router advertisement: extension {extension.type} not known")
    return Advertisement(router, addresses, mobility, tuple(prefixes))


def _router_addresses(
    octets: bytes,
) -> tuple[RouterAdvertisement, tuple[RouterAddress, ...], int]:
    router, place = RouterAdvertisement.decode(octets)
    if router.type != ROUTER_ADVERTISEMENT:
        raise WireError(f"ICMP: type {router.type} is no router advertisement")
    if router.addresses and router.entry_size < 2:
        raise WireError(f"ICMP router advertisement: entries of {router.entry_size} words")
    addresses = []
    for _ in range(router.addresses):
        address, end = RouterAddress.decode(octets, place)
        addresses.append(address)
        place = end + 4 * (router.entry_size - 2)
    if place > len(octets):
        raise WireError("ICMP router advertisement: the octets end inside it")
    return router, tuple(addresses), place


def advertisement(
    addresses: Sequence[Address],
    *,
    lifetime: int,
    code: int = 0,
    mobility: MobilityAgentExtension | None = None,
    prefix_lengths: Sequence[int] = (),
    preference: int = 0,
) -> bytes:
    """Return a router advertisement for *addresses* with the extensions given.

    *lifetime* is in seconds, *preference* as it stands on the wire.  A padding octet makes an
    odd length even (RFC 3344 section 2.1.3).
    """
    body = b"".join(
        RouterAddress(address=address, preference=preference).encode() for address in addresses
    )
    if mobility is not None:
        body += mobility.encode()
    if prefix_lengths:
        body += PrefixLengthsExtension(lengths=bytes(prefix_lengths)).encode()
    if len(body) & 1:
        body += OneBytePadding().encode()
    return message(
        RouterAdvertisement(code=code, addresses=len(addresses), lifetime=lifetime), body
    )
