"""The payloads of IKEv2 (RFC 7296) and the notifications of MOBIKE (RFC 4555)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.address import Address
from simulation.wire.fields import Bits, Header, Octets
from simulation.wire.ikev2_proposal import GROUPS, Proposal
from simulation.wire.isakmp import PAYLOADS as NAMES
from simulation.wire.isakmp import PROTOCOLS, Node, Structure, split

SA, KE, ID_I, ID_R, AUTH, NONCE, N, D, V, TS_I, TS_R, SK, CP = (
    33, 34, 35, 36, 39, 40, 41, 42, 43, 44, 45, 46, 47,
)  # fmt: skip

NO_PROPOSAL_CHOSEN = 14
INVALID_KE_PAYLOAD = 17
AUTHENTICATION_FAILED = 24
INTERNAL_ADDRESS_FAILURE = 36
TS_UNACCEPTABLE = 38
UNACCEPTABLE_ADDRESSES = 40
UNEXPECTED_NAT_DETECTED = 41
TEMPORARY_FAILURE = 43
CHILD_SA_NOT_FOUND = 44
INITIAL_CONTACT = 16384
NAT_DETECTION_SOURCE_IP = 16388
NAT_DETECTION_DESTINATION_IP = 16389
USE_TRANSPORT_MODE = 16391
REKEY_SA = 16393
MOBIKE_SUPPORTED = 16396
NO_ADDITIONAL_ADDRESSES = 16399
UPDATE_SA_ADDRESSES = 16400
COOKIE2 = 16401
NO_NATS_ALLOWED = 16402

NOTIFICATIONS = {
    1: "UNSUPPORTED_CRITICAL_PAYLOAD",
    7: "INVALID_SYNTAX",
    NO_PROPOSAL_CHOSEN: "NO_PROPOSAL_CHOSEN",
    INVALID_KE_PAYLOAD: "INVALID_KE_PAYLOAD",
    AUTHENTICATION_FAILED: "AUTHENTICATION_FAILED",
    INTERNAL_ADDRESS_FAILURE: "INTERNAL_ADDRESS_FAILURE",
    TS_UNACCEPTABLE: "TS_UNACCEPTABLE",
    UNACCEPTABLE_ADDRESSES: "UNACCEPTABLE_ADDRESSES",
    UNEXPECTED_NAT_DETECTED: "UNEXPECTED_NAT_DETECTED",
    TEMPORARY_FAILURE: "TEMPORARY_FAILURE",
    CHILD_SA_NOT_FOUND: "CHILD_SA_NOT_FOUND",
    INITIAL_CONTACT: "INITIAL_CONTACT",
    NAT_DETECTION_SOURCE_IP: "NAT_DETECTION_SOURCE_IP",
    NAT_DETECTION_DESTINATION_IP: "NAT_DETECTION_DESTINATION_IP",
    USE_TRANSPORT_MODE: "USE_TRANSPORT_MODE",
    REKEY_SA: "REKEY_SA",
    MOBIKE_SUPPORTED: "MOBIKE_SUPPORTED",
    16397: "ADDITIONAL_IP4_ADDRESS",
    16398: "ADDITIONAL_IP6_ADDRESS",
    NO_ADDITIONAL_ADDRESSES: "NO_ADDITIONAL_ADDRESSES",
    UPDATE_SA_ADDRESSES: "UPDATE_SA_ADDRESSES",
    COOKIE2: "COOKIE2",
    NO_NATS_ALLOWED: "NO_NATS_ALLOWED",
}

FIRST_ERROR, FIRST_STATUS = 1, 16384
"""Notifications from the first up to the second are errors."""

CFG_REQUEST, CFG_REPLY = 1, 2
INTERNAL_IP4_ADDRESS, INTERNAL_IP4_NETMASK = 1, 2
SHARED_KEY = 2
IPV4_RANGE = 7
ID_IPV4, ID_FQDN, ID_RFC822 = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload(Structure):
    """Begins every payload of IKEv2: what follows it, and how long it is."""

    key: ClassVar[str] = "ikev2-payload"
    title: ClassVar[str] = "IKEv2 generic payload header"
    spec: ClassVar[str] = "RFC 7296 section 3.2"

    next_payload: Annotated[
        int, Bits(8, "Next Payload", "kind of the payload after this one", values=NAMES)
    ] = 0
    critical: Annotated[
        bool, Bits(1, "C", "refuse the message if this payload is not understood")
    ] = False
    reserved: Annotated[int, Bits(7, "Reserved", "sent as zero")] = 0
    length: Annotated[int, Bits(16, "Payload Length", "octets, these four included")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPayload(Payload):
    """A payload of a kind that nothing here knows."""

    key: ClassVar[str] = "ikev2-unknown"
    title: ClassVar[str] = "Unknown payload"

    body: Annotated[bytes, Octets("Body", "not understood", length="length", less=4)] = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityAssociationPayload(Payload):
    """Offers or chooses how to protect something; proposals follow inside."""

    key: ClassVar[str] = "ikev2-sa"
    title: ClassVar[str] = "Security Association payload"
    spec: ClassVar[str] = "RFC 7296 section 3.3"
    kind: ClassVar[int] = SA

    def inner(self, octets: bytes, start: int) -> type[Header] | None:  # noqa: ARG002
        """Find proposals inside."""
        return Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyExchangePayload(Payload):
    """A public Diffie-Hellman value and the group it belongs to."""

    key: ClassVar[str] = "ikev2-ke"
    title: ClassVar[str] = "Key Exchange payload"
    spec: ClassVar[str] = "RFC 7296 section 3.4"
    kind: ClassVar[int] = KE

    group: Annotated[int, Bits(16, "Diffie-Hellman Group Num", "which group", values=GROUPS)]
    reserved2: Annotated[int, Bits(16, "Reserved", "sent as zero")] = 0
    value: Annotated[bytes, Octets("Key Exchange Data", "g^x", length="length", less=8)]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationPayload(Payload):
    """Says who the initiator is."""

    key: ClassVar[str] = "ikev2-id-i"
    title: ClassVar[str] = "Identification payload, initiator"
    spec: ClassVar[str] = "RFC 7296 section 3.5"
    kind: ClassVar[int] = ID_I

    type: Annotated[
        int,
        Bits(
            8,
            "ID Type",
            "how the identity is written",
            values={ID_IPV4: "IPv4 address", ID_FQDN: "domain name", ID_RFC822: "mail address"},
        ),
    ]
    reserved2: Annotated[int, Bits(24, "Reserved", "sent as zero")] = 0
    data: Annotated[bytes, Octets("Identification Data", "the identity", length="length", less=8)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponderIdentificationPayload(IdentificationPayload):
    """Says who the responder is."""

    key: ClassVar[str] = "ikev2-id-r"
    title: ClassVar[str] = "Identification payload, responder"
    kind: ClassVar[int] = ID_R


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationPayload(Payload):
    """Proves who sent the first message and that nobody changed it."""

    key: ClassVar[str] = "ikev2-auth"
    title: ClassVar[str] = "Authentication payload"
    spec: ClassVar[str] = "RFC 7296 section 3.8"
    kind: ClassVar[int] = AUTH

    method: Annotated[
        int, Bits(8, "Auth Method", "how it is proved", values={SHARED_KEY: "pre-shared key"})
    ] = SHARED_KEY
    reserved2: Annotated[int, Bits(24, "Reserved", "sent as zero")] = 0
    value: Annotated[bytes, Octets("Authentication Data", "the proof", length="length", less=8)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoncePayload(Payload):
    """A number used once, that makes the keys new."""

    key: ClassVar[str] = "ikev2-nonce"
    title: ClassVar[str] = "Nonce payload"
    spec: ClassVar[str] = "RFC 7296 section 3.9"
    kind: ClassVar[int] = NONCE

    value: Annotated[bytes, Octets("Nonce Data", "16 to 256 octets", length="length", less=4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyPayload(Payload):
    """Tells the peer something: an error, a capability, or what MOBIKE asks for."""

    key: ClassVar[str] = "ikev2-notify"
    title: ClassVar[str] = "Notify payload"
    spec: ClassVar[str] = "RFC 7296 section 3.10, RFC 4555 section 4"
    kind: ClassVar[int] = N

    protocol: Annotated[int, Bits(8, "Protocol ID", "0 where no SPI follows")] = 0
    spi_size: Annotated[int, Bits(8, "SPI Size", "octets of the SPI")] = 0
    type: Annotated[int, Bits(16, "Notify Message Type", "what is told", values=NOTIFICATIONS)]
    spi: Annotated[bytes, Octets("SPI", "which association", length="spi_size")] = b""
    data: Annotated[bytes, Octets("Notification Data", "depends on the type")] = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletePayload(Payload):
    """Says which of its own inbound associations the sender drops; the peer acknowledges it."""

    key: ClassVar[str] = "ikev2-delete"
    title: ClassVar[str] = "Delete payload"
    spec: ClassVar[str] = "RFC 7296 section 3.11"
    kind: ClassVar[int] = D

    protocol: Annotated[
        int, Bits(8, "Protocol ID", "1 for this IKE association itself", values=PROTOCOLS)
    ]
    spi_size: Annotated[int, Bits(8, "SPI Size", "0 for IKE, 4 for ESP")] = 0
    count: Annotated[int, Bits(16, "Num of SPIs", "how many follow")] = 0
    spis: Annotated[bytes, Octets("SPIs", "what is dropped", length="length", less=8)] = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorIdPayload(Payload):
    """Announces an extension."""

    key: ClassVar[str] = "ikev2-vid"
    title: ClassVar[str] = "Vendor ID payload"
    spec: ClassVar[str] = "RFC 7296 section 3.12"
    kind: ClassVar[int] = V

    vendor: Annotated[bytes, Octets("Vendor ID", "which extension", length="length", less=4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSelectorPayload(Payload):
    """Says for which packets at the initiator's side the association is."""

    key: ClassVar[str] = "ikev2-ts-i"
    title: ClassVar[str] = "Traffic Selector payload, initiator"
    spec: ClassVar[str] = "RFC 7296 section 3.13"
    kind: ClassVar[int] = TS_I

    count: Annotated[int, Bits(8, "Number of TSs", "how many selectors follow")] = 1
    reserved2: Annotated[int, Bits(24, "Reserved", "sent as zero")] = 0

    def inner(self, octets: bytes, start: int) -> type[Header] | None:  # noqa: ARG002
        """Find selectors inside."""
        return TrafficSelector


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponderTrafficSelectorPayload(TrafficSelectorPayload):
    """Says for which packets at the responder's side the association is."""

    key: ClassVar[str] = "ikev2-ts-r"
    title: ClassVar[str] = "Traffic Selector payload, responder"
    kind: ClassVar[int] = TS_R


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSelector(Header):
    """A range of addresses and ports."""

    key: ClassVar[str] = "ikev2-selector"
    title: ClassVar[str] = "Traffic Selector"
    spec: ClassVar[str] = "RFC 7296 section 3.13.1"

    type: Annotated[
        int, Bits(8, "TS Type", "what kind of range", values={IPV4_RANGE: "IPv4 addresses"})
    ] = IPV4_RANGE
    protocol: Annotated[int, Bits(8, "IP Protocol ID", "0 for any protocol")] = 0
    selector_length: Annotated[int, Bits(16, "Selector Length", "octets, these included")] = 16
    start_port: Annotated[int, Bits(16, "Start Port", "lowest port")] = 0
    end_port: Annotated[int, Bits(16, "End Port", "highest port")] = 65535
    start: Annotated[Address, Bits(32, "Starting Address", "lowest address")]
    end: Annotated[Address, Bits(32, "Ending Address", "highest address")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptedPayload(Payload):
    """Holds all the other payloads, encrypted and authenticated; always the last one."""

    key: ClassVar[str] = "ikev2-sk"
    title: ClassVar[str] = "Encrypted payload"
    spec: ClassVar[str] = "RFC 7296 section 3.14"
    kind: ClassVar[int] = SK
    ends_chain: ClassVar[bool] = True

    body: Annotated[
        bytes,
        Octets("IV, encrypted payloads, ICV", "sizes depend on the cipher", "length", less=4),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationPayload(Payload):
    """Asks for or gives configuration, such as an address inside; attributes follow."""

    key: ClassVar[str] = "ikev2-cp"
    title: ClassVar[str] = "Configuration payload"
    spec: ClassVar[str] = "RFC 7296 section 3.15"
    kind: ClassVar[int] = CP

    action: Annotated[
        int,
        Bits(
            8,
            "CFG Type",
            "who asks or gives",
            values={CFG_REQUEST: "CFG_REQUEST", CFG_REPLY: "CFG_REPLY"},
        ),
    ]
    reserved2: Annotated[int, Bits(24, "Reserved", "sent as zero")] = 0

    def inner(self, octets: bytes, start: int) -> type[Header] | None:  # noqa: ARG002
        """Find attributes inside."""
        return ConfigurationAttribute


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationAttribute(Header):
    """One thing asked for, where it is empty, or given."""

    key: ClassVar[str] = "ikev2-configuration-attribute"
    title: ClassVar[str] = "Configuration attribute"
    spec: ClassVar[str] = "RFC 7296 section 3.15.1"

    reserved: Annotated[int, Bits(1, "R", "sent as zero")] = 0
    attribute: Annotated[
        int,
        Bits(
            15,
            "Attribute Type",
            "what",
            values={
                INTERNAL_IP4_ADDRESS: "INTERNAL_IP4_ADDRESS",
                INTERNAL_IP4_NETMASK: "INTERNAL_IP4_NETMASK",
            },
        ),
    ]
    size: Annotated[int, Bits(16, "Length", "octets of the value")]
    value: Annotated[bytes, Octets("Value", "the configuration", length="size")]


PAYLOADS: Mapping[int, type[Structure]] = {
    0: UnknownPayload,
    **{
        cls.kind: cls
        for cls in (
            SecurityAssociationPayload,
            KeyExchangePayload,
            IdentificationPayload,
            ResponderIdentificationPayload,
            AuthenticationPayload,
            NoncePayload,
            NotifyPayload,
            DeletePayload,
            VendorIdPayload,
            TrafficSelectorPayload,
            ResponderTrafficSelectorPayload,
            EncryptedPayload,
            ConfigurationPayload,
        )
    },
}


def payloads(first: int, octets: bytes, start: int = 28) -> list[Node]:
    """Read IKEv2 payloads, the first of kind *first*; an Encrypted payload ends the list."""
    return split(first, octets, start, PAYLOADS)
