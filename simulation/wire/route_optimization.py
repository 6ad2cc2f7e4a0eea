"""Route optimisation and this project's own messages on the Mobile IP port (UDP 434).

IANA gave types 16 to 19 to other messages later; the ones here are those of the draft
draft-ietf-mobileip-optim that the options of 2003 refer to.  Types 200 to 203 are private.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.address import Address
from simulation.wire.fields import Bits, Header
from simulation.wire.registration import LIFETIMES, REPLY_CODES

BINDING_WARNING = 16
BINDING_REQUEST = 17
BINDING_UPDATE = 18
BINDING_ACKNOWLEDGE = 19
ESP_ROUTE_REQUEST = 200
ESP_ROUTE_REPLY = 201
PATH_SETUP = 202
PATH_ACKNOWLEDGE = 203

MESSAGE_TYPES = {
    BINDING_WARNING: "Binding Warning",
    BINDING_REQUEST: "Binding Request",
    BINDING_UPDATE: "Binding Update",
    BINDING_ACKNOWLEDGE: "Binding Acknowledge",
    ESP_ROUTE_REQUEST: "private: ESP Route Request",
    ESP_ROUTE_REPLY: "private: ESP Route Reply",
    PATH_SETUP: "private: Path Setup",
    PATH_ACKNOWLEDGE: "private: Path Acknowledge",
}
STATUSES = {
    0: "accepted",
    128: "reason unspecified",
    129: "administratively prohibited",
    130: "insufficient resources",
    131: "sender failed authentication",
    133: "identification mismatch",
    134: "poorly formed update",
}

_TYPE = Bits(8, "Type", "which message", MESSAGE_TYPES)
_RESERVED_24 = Bits(24, "Reserved", "sent as zero, ignored when received")
_HOME = Bits(32, "Home Address", "the mobile node that the binding is about")
_IDENTIFICATION = Bits(
    64, "Identification", "pairs question and answer, and makes an old message useless", base=16
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingWarning(Header):
    """Tells a home agent that a correspondent still uses an old care-of address."""

    key: ClassVar[str] = "binding-warning"
    title: ClassVar[str] = "Binding Warning"
    spec: ClassVar[str] = "draft-ietf-mobileip-optim"

    type: Annotated[int, _TYPE] = BINDING_WARNING
    reserved: Annotated[int, _RESERVED_24] = 0
    home_address: Annotated[Address, _HOME]
    target: Annotated[
        Address, Bits(32, "Target Node", "the correspondent that ought to be told the new binding")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingRequest(Header):
    """Asks for a mobile node's present binding before the cached one lapses."""

    key: ClassVar[str] = "binding-request"
    title: ClassVar[str] = "Binding Request"
    spec: ClassVar[str] = "draft-ietf-mobileip-optim"

    type: Annotated[int, _TYPE] = BINDING_REQUEST
    reserved: Annotated[int, _RESERVED_24] = 0
    home_address: Annotated[Address, _HOME]
    identification: Annotated[int, _IDENTIFICATION]


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingUpdate(Header):
    """Tells a node where to tunnel packets for a mobile node, past its home agent."""

    key: ClassVar[str] = "binding-update"
    title: ClassVar[str] = "Binding Update"
    spec: ClassVar[str] = "draft-ietf-mobileip-optim"

    type: Annotated[int, _TYPE] = BINDING_UPDATE
    acknowledge: Annotated[bool, Bits(1, "A", "an acknowledgement is wanted")] = False
    identified: Annotated[bool, Bits(1, "I", "an identification follows the addresses")] = True
    minimal: Annotated[bool, Bits(1, "M", "tunnel with minimal encapsulation")] = False
    gre: Annotated[bool, Bits(1, "G", "tunnel with GRE")] = False
    reserved: Annotated[int, Bits(4, "Reserved", "sent as zero, ignored when received")] = 0
    lifetime: Annotated[
        int, Bits(16, "Lifetime", "seconds that the binding may be cached", {0: "forget it"})
    ]
    home_address: Annotated[Address, _HOME]
    care_of_address: Annotated[Address, Bits(32, "Care-of Address", "where the mobile node is now")]
    identification: Annotated[
        int | None,
        Bits(
            64,
            "Identification",
            "pairs question and answer, and makes an old message useless",
            when="identified",
            base=16,
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingAcknowledge(Header):
    """Says what became of a binding update."""

    key: ClassVar[str] = "binding-acknowledge"
    title: ClassVar[str] = "Binding Acknowledge"
    spec: ClassVar[str] = "draft-ietf-mobileip-optim"

    type: Annotated[int, _TYPE] = BINDING_ACKNOWLEDGE
    reserved: Annotated[int, Bits(16, "Reserved", "sent as zero, ignored when received")] = 0
    status: Annotated[int, Bits(8, "Status", "0 is yes; from 128 the update was refused", STATUSES)]
    home_address: Annotated[Address, _HOME]
    identification: Annotated[int, _IDENTIFICATION]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspRouteRequest(Header):
    """Asks foreign agent and gateway to deliver one SPI through that agent (draft 2.10)."""

    key: ClassVar[str] = "esp-route-request"
    title: ClassVar[str] = "ESP Route Request"
    spec: ClassVar[str] = "draft section 2.10; private message 200"

    type: Annotated[int, _TYPE] = ESP_ROUTE_REQUEST
    reserved: Annotated[int, Bits(8, "Reserved", "sent as zero, ignored when received")] = 0
    lifetime: Annotated[
        int, Bits(16, "Lifetime", "seconds that the route is wanted for", LIFETIMES)
    ]
    inner_address: Annotated[
        Address, Bits(32, "Tunnel Inner Address", "the node's address inside the IPsec tunnel")
    ]
    gateway: Annotated[Address, Bits(32, "Gateway", "public address of the VPN gateway")]
    care_of_address: Annotated[
        Address, Bits(32, "Care-of Address", "foreign agent that the gateway is to send to")
    ]
    identification: Annotated[int, _IDENTIFICATION]
    spi: Annotated[int, Bits(32, "Inbound SPI", "marks the packets that are the node's", base=16)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspRouteReply(Header):
    """Says what became of an ESP route request."""

    key: ClassVar[str] = "esp-route-reply"
    title: ClassVar[str] = "ESP Route Reply"
    spec: ClassVar[str] = "draft section 2.10; private message 201"

    type: Annotated[int, _TYPE] = ESP_ROUTE_REPLY
    code: Annotated[
        int, Bits(8, "Code", "result, numbered as in a Registration Reply", REPLY_CODES)
    ]
    lifetime: Annotated[int, Bits(16, "Lifetime", "seconds granted", LIFETIMES)]
    inner_address: Annotated[
        Address, Bits(32, "Tunnel Inner Address", "the node's address inside the IPsec tunnel")
    ]
    gateway: Annotated[Address, Bits(32, "Gateway", "public address of the VPN gateway")]
    identification: Annotated[int, _IDENTIFICATION]
    spi: Annotated[int, Bits(32, "Inbound SPI", "marks the packets that are the node's", base=16)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSetup(Header):
    """Makes each router on its way route one host to where the message came from (draft 2.8)."""

    key: ClassVar[str] = "path-setup"
    title: ClassVar[str] = "Path Setup"
    spec: ClassVar[str] = "draft section 2.8; private message 202"

    type: Annotated[int, _TYPE] = PATH_SETUP
    reserved: Annotated[int, Bits(8, "Reserved", "sent as zero, ignored when received")] = 0
    lifetime: Annotated[
        int, Bits(16, "Lifetime", "seconds until the host route lapses", {0: "take the route away"})
    ]
    home_address: Annotated[Address, Bits(32, "Home Address", "the host that is routed")]
    access_router: Annotated[
        Address, Bits(32, "Access Router", "the router that the node is attached to")
    ]
    identification: Annotated[int, _IDENTIFICATION]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAcknowledge(Header):
    """Says how far a path setup came: the router that joined old and new path answers."""

    key: ClassVar[str] = "path-acknowledge"
    title: ClassVar[str] = "Path Acknowledge"
    spec: ClassVar[str] = "draft section 2.8; private message 203"

    type: Annotated[int, _TYPE] = PATH_ACKNOWLEDGE
    status: Annotated[int, Bits(8, "Status", "0 is yes; from 128 the path was refused", STATUSES)]
    lifetime: Annotated[
        int, Bits(16, "Lifetime", "seconds until the host route lapses", {0: "route taken away"})
    ]
    home_address: Annotated[Address, Bits(32, "Home Address", "the host that is routed")]
    crossover: Annotated[
        Address, Bits(32, "Crossover Router", "where the new path meets the old one")
    ]
    identification: Annotated[int, _IDENTIFICATION]
