"""DHCP options: code, length, content (RFC 2132)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.address import Address, AddressList
from simulation.wire.fields import Bits, Header, Octets

DISCOVER = 1
OFFER = 2
REQUEST = 3
DECLINE = 4
ACK = 5
NAK = 6
RELEASE = 7
MESSAGE_TYPES = {
    DISCOVER: "DISCOVER",
    OFFER: "OFFER",
    REQUEST: "REQUEST",
    DECLINE: "DECLINE",
    ACK: "ACK",
    NAK: "NAK",
    RELEASE: "RELEASE",
}

PAD = 0
SUBNET_MASK = 1
ROUTERS = 3
DOMAIN_SERVERS = 6
HOST_NAME = 12
REQUESTED_ADDRESS = 50
LEASE_TIME = 51
MESSAGE_TYPE = 53
SERVER_IDENTIFIER = 54
PARAMETER_LIST = 55
CLIENT_IDENTIFIER = 61
END = 255
OPTION_CODES = {
    PAD: "pad",
    SUBNET_MASK: "subnet mask",
    ROUTERS: "routers",
    DOMAIN_SERVERS: "domain name servers",
    HOST_NAME: "host name",
    REQUESTED_ADDRESS: "requested address",
    LEASE_TIME: "lease time",
    MESSAGE_TYPE: "message type",
    SERVER_IDENTIFIER: "server identifier",
    PARAMETER_LIST: "parameter request list",
    CLIENT_IDENTIFIER: "client identifier",
    END: "end",
}

_CODE = Bits(8, "Code", "which option", OPTION_CODES)
_LENGTH = Bits(8, "Length", "octets after this field")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageType(Header):
    """Says which step of the exchange a message is."""

    key: ClassVar[str] = "dhcp-message-type"
    title: ClassVar[str] = "DHCP message type option"
    spec: ClassVar[str] = "RFC 2132 section 9.6"

    code: Annotated[int, _CODE] = MESSAGE_TYPE
    length: Annotated[int, _LENGTH] = 1
    kind: Annotated[int, Bits(8, "Message Type", "step of the exchange", MESSAGE_TYPES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubnetMask(Header):
    """Tells the client how long the prefix of its link is."""

    key: ClassVar[str] = "dhcp-subnet-mask"
    title: ClassVar[str] = "Subnet mask option"
    spec: ClassVar[str] = "RFC 2132 section 3.3"

    code: Annotated[int, _CODE] = SUBNET_MASK
    length: Annotated[int, _LENGTH] = 4
    mask: Annotated[Address, Bits(32, "Subnet Mask", "ones where the address names the link")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routers(Header):
    """Tells the client its default routers, the preferred one first."""

    key: ClassVar[str] = "dhcp-routers"
    title: ClassVar[str] = "Router option"
    spec: ClassVar[str] = "RFC 2132 section 3.5"

    code: Annotated[int, _CODE] = ROUTERS
    length: Annotated[int, _LENGTH] = -1
    routers: Annotated[
        AddressList, Octets("Routers", "routers of the client's link", length="length")
    ]

    def __post_init__(self) -> None:
        """Count the addresses where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.routers))


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainServers(Header):
    """Tells the client whom to ask for names."""

    key: ClassVar[str] = "dhcp-domain-servers"
    title: ClassVar[str] = "Domain name server option"
    spec: ClassVar[str] = "RFC 2132 section 3.8"

    code: Annotated[int, _CODE] = DOMAIN_SERVERS
    length: Annotated[int, _LENGTH] = -1
    servers: Annotated[AddressList, Octets("Servers", "name servers, best first", length="length")]

    def __post_init__(self) -> None:
        """Count the addresses where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.servers))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostName(Header):
    """Tells the other side the client's name."""

    key: ClassVar[str] = "dhcp-host-name"
    title: ClassVar[str] = "Host name option"
    spec: ClassVar[str] = "RFC 2132 section 3.14"

    code: Annotated[int, _CODE] = HOST_NAME
    length: Annotated[int, _LENGTH] = -1
    name: Annotated[bytes, Octets("Name", "name of the client", length="length", text=True)]

    def __post_init__(self) -> None:
        """Count the characters where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedAddress(Header):
    """Names the address that the client would like, or was offered."""

    key: ClassVar[str] = "dhcp-requested-address"
    title: ClassVar[str] = "Requested IP address option"
    spec: ClassVar[str] = "RFC 2132 section 9.1"

    code: Annotated[int, _CODE] = REQUESTED_ADDRESS
    length: Annotated[int, _LENGTH] = 4
    address: Annotated[Address, Bits(32, "Address", "the address asked for")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTime(Header):
    """Says how long the client may use the address."""

    key: ClassVar[str] = "dhcp-lease-time"
    title: ClassVar[str] = "Address lease time option"
    spec: ClassVar[str] = "RFC 2132 section 9.2"

    code: Annotated[int, _CODE] = LEASE_TIME
    length: Annotated[int, _LENGTH] = 4
    seconds: Annotated[
        int,
        Bits(32, "Lease Time", "seconds until the address falls back", {0xFFFFFFFF: "no limit"}),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerIdentifier(Header):
    """Names the server: in a request it says whose offer is taken."""

    key: ClassVar[str] = "dhcp-server-identifier"
    title: ClassVar[str] = "Server identifier option"
    spec: ClassVar[str] = "RFC 2132 section 9.7"

    code: Annotated[int, _CODE] = SERVER_IDENTIFIER
    length: Annotated[int, _LENGTH] = 4
    server: Annotated[Address, Bits(32, "Server", "an address of the server")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterList(Header):
    """Names the options that the client wants to be told."""

    key: ClassVar[str] = "dhcp-parameter-list"
    title: ClassVar[str] = "Parameter request list option"
    spec: ClassVar[str] = "RFC 2132 section 9.8"

    code: Annotated[int, _CODE] = PARAMETER_LIST
    length: Annotated[int, _LENGTH] = -1
    codes: Annotated[bytes, Octets("Codes", "codes of the options wanted", length="length")]

    def __post_init__(self) -> None:
        """Count the codes where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientIdentifier(Header):
    """Names the client; servers keep leases by it."""

    key: ClassVar[str] = "dhcp-client-identifier"
    title: ClassVar[str] = "Client identifier option"
    spec: ClassVar[str] = "RFC 2132 section 9.14"

    code: Annotated[int, _CODE] = CLIENT_IDENTIFIER
    length: Annotated[int, _LENGTH] = -1
    hardware_type: Annotated[
        int, Bits(8, "Type", "what the identifier is", {0: "any octets", 1: "Ethernet address"})
    ] = 1
    identifier: Annotated[
        bytes, Octets("Identifier", "octets that no other client uses", length="length", less=1)
    ]

    def __post_init__(self) -> None:
        """Count the identifier where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", 1 + len(self.identifier))


@dataclass(frozen=True, slots=True, kw_only=True)
class DhcpEnd(Header):
    """Marks the end of the options, or fills a gap between them; it has no length."""

    key: ClassVar[str] = "dhcp-end"
    title: ClassVar[str] = "DHCP end or pad option"
    spec: ClassVar[str] = "RFC 2132 sections 3.1 and 3.2"

    code: Annotated[int, _CODE] = END


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOption(Header):
    """An option that this project gives no meaning."""

    key: ClassVar[str] = "dhcp-unknown-option"
    title: ClassVar[str] = "Unknown DHCP option"
    spec: ClassVar[str] = "RFC 2132 section 2"

    code: Annotated[int, _CODE]
    length: Annotated[int, _LENGTH] = -1
    data: Annotated[bytes, Octets("Data", "content of the option", length="length")]

    def __post_init__(self) -> None:
        """Count the content where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.data))


