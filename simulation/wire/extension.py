"""Extensions of Mobile IPv4 messages: type, length, content (RFC 3344 section 1.8)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.errors import WireError
from simulation.wire.address import Address
from simulation.wire.fields import Bits, Header, Octets
from simulation.wire.ipv4 import PROTOCOLS

MOBILE_HOME = 32
MOBILE_FOREIGN = 33
FOREIGN_HOME = 34
ROUTE_OPTIMIZATION = 35
UDP_TUNNEL_REPLY = 44
DELIVERY_STYLE = 130
NAI = 131
UDP_TUNNEL_REQUEST = 144
TRUSTED_NETWORKS = 149
ENCAPSULATION_REQUEST = 253
HOME_AGENT_PARAMETER = 254

EXTENSION_TYPES = {
    MOBILE_HOME: "Mobile-Home Authentication",
    MOBILE_FOREIGN: "Mobile-Foreign Authentication",
    FOREIGN_HOME: "Foreign-Home Authentication",
    ROUTE_OPTIMIZATION: "Route Optimization Authentication",
    UDP_TUNNEL_REPLY: "UDP Tunnel Reply",
    DELIVERY_STYLE: "Encapsulating Delivery Style",
    NAI: "Mobile Node NAI",
    UDP_TUNNEL_REQUEST: "UDP Tunnel Request",
    TRUSTED_NETWORKS: "Trusted Networks Configured",
    ENCAPSULATION_REQUEST: "private: Encapsulation Request",
    HOME_AGENT_PARAMETER: "private: Home Agent Parameter",
}

_TYPE = Bits(8, "Type", "which extension; one of 128 and above may be skipped", EXTENSION_TYPES)
_LENGTH = Bits(8, "Length", "octets after this field")
_SUB_TYPE = Bits(8, "Sub-Type", "0: the only kind defined")
_RESERVED_8 = Bits(8, "Reserved", "sent as zero, ignored when received")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationExtension(Header):
    """Proves who sent a message: a keyed hash over everything before it, from the type octet on."""

    key: ClassVar[str] = "mip-authentication"
    title: ClassVar[str] = "Authentication extension"
    spec: ClassVar[str] = "RFC 3344 sections 3.5.1 to 3.5.4"

    type: Annotated[int, Bits(8, "Type", "between which two parties it holds", EXTENSION_TYPES)] = (
        MOBILE_HOME
    )
    length: Annotated[int, _LENGTH] = -1
    spi: Annotated[
        int,
        Bits(32, "SPI", "which key and algorithm of those that the two parties share", base=16),
    ]
    authenticator: Annotated[
        bytes,
        Octets(
            "Authenticator",
            "HMAC-MD5 over the message up to and including the SPI above",
            length="length",
            less=4,
        ),
    ]

    def __post_init__(self) -> None:
        """Count the authenticator where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", 4 + len(self.authenticator))


