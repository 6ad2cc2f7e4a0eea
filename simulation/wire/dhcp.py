"""DHCP: how a node gets an address on the link that it visits (RFC 2131, RFC 2132)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, TypeVar

from simulation.errors import WireError
from simulation.wire.address import ANY, Address, Mac
from simulation.wire.dhcp_options import (
    ACK,
    CLIENT_IDENTIFIER,
    DECLINE,
    DISCOVER,
    DOMAIN_SERVERS,
    END,
    HOST_NAME,
    LEASE_TIME,
    MESSAGE_TYPE,
    MESSAGE_TYPES,
    NAK,
    OFFER,
    OPTION_CODES,
    OPTIONS,
    PAD,
    PARAMETER_LIST,
    RELEASE,
    REQUEST,
    REQUESTED_ADDRESS,
    ROUTERS,
    SERVER_IDENTIFIER,
    SUBNET_MASK,
    ClientIdentifier,
    DhcpEnd,
    DomainServers,
    HostName,
    LeaseTime,
    MessageType,
    ParameterList,
    RequestedAddress,
    Routers,
    ServerIdentifier,
    SubnetMask,
    UnknownOption,
    decode_option,
)
from simulation.wire.fields import Bits, Header, Octets

__all__ = [
    "ACK",
    "BOOT_REPLY",
    "BOOT_REQUEST",
    "CLIENT_IDENTIFIER",
    "COOKIE",
    "DECLINE",
    "DISCOVER",
    "DOMAIN_SERVERS",
    "END",
    "HOST_NAME",
    "LEASE_TIME",
    "MESSAGE_TYPE",
    "MESSAGE_TYPES",
    "NAK",
    "OFFER",
    "OPTIONS",
    "OPTION_CODES",
    "PAD",
    "PARAMETER_LIST",
    "RELEASE",
    "REQUEST",
    "REQUESTED_ADDRESS",
    "ROUTERS",
    "SERVER_IDENTIFIER",
    "SUBNET_MASK",
    "Bootp",
    "ClientIdentifier",
    "DhcpEnd",
    "DhcpMessage",
    "DomainServers",
    "HostName",
    "LeaseTime",
    "MessageType",
    "ParameterList",
    "RequestedAddress",
    "Routers",
    "ServerIdentifier",
    "SubnetMask",
    "UnknownOption",
    "decode_option",
    "message",
    "parse",
    "walk",
]

BOOT_REQUEST = 1
BOOT_REPLY = 2

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
    mac: Annotated[Mac, Octets("chaddr", "the client's Ethernet address", length=6)]
    padding: Annotated[bytes, Octets("chaddr padding", "room for longer addresses", length=10)] = (
        bytes(10)
    )
    server_name: Annotated[bytes, Octets("sname", "name of the server; empty", length=64)] = bytes(
        64
    )
    boot_file: Annotated[bytes, Octets("file", "file to start from; empty", length=128)] = bytes(
        128
    )
    cookie: Annotated[
        int,
        Bits(32, "magic cookie", "says that DHCP options follow", {COOKIE: "DHCP"}, base=16),
    ] = COOKIE


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


def parse(octets: bytes) -> DhcpMessage:
    """Read a DHCP message from a UDP payload; `WireError` where it is malformed."""
    header, *options = (each for each, _, _ in walk(octets))
    if not isinstance(header, Bootp):
        raise WireError("DHCP: the fixed part is missing")
    return DhcpMessage(header, tuple(options))