OPTIONS: dict[int, type[Header]] = {
    PAD: DhcpEnd,
    SUBNET_MASK: SubnetMask,
    ROUTERS: Routers,
    DOMAIN_SERVERS: DomainServers,
    HOST_NAME: HostName,
    REQUESTED_ADDRESS: RequestedAddress,
    LEASE_TIME: LeaseTime,
    MESSAGE_TYPE: MessageType,
    SERVER_IDENTIFIER: ServerIdentifier,
    PARAMETER_LIST: ParameterList,
    CLIENT_IDENTIFIER: ClientIdentifier,
    END: DhcpEnd,
}
"""Which class reads which option."""


def decode_option(octets: bytes, start: int) -> tuple[Header, int]:
    """Read the option at *start*; return it and the offset of the octet after it."""
    kind = OPTIONS.get(octets[start], UnknownOption)
    if kind is DhcpEnd:
        return kind.decode(octets, start)
    if start + 2 > len(octets):
        raise WireError("DHCP option: the octets end inside its code and length")
    end = start + 2 + octets[start + 1]
    if end > len(octets):
        raise WireError(f"{kind.title}: runs past the end")
    option, stop = kind.decode(octets[start:end])
    if stop != end - start:
        raise WireError(f"{kind.title}: length {octets[start + 1]} is not that of its code")
    return option, end