@dataclass(frozen=True, slots=True, kw_only=True)
class NaiExtension(Header):
    """Names the mobile node by its user, where an address does not (yet) name it."""

    key: ClassVar[str] = "mip-nai"
    title: ClassVar[str] = "Mobile Node NAI extension"
    spec: ClassVar[str] = "RFC 2794 section 2"

    type: Annotated[int, _TYPE] = NAI
    length: Annotated[int, _LENGTH] = -1
    nai: Annotated[
        bytes,
        Octets("NAI", "network access identifier: user@realm", length="length", text=True),
    ]

    def __post_init__(self) -> None:
        """Count the characters where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.nai))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStyleExtension(Header):
    """Asks the foreign agent for encapsulating delivery: the node tunnels its packets to it."""

    key: ClassVar[str] = "mip-delivery-style"
    title: ClassVar[str] = "Encapsulating Delivery Style extension"
    spec: ClassVar[str] = "RFC 3024 section 3.3"

    type: Annotated[int, _TYPE] = DELIVERY_STYLE
    length: Annotated[int, _LENGTH] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UdpTunnelRequest(Header):
    """Offers to tunnel over UDP if the home agent finds a NAT on the way."""

    key: ClassVar[str] = "udp-tunnel-request"
    title: ClassVar[str] = "UDP Tunnel Request extension"
    spec: ClassVar[str] = "RFC 3519 section 3.1"

    type: Annotated[int, _TYPE] = UDP_TUNNEL_REQUEST
    length: Annotated[int, _LENGTH] = 6
    sub_type: Annotated[int, _SUB_TYPE] = 0
    reserved1: Annotated[int, Bits(8, "Reserved 1", "sent as zero, ignored when received")] = 0
    force: Annotated[bool, Bits(1, "F", "tunnel over UDP even if no NAT shows")] = False
    through_agent: Annotated[
        bool,
        Bits(1, "R", "own care-of address, but registering through an agent that demands it"),
    ] = False
    reserved2: Annotated[int, Bits(6, "Reserved 2", "sent as zero, ignored when received")] = 0
    encapsulation: Annotated[
        int, Bits(8, "Encapsulation", "what the UDP tunnel is to carry", PROTOCOLS)
    ] = 4
    reserved3: Annotated[
        int, Bits(16, "Reserved 3", "must be zero; anything else is not understood")
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UdpTunnelReply(Header):
    """Says whether the home agent tunnels over UDP for this binding."""

    key: ClassVar[str] = "udp-tunnel-reply"
    title: ClassVar[str] = "UDP Tunnel Reply extension"
    spec: ClassVar[str] = "RFC 3519 section 3.2"

    type: Annotated[int, _TYPE] = UDP_TUNNEL_REPLY
    length: Annotated[int, _LENGTH] = 6
    sub_type: Annotated[int, _SUB_TYPE] = 0
    code: Annotated[
        int,
        Bits(8, "Reply Code", "the home agent's decision", {0: "will tunnel", 64: "declined"}),
    ]
    force: Annotated[bool, Bits(1, "F", "tunnelling over UDP is done because it was forced")] = (
        False
    )
    reserved: Annotated[int, Bits(15, "Reserved", "sent as zero, ignored when received")] = 0
    keepalive: Annotated[
        int,
        Bits(
            16,
            "Keepalive Interval",
            "seconds of silence after which the node must refresh the NAT",
            {0: "the node's own default"},
        ),
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedNetworks(Header):
    """Tells the node that its home agent knows the trusted networks: a reply heard directly
    from it, in clear, therefore proves that the node is inside.
    """  # noqa: D205 one sentence that is longer than a line

    key: ClassVar[str] = "trusted-networks"
    title: ClassVar[str] = "Trusted Networks Configured extension"
    spec: ClassVar[str] = "RFC 5265 section 3.4"

    type: Annotated[int, _TYPE] = TRUSTED_NETWORKS
    length: Annotated[int, _LENGTH] = 2
    sub_type: Annotated[int, _SUB_TYPE] = 0
    reserved: Annotated[int, _RESERVED_8] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeAgentParameter(Header):
    """Tells a Mobile IP proxy which home agent stands behind it (our reading of draft 2.5)."""

    key: ClassVar[str] = "home-agent-parameter"
    title: ClassVar[str] = "Home Agent Parameter extension"
    spec: ClassVar[str] = "draft section 2.5; private extension 254"

    type: Annotated[int, _TYPE] = HOME_AGENT_PARAMETER
    length: Annotated[int, _LENGTH] = 6
    sub_type: Annotated[int, _SUB_TYPE] = 0
    reserved: Annotated[int, _RESERVED_8] = 0
    home_agent: Annotated[
        Address, Bits(32, "Home Agent", "the internal agent that the proxy is to register with")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncapsulationRequest(Header):
    """Asks the home agent to use another tunnel, such as ESP (our reading of draft 2.7)."""

    key: ClassVar[str] = "encapsulation-request"
    title: ClassVar[str] = "Encapsulation Request extension"
    spec: ClassVar[str] = "draft section 2.7; private extension 253"

    type: Annotated[int, _TYPE] = ENCAPSULATION_REQUEST
    length: Annotated[int, _LENGTH] = 2
    sub_type: Annotated[int, _SUB_TYPE] = 0
    encapsulation: Annotated[
        int, Bits(8, "Encapsulation", "protocol number of the tunnel wished for", PROTOCOLS)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownExtension(Header):
    """An extension without a meaning here; who does not know it skips it, or drops the message."""

    key: ClassVar[str] = "mip-unknown-extension"
    title: ClassVar[str] = "Unknown extension"
    spec: ClassVar[str] = "RFC 3344 section 1.8"

    type: Annotated[int, _TYPE]
    length: Annotated[int, _LENGTH] = -1
    data: Annotated[bytes, Octets("Data", "content of the extension", length="length")]

    def __post_init__(self) -> None:
        """Count the content where no length is given."""
        if self.length < 0:
            object.__setattr__(self, "length", len(self.data))


EXTENSIONS: dict[int, type[Header]] = {
    MOBILE_HOME: AuthenticationExtension,
    MOBILE_FOREIGN: AuthenticationExtension,
    FOREIGN_HOME: AuthenticationExtension,
    ROUTE_OPTIMIZATION: AuthenticationExtension,
    UDP_TUNNEL_REPLY: UdpTunnelReply,
    DELIVERY_STYLE: DeliveryStyleExtension,
    NAI: NaiExtension,
    UDP_TUNNEL_REQUEST: UdpTunnelRequest,
    TRUSTED_NETWORKS: TrustedNetworks,
    ENCAPSULATION_REQUEST: EncapsulationRequest,
    HOME_AGENT_PARAMETER: HomeAgentParameter,
}
"""Which class reads which type of extension."""


def decode_extension(octets: bytes, start: int) -> tuple[Header, int]:
    """Read the extension at *start*; return it and the offset of the octet after it.

    A type without a class comes back as `UnknownExtension`, whether or not it may be skipped.
    `WireError` where the extension runs past the end or its length is not that of its type.
    """
    if start + 2 > len(octets):
        raise WireError("Mobile IP extension: the octets end inside its type and length")
    kind = EXTENSIONS.get(octets[start], UnknownExtension)
    end = start + 2 + octets[start + 1]
    if end > len(octets):
        raise WireError(f"{kind.title}: runs past the end")
    extension, stop = kind.decode(octets[start:end])
    if stop != end - start:
        raise WireError(f"{kind.title}: length {octets[start + 1]} is not that of its type")
    return extension, end
