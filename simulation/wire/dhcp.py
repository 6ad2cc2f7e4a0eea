"""DHCP: how a node gets an address on the link that it visits (RFC 2131, RFC 2132)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, TypeVar

from simulation.errors import WireError
from simulation.wire.address import ANY, Address, AddressList, Mac
from simulation.wire.fields import Bits, Header, Octets

BOOT_REQUEST = 1
BOOT_REPLY = 2

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
COOKIE: Final = 0x63825363
"""The four octets that tell DHCP from plain BOOTP (RFC 2131 section 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootp(Header):
    """The fixed part of every DHCP message, older than DHCP itself."""

    key: ClassVar[str] = "bootp"
    title: ClassVar[str] = "DHCP message"
    spec: ClassVar[str] = "RFC 2131 section 2"

    operation: Annotated[
        int,
        Bits(
            8,
            "op",
            "which side speaks",
            {BOOT_REQUEST: "client to server", BOOT_REPLY: "server to client"},
        ),
    ]
    hardware_type: Annotated[
        int, Bits(8, "htype", "kind of link-layer address", {1: "Ethernet"})
    ] = 1
    hardware_length: Annotated[int, Bits(8, "hlen", "octets of the link-layer address")] = 6
    hops: Annotated[int, Bits(8, "hops", "relay agents passed on the way")] = 0
    transaction: Annotated[
        int, Bits(32, "xid", "random number by which a client knows its answers", base=16)
    ]
    seconds: Annotated[int, Bits(16, "secs", "seconds since the client began to ask")] = 0
    broadcast: Annotated[
        bool, Bits(1, "B", "please broadcast the answer: the client has no address to hear it by")
    ] = False
    reserved: Annotated[int, Bits(15, "flags", "sent as zero")] = 0
    client: Annotated[
        Address, Bits(32, "ciaddr", "the client's address, where it already uses one")
    ] = ANY
    your: Annotated[Address, Bits(32, "yiaddr", "the address that the server gives")] = ANY
    next_server: Annotated[
        Address, Bits(32, "siaddr", "server for the next step of starting up; not used here")
    ] = ANY
    relay: Annotated[Address, Bits(32, "giaddr", "relay agent; zero where none is between")] = ANY
    mac: Annotated[Mac, Bits(48, "chaddr", "the client's Ethernet address")]
    padding: Annotated[bytes, Octets("chaddr padding", "room for longer addresses", length=10)] = (
        bytes(10)
    )
    server_name: Annotated[bytes, Octets("sname", "name of the server; empty", length=64)] = bytes(64)
    boot_file: Annotated[bytes, Octets("file", "file to start from; empty", length=128)] = bytes(128)
    cookie: Annotated[
        int,
        Bits(32, "magic cookie", "says that DHCP options follow", {COOKIE: "DHCP"}, base=16),
    ] = COOKIE


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
        int, Bits(32, "Lease Time", "seconds until the address falls back", {0xFFFFFFFF: "no limit"})
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

_Option = TypeVar("_Option", bound=Header)


@dataclass(frozen=True, slots=True)
class DhcpMessage:
    """A DHCP message, read."""

    header: Bootp
    options: tuple[Header, ...]

    @property
    def kind(self) -> int:
        """Step of the exchange (`DISCOVER` and so on); 0 where the message does not say."""
        option = self.find(MessageType)
        return option.kind if option else 0

    def find(self, kind: type[_Option]) -> _Option | None:
        """Return the first option of class *kind*, or `None`."""
        return next((each for each in self.options if isinstance(each, kind)), None)


def message(
    kind: int,
    *,
    transaction: int,
    mac: Mac,
    client: Address = ANY,
    your: Address = ANY,
    broadcast: bool = False,
    seconds: int = 0,
    options: Sequence[Header] = (),
) -> bytes:
    """Return a DHCP message of *kind*: the message type first, *options*, and the end mark."""
    reply = kind in {OFFER, ACK, NAK}
    header = Bootp(
        operation=BOOT_REPLY if reply else BOOT_REQUEST,
        transaction=transaction,
        seconds=seconds,
        broadcast=broadcast,
        client=client,
        your=your,
        mac=mac,
    )
    tail = (MessageType(kind=kind), *options, DhcpEnd())
    return header.encode() + b"".join(option.encode() for option in tail)


def walk(octets: bytes) -> Iterator[tuple[Header, int, int]]:
    """Yield the fixed part and each option with start and end, up to and with the end mark.

    `WireError` at the first octet that makes no sense.
    """
    header, place = Bootp.decode(octets)
    if header.cookie != COOKIE:
        raise WireError(f"DHCP: cookie 0x{header.cookie:08x} is not that of DHCP")
    yield header, 0, place
    while place < len(octets):
        option, end = decode_option(octets, place)
        yield option, place, end
        if octets[place] == END:
            return
        place = end
    raise WireError("DHCP: the options have no end mark")


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


def parse(octets: bytes) -> DhcpMessage:
    """Read a DHCP message from a UDP payload; `WireError` where it is malformed."""
    header, *options = (each for each, _, _ in walk(octets))
    if not isinstance(header, Bootp):
        raise WireError("DHCP: the fixed part is missing")
    return DhcpMessage(header, tuple(options))
