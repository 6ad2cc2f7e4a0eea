"""Mobile IPv4 registration: the request and the reply (RFC 3344 sections 3.3 and 3.4)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.address import Address
from simulation.wire.fields import Bits, Header

REGISTRATION_REQUEST = 1
REGISTRATION_REPLY = 3

REPLY_CODES = {
    0: "accepted",
    1: "accepted, but without simultaneous bindings",
    64: "foreign agent: reason unspecified",
    65: "foreign agent: administratively prohibited",
    66: "foreign agent: insufficient resources",
    67: "foreign agent: mobile node failed authentication",
    68: "foreign agent: home agent failed authentication",
    69: "foreign agent: requested lifetime too long",
    70: "foreign agent: poorly formed request",
    71: "foreign agent: poorly formed reply",
    72: "foreign agent: requested encapsulation unavailable",
    74: "foreign agent: requested reverse tunnel unavailable",
    75: "foreign agent: reverse tunnel is mandatory and T is not set",
    76: "foreign agent: mobile node too distant",
    77: "foreign agent: invalid care-of address",
    78: "foreign agent: registration timed out",
    79: "foreign agent: delivery style not supported",
    80: "foreign agent: home network unreachable",
    81: "foreign agent: home agent host unreachable",
    82: "foreign agent: home agent port unreachable",
    88: "foreign agent: home agent unreachable",
    128: "home agent: reason unspecified",
    129: "home agent: administratively prohibited",
    130: "home agent: insufficient resources",
    131: "home agent: mobile node failed authentication",
    132: "home agent: foreign agent failed authentication",
    133: "home agent: identification mismatch",
    134: "home agent: poorly formed request",
    135: "home agent: too many simultaneous bindings",
    136: "home agent: unknown home agent address",
    137: "home agent: requested reverse tunnel unavailable",
    138: "home agent: reverse tunnel is mandatory and T is not set",
    139: "home agent: requested encapsulation unavailable",
    142: "home agent: requested UDP tunnel encapsulation unavailable",
}
"""What each code of a reply means (RFC 3344 section 3.4, RFC 3024 section 3.4, RFC 3519)."""

LIFETIMES = {0: "deregister", 0xFFFF: "no limit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRequest(Header):
    """Asks a home agent to send a mobile node's packets to its present care-of address."""

    key: ClassVar[str] = "registration-request"
    title: ClassVar[str] = "Registration Request"
    spec: ClassVar[str] = "RFC 3344 section 3.3; RFC 3024 section 3.2"

    type: Annotated[
        int, Bits(8, "Type", "1: a request", {REGISTRATION_REQUEST: "Registration Request"})
    ] = REGISTRATION_REQUEST
    simultaneous: Annotated[
        bool, Bits(1, "S", "keep the node's earlier bindings: packets are copied to each of them")
    ] = False
    broadcasts: Annotated[
        bool, Bits(1, "B", "also tunnel the broadcasts of the home network to the node")
    ] = False
    decapsulates: Annotated[
        bool, Bits(1, "D", "the node ends the tunnel itself: its care-of address is co-located")
    ] = False
    minimal: Annotated[bool, Bits(1, "M", "please tunnel with minimal encapsulation")] = False
    gre: Annotated[bool, Bits(1, "G", "please tunnel with GRE")] = False
    r: Annotated[bool, Bits(1, "r", "sent as zero, ignored when received")] = False
    reverse_tunnel: Annotated[
        bool, Bits(1, "T", "the node's own packets are to travel through the tunnel, too")
    ] = False
    x: Annotated[bool, Bits(1, "x", "sent as zero, ignored when received")] = False
    lifetime: Annotated[
        int, Bits(16, "Lifetime", "seconds until the registration is to lapse", LIFETIMES)
    ]
    home_address: Annotated[
        Address, Bits(32, "Home Address", "the address that the node keeps wherever it goes")
    ]
    home_agent: Annotated[
        Address, Bits(32, "Home Agent", "the agent that attracts packets for the home address")
    ]
    care_of_address: Annotated[
        Address,
        Bits(
            32, "Care-of Address", "where the tunnel is to end; the home address ends all bindings"
        ),
    ]
    identification: Annotated[
        int,
        Bits(
            64,
            "Identification",
            "time of sending in NTP form: pairs the reply, and an old request cannot be replayed",
            base=16,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationReply(Header):
    """Says what became of a registration request."""

    key: ClassVar[str] = "registration-reply"
    title: ClassVar[str] = "Registration Reply"
    spec: ClassVar[str] = "RFC 3344 section 3.4"

    type: Annotated[
        int, Bits(8, "Type", "3: a reply", {REGISTRATION_REPLY: "Registration Reply"})
    ] = REGISTRATION_REPLY
    code: Annotated[
        int,
        Bits(
            8, "Code", "result; from 64 a foreign agent refuses, from 128 a home agent", REPLY_CODES
        ),
    ]
    lifetime: Annotated[
        int, Bits(16, "Lifetime", "seconds granted, never more than were asked for", LIFETIMES)
    ]
    home_address: Annotated[
        Address, Bits(32, "Home Address", "the mobile node's home address, or one just assigned")
    ]
    home_agent: Annotated[Address, Bits(32, "Home Agent", "the agent that decided")]
    identification: Annotated[
        int,
        Bits(
            64,
            "Identification",
            "low half copied from the request; high half too, or the agent's clock after code 133",
            base=16,
        ),
    ]
