"""ICMP: echo, errors, and the router messages by which mobility agents announce themselves."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.address import Address, AddressList
from simulation.wire.checksum import internet_checksum
from simulation.wire.fields import Bits, Header, Octets

ECHO_REPLY = 0
UNREACHABLE = 3
ECHO_REQUEST = 8
ROUTER_ADVERTISEMENT = 9
ROUTER_SOLICITATION = 10
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
NOT_A_ROUTER = 16
"""Code of an advertisement whose sender routes for mobile nodes only (RFC 3344 section 2.1)."""

MOBILITY_AGENT = 16
PREFIX_LENGTHS = 19
PADDING = 0

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
        Bits(8, "Type", "request or reply", {ECHO_REQUEST: "echo request", ECHO_REPLY: "echo reply"}),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterSolicitation(Header):
    """Asks routers and mobility agents on the link to announce themselves now."""

    key: ClassVar[str] = "icmp-router-solicitation"
    title: ClassVar[str] = "ICMP router solicitation"
    spec: ClassVar[str] = "RFC 1256 section 3; RFC 3344 section 2.2"

    type: Annotated[
        int, Bits(8, "Type", "10: a solicitation", {ROUTER_SOLICITATION: "router solicitation"})
    ] = ROUTER_SOLICITATION
    code: Annotated[int, _CODE_ZERO] = 0
    checksum: Annotated[int, _CHECKSUM] = 0
    reserved: Annotated[int, Bits(32, "Reserved", "sent as zero")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterAdvertisement(Header):
    """Announces the routers of a link; with the mobility extension, a mobility agent."""

    key: ClassVar[str] = "icmp-router-advertisement"
    title: ClassVar[str] = "ICMP router advertisement"
    spec: ClassVar[str] = "RFC 1256 section 3; RFC 3344 section 2.1"

    type: Annotated[
        int, Bits(8, "Type", "9: an advertisement", {ROUTER_ADVERTISEMENT: "router advertisement"})
    ] = ROUTER_ADVERTISEMENT
    code: Annotated[
        int,
        Bits(
            8,
            "Code",
            "whether the sender also routes for hosts that are not mobile",
            {0: "routes common traffic", NOT_A_ROUTER: "does not route common traffic"},
        ),
    ] = 0
    checksum: Annotated[int, _CHECKSUM] = 0
    addresses: Annotated[int, Bits(8, "Num Addrs", "router addresses that follow")]
    entry_size: Annotated[
        int, Bits(8, "Addr Entry Size", "words of 4 octets that each address takes")
    ] = 2
    lifetime: Annotated[
        int, Bits(16, "Lifetime", "seconds after which silence means that the router is gone")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterAddress(Header):
    """One router address of an advertisement, with its rank."""

    key: ClassVar[str] = "icmp-router-address"
    title: ClassVar[str] = "Router address"
    spec: ClassVar[str] = "RFC 1256 section 3"

    address: Annotated[Address, Bits(32, "Router Address", "a router's address on this link")]
    preference: Annotated[
        int, Bits(32, "Preference Level", "rank as default router, signed; higher is better")
    ] = 0


def _flag(label: str, meaning: str) -> Bits:
    return Bits(1, label, meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class MobilityAgentExtension(Header):
    """Makes a router advertisement an agent advertisement: what this mobility agent offers."""

    key: ClassVar[str] = "mobility-agent-extension"
    title: ClassVar[str] = "Mobility agent advertisement extension"
    spec: ClassVar[str] = "RFC 3344 section 2.1.1; RFC 3519 section 3.4; RFC 3543"

    type: Annotated[
        int, Bits(8, "Type", "16: this extension", {MOBILITY_AGENT: "mobility agent"})
    ] = MOBILITY_AGENT
    length: Annotated[
        int, Bits(8, "Length", "octets after this field: 6 and 4 for each care-of address")
    ] = -1
    sequence: Annotated[
        int,
        Bits(16, "Sequence Number", "counts advertisements; a value below 256 betrays a restart"),
    ]
    registration_lifetime: Annotated[
        int,
        Bits(
            16,
            "Registration Lifetime",
            "longest registration that the agent accepts, in seconds",
            {0xFFFF: "no limit"},
        ),
    ]
    registration_required: Annotated[
        bool, _flag("R", "even a node with its own care-of address must register through this agent")
    ] = False
    busy: Annotated[bool, _flag("B", "the foreign agent takes no further mobile nodes")] = False
    home_agent: Annotated[bool, _flag("H", "the sender offers to be a home agent here")] = False
    foreign_agent: Annotated[bool, _flag("F", "the sender offers to be a foreign agent here")] = False
    minimal: Annotated[
        bool, _flag("M", "the agent can receive tunnels with minimal encapsulation")
    ] = False
    gre: Annotated[bool, _flag("G", "the agent can receive GRE tunnels")] = False
    reserved_r: Annotated[bool, _flag("r", "sent as zero, ignored when received")] = False
    reverse_tunnel: Annotated[
        bool, _flag("T", "the agent can tunnel a node's packets back to its home agent")
    ] = False
    udp_tunnel: Annotated[
        bool, _flag("U", "the agent can tunnel over UDP, so that a NAT lets it through")
    ] = False
    revocation: Annotated[
        bool, _flag("X", "the agent takes part in registration revocation")
    ] = False
    reserved: Annotated[int, Bits(6, "Reserved", "sent as zero, ignored when received")] = 0
    care_of_addresses: Annotated[
        AddressList,
        Octets(
            "Care-of Addresses",
            "addresses of the foreign agent at which tunnels for its visitors end",
            length="length",
            less=6,
        ),
    ] = AddressList()

    def __post_init__(self) -> None:
        """Count the addresses where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", 6 + len(self.care_of_addresses))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixLengthsExtension(Header):
    """Gives the prefix length of each router address, so that a node can tell networks apart."""

    key: ClassVar[str] = "prefix-lengths-extension"
    title: ClassVar[str] = "Prefix-lengths extension"
    spec: ClassVar[str] = "RFC 3344 section 2.1.2"

    type: Annotated[
        int, Bits(8, "Type", "19: this extension", {PREFIX_LENGTHS: "prefix lengths"})
    ] = PREFIX_LENGTHS
    length: Annotated[
        int, Bits(8, "Length", "prefix lengths that follow: one for each router address")
    ] = -1
    lengths: Annotated[
        bytes,
        Octets(
            "Prefix Lengths",
            "leading bits of each router address that name its network, one octet each",
            length="length",
        ),
    ]

    def __post_init__(self) -> None:
        """Count the prefixes where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.lengths))


@dataclass(frozen=True, slots=True, kw_only=True)
class OneBytePadding(Header):
    """Fills an advertisement up to an even number of octets; it has no length field."""

    key: ClassVar[str] = "one-byte-padding"
    title: ClassVar[str] = "One-byte padding"
    spec: ClassVar[str] = "RFC 3344 section 2.1.3"

    type: Annotated[int, Bits(8, "Type", "0: this octet is padding", {PADDING: "padding"})] = PADDING


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownAgentExtension(Header):
    """An extension of an advertisement that this project gives no meaning."""

    key: ClassVar[str] = "unknown-agent-extension"
    title: ClassVar[str] = "Unknown advertisement extension"
    spec: ClassVar[str] = "RFC 3344 section 1.8"

    type: Annotated[int, Bits(8, "Type", "128 and above may be skipped by who does not know it")]
    length: Annotated[int, Bits(8, "Length", "octets after this field")]
    data: Annotated[bytes, Octets("Data", "content of the extension", length="length")]


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


def decode_extension(octets: bytes, start: int) -> tuple[Header, int]:
    """Read one extension of an advertisement at *start*; return it and where it ends."""
    kind: type[Header] = {
        MOBILITY_AGENT: MobilityAgentExtension,
        PREFIX_LENGTHS: PrefixLengthsExtension,
        PADDING: OneBytePadding,
    }.get(octets[start], UnknownAgentExtension)
    extension, end = kind.decode(octets, start)
    if isinstance(extension, MobilityAgentExtension) and (extension.length - 6) % 4:
        raise WireError(f"{extension.title}: length {extension.length} holds no whole addresses")
    return extension, end


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
