"""Router advertisements, and the extensions that make them agent advertisements."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.address import Address, AddressList
from simulation.wire.fields import Bits, Header, Octets

ROUTER_ADVERTISEMENT = 9
ROUTER_SOLICITATION = 10
NOT_A_ROUTER = 16
"""Code of an advertisement whose sender routes for mobile nodes only (RFC 3344 section 2.1)."""

PADDING = 0
MOBILITY_AGENT = 16
PREFIX_LENGTHS = 19
NO_ADDRESSES = AddressList()

_CHECKSUM = Bits(16, "Checksum", "ones-complement sum over the whole ICMP message", base=16)
_CODE_ZERO = Bits(8, "Code", "always 0 for this type")


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
        bool,
        _flag("R", "even a node with its own care-of address must register through this agent"),
    ] = False
    busy: Annotated[bool, _flag("B", "the foreign agent takes no further mobile nodes")] = False
    home_agent: Annotated[bool, _flag("H", "the sender offers to be a home agent here")] = False
    foreign_agent: Annotated[bool, _flag("F", "the sender offers to be a foreign agent here")] = (
        False
    )
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
    revocation: Annotated[bool, _flag("X", "the agent takes part in registration revocation")] = (
        False
    )
    reserved: Annotated[int, Bits(6, "Reserved", "sent as zero, ignored when received")] = 0
    care_of_addresses: Annotated[
        AddressList,
        Octets(
            "Care-of Addresses",
            "addresses of the foreign agent at which tunnels for its visitors end",
            length="length",
            less=6,
        ),
    ] = NO_ADDRESSES

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

    type: Annotated[int, Bits(8, "Type", "0: this octet is padding", {PADDING: "padding"})] = (
        PADDING
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownAgentExtension(Header):
    """An extension of an advertisement that this project gives no meaning."""

    key: ClassVar[str] = "unknown-agent-extension"
    title: ClassVar[str] = "Unknown advertisement extension"
    spec: ClassVar[str] = "RFC 3344 section 1.8"

    type: Annotated[int, Bits(8, "Type", "128 and above may be skipped by who does not know it")]
    length: Annotated[int, Bits(8, "Length", "octets after this field")]
    data: Annotated[bytes, Octets("Data", "content of the extension", length="length")]


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
