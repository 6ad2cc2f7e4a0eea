"""The payloads of IKEv1: RFC 2407, RFC 2408, RFC 2409, RFC 3947 and the mode-config drafts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.fields import Bits, Header, Octets
from simulation.wire.isakmp import PROTOCOLS, Node, Payload, split

SA, PROPOSAL, TRANSFORM, KE, ID, HASH, NONCE, N, D, VID, ATTR, NAT_D = (
    1, 2, 3, 4, 5, 8, 10, 11, 12, 13, 14, 20,
)  # fmt: skip

NO_PROPOSAL_CHOSEN = 14
INVALID_ID_INFORMATION = 18
AUTHENTICATION_FAILED = 24
INITIAL_CONTACT = 24578
R_U_THERE = 36136
R_U_THERE_ACK = 36137

NOTIFICATIONS = {
    7: "INVALID-EXCHANGE-TYPE",
    NO_PROPOSAL_CHOSEN: "NO-PROPOSAL-CHOSEN",
    16: "PAYLOAD-MALFORMED",
    INVALID_ID_INFORMATION: "INVALID-ID-INFORMATION",
    AUTHENTICATION_FAILED: "AUTHENTICATION-FAILED",
    16384: "CONNECTED",
    24576: "RESPONDER-LIFETIME",
    24577: "REPLAY-STATUS",
    INITIAL_CONTACT: "INITIAL-CONTACT",
    R_U_THERE: "R-U-THERE",
    R_U_THERE_ACK: "R-U-THERE-ACK",
}

VENDOR_RFC_3947 = bytes.fromhex("4a131c81070358455c5728f20e95452f")
VENDOR_XAUTH = bytes.fromhex("09002689dfd6b712")
VENDOR_DPD = bytes.fromhex("afcad71368a1f1c96b8696fc77570100")

ID_IPV4 = 1
ID_FQDN = 2
ID_USER_FQDN = 3
ID_IPV4_SUBNET = 4
ID_TYPES = {
    ID_IPV4: "one IPv4 address",
    ID_FQDN: "domain name",
    ID_USER_FQDN: "user and domain name",
    ID_IPV4_SUBNET: "IPv4 network and mask",
    7: "IPv4 range",
    9: "distinguished name",
    11: "opaque key id",
}

TUNNEL, TRANSPORT, UDP_TUNNEL, UDP_TRANSPORT = 1, 2, 3, 4
REQUEST, REPLY, SET, ACKNOWLEDGE = 1, 2, 3, 4
AUTHENTICATED_BY_KEY = 1
AUTHENTICATED_BY_KEY_AND_XAUTH = 65001

PHASE_1_ATTRIBUTES = {
    1: "Encryption Algorithm",
    2: "Hash Algorithm",
    3: "Authentication Method",
    4: "Group Description",
    11: "Life Type",
    12: "Life Duration",
    14: "Key Length",
}
PHASE_2_ATTRIBUTES = {
    1: "SA Life Type",
    2: "SA Life Duration",
    3: "Group Description",
    4: "Encapsulation Mode",
    5: "Authentication Algorithm",
    6: "Key Length",
}
INTERNAL_ADDRESS = 1
INTERNAL_NETMASK = 2
XAUTH_TYPE = 16520
XAUTH_USER = 16521
XAUTH_PASSWORD = 16522
XAUTH_STATUS = 16527
CONFIGURATION_ATTRIBUTES = {
    INTERNAL_ADDRESS: "INTERNAL_IP4_ADDRESS",
    INTERNAL_NETMASK: "INTERNAL_IP4_NETMASK",
    3: "INTERNAL_IP4_DNS",
    13: "INTERNAL_IP4_SUBNET",
    XAUTH_TYPE: "XAUTH_TYPE",
    XAUTH_USER: "XAUTH_USER_NAME",
    XAUTH_PASSWORD: "XAUTH_USER_PASSWORD",
    16523: "XAUTH_PASSCODE",
    16524: "XAUTH_MESSAGE",
    16525: "XAUTH_CHALLENGE",
    XAUTH_STATUS: "XAUTH_STATUS",
}

_BASIC = "the value stands in the next two octets"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicAttribute(Header):
    """An attribute of a phase-1 transform whose value fits two octets."""

    key: ClassVar[str] = "ikev1-attribute"
    title: ClassVar[str] = "Phase-1 attribute"
    spec: ClassVar[str] = "RFC 2408 section 3.3, RFC 2409 appendix A"

    basic: Annotated[bool, Bits(1, "AF", _BASIC)] = True
    attribute: Annotated[int, Bits(15, "Attribute Type", "what is set", values=PHASE_1_ATTRIBUTES)]
    value: Annotated[int, Bits(16, "Attribute Value", "what it is set to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LongAttribute(Header):
    """An attribute of a phase-1 transform whose value needs more than two octets."""

    key: ClassVar[str] = "ikev1-attribute-long"
    title: ClassVar[str] = "Phase-1 attribute"
    spec: ClassVar[str] = "RFC 2408 section 3.3, RFC 2409 appendix A"

    basic: Annotated[bool, Bits(1, "AF", _BASIC)] = False
    attribute: Annotated[int, Bits(15, "Attribute Type", "what is set", values=PHASE_1_ATTRIBUTES)]
    size: Annotated[int, Bits(16, "Attribute Length", "octets of the value")]
    value: Annotated[bytes, Octets("Attribute Value", "what it is set to", length="size")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspBasicAttribute(BasicAttribute):
    """An attribute of an ESP transform whose value fits two octets."""

    key: ClassVar[str] = "ikev1-esp-attribute"
    title: ClassVar[str] = "Phase-2 attribute"
    spec: ClassVar[str] = "RFC 2407 section 4.5"

    attribute: Annotated[int, Bits(15, "Attribute Type", "what is set", values=PHASE_2_ATTRIBUTES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EspLongAttribute(LongAttribute):
    """An attribute of an ESP transform whose value needs more than two octets."""

    key: ClassVar[str] = "ikev1-esp-attribute-long"
    title: ClassVar[str] = "Phase-2 attribute"
    spec: ClassVar[str] = "RFC 2407 section 4.5"

    attribute: Annotated[int, Bits(15, "Attribute Type", "what is set", values=PHASE_2_ATTRIBUTES)]


_CONFIGURATION = Bits(
    15, "Attribute Type", "what is asked or told", values=CONFIGURATION_ATTRIBUTES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationBasicAttribute(BasicAttribute):
    """A configuration or XAUTH attribute whose value fits two octets."""

    key: ClassVar[str] = "ikev1-configuration-attribute"
    title: ClassVar[str] = "Configuration attribute"
    spec: ClassVar[str] = "mode-config draft"

    attribute: Annotated[int, _CONFIGURATION]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationLongAttribute(LongAttribute):
    """A configuration or XAUTH attribute with its own length; empty where it is a question."""

    key: ClassVar[str] = "ikev1-configuration-attribute-long"
    title: ClassVar[str] = "Configuration attribute"
    spec: ClassVar[str] = "mode-config draft"

    attribute: Annotated[int, _CONFIGURATION]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityAssociationPayload(Payload):
    """Offers or chooses how to protect something; proposals follow inside."""

    key: ClassVar[str] = "ikev1-sa"
    title: ClassVar[str] = "Security Association payload"
    spec: ClassVar[str] = "RFC 2408 section 3.4, RFC 2407 section 4.6.1"
    kind: ClassVar[int] = SA

    doi: Annotated[
        int, Bits(32, "Domain of Interpretation", "whose numbers these are", values={1: "IPsec"})
    ] = 1
    situation: Annotated[
        int, Bits(32, "Situation", "what decides", values={1: "the identities alone"})
    ] = 1

    def inner(self, octets: bytes, start: int) -> type[Header] | None:  # noqa: ARG002
        """Find proposals inside."""
        return ProposalPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPayload(Payload):
    """One proposal: a protocol, the sender's SPI and a choice of transforms."""

    key: ClassVar[str] = "ikev1-proposal"
    title: ClassVar[str] = "Proposal"
    spec: ClassVar[str] = "RFC 2408 section 3.5"
    kind: ClassVar[int] = PROPOSAL

    number: Annotated[int, Bits(8, "Proposal #", "proposals of one number go together")] = 1
    protocol: Annotated[int, Bits(8, "Protocol-ID", "what is to be used", values=PROTOCOLS)]
    spi_size: Annotated[int, Bits(8, "SPI Size", "octets of the SPI; 0 in phase 1")] = 0
    transforms: Annotated[int, Bits(8, "# of Transforms", "how many choices follow")]
    spi: Annotated[
        bytes,
        Octets("SPI", "what the sender wants to see on packets it receives", length="spi_size"),
    ] = b""

    def inner(self, octets: bytes, start: int) -> type[Header] | None:  # noqa: ARG002
        """Find transforms inside; their numbers depend on the protocol."""
        return EspTransformPayload if self.protocol == 3 else TransformPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformPayload(Payload):
    """One choice for protecting IKE itself; attributes follow inside."""

    key: ClassVar[str] = "ikev1-transform"
    title: ClassVar[str] = "Transform"
    spec: ClassVar[str] = "RFC 2408 section 3.6"
    kind: ClassVar[int] = TRANSFORM

    number: Annotated[int, Bits(8, "Transform #", "counts the choices, best first")] = 1
    transform: Annotated[int, Bits(8, "Transform-ID", "which algorithm", values={1: "KEY_IKE"})] = 1
    reserved2: Annotated[int, Bits(16, "Reserved", "sent as zero")] = 0

    def inner(self, octets: bytes, start: int) -> type[Header] | None:
        """Find attributes inside, short or long."""
        return BasicAttribute if octets[start] & 0x80 else LongAttribute


@dataclass(frozen=True, slots=True, kw_only=True)
class EspTransformPayload(TransformPayload):
    """One choice for ESP; attributes follow inside."""

    key: ClassVar[str] = "ikev1-esp-transform"
    title: ClassVar[str] = "ESP transform"
    spec: ClassVar[str] = "RFC 2407 section 4.4.4"

    transform: Annotated[
        int,
        Bits(
            8,
            "Transform-ID",
            "which cipher",
            values={3: "3DES", 11: "NULL", 12: "AES-CBC", 20: "AES-GCM with a 16-octet ICV"},
        ),
    ]

    def inner(self, octets: bytes, start: int) -> type[Header] | None:
        """Find attributes inside, short or long."""
        return EspBasicAttribute if octets[start] & 0x80 else EspLongAttribute


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyExchangePayload(Payload):
    """A public Diffie-Hellman value, as long as the group's prime."""

    key: ClassVar[str] = "ikev1-ke"
    title: ClassVar[str] = "Key Exchange payload"
    spec: ClassVar[str] = "RFC 2408 section 3.7"
    kind: ClassVar[int] = KE

    value: Annotated[bytes, Octets("Key Exchange Data", "g^x", length="length", less=4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationPayload(Payload):
    """Says who speaks in phase 1, or for which packets an association is in phase 2."""

    key: ClassVar[str] = "ikev1-id"
    title: ClassVar[str] = "Identification payload"
    spec: ClassVar[str] = "RFC 2407 section 4.6.2"
    kind: ClassVar[int] = ID

    type: Annotated[int, Bits(8, "ID Type", "how the identity is written", values=ID_TYPES)]
    protocol: Annotated[int, Bits(8, "Protocol ID", "0 for any protocol")] = 0
    port: Annotated[int, Bits(16, "Port", "0 for any port")] = 0
    data: Annotated[bytes, Octets("Identification Data", "the identity", length="length", less=8)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HashPayload(Payload):
    """Proves that the sender holds the keys and that nothing was changed."""

    key: ClassVar[str] = "ikev1-hash"
    title: ClassVar[str] = "Hash payload"
    spec: ClassVar[str] = "RFC 2408 section 3.11"
    kind: ClassVar[int] = HASH

    value: Annotated[bytes, Octets("Hash Data", "output of the prf", length="length", less=4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoncePayload(Payload):
    """A number used once, that makes the keys of this exchange new."""

    key: ClassVar[str] = "ikev1-nonce"
    title: ClassVar[str] = "Nonce payload"
    spec: ClassVar[str] = "RFC 2408 section 3.13"
    kind: ClassVar[int] = NONCE

    value: Annotated[bytes, Octets("Nonce Data", "8 to 256 octets", length="length", less=4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPayload(Payload):
    """Tells the peer something: an error, or a status such as INITIAL-CONTACT."""

    key: ClassVar[str] = "ikev1-notification"
    title: ClassVar[str] = "Notification payload"
    spec: ClassVar[str] = "RFC 2408 section 3.14, RFC 2407 section 4.6.3"
    kind: ClassVar[int] = N

    doi: Annotated[int, Bits(32, "Domain of Interpretation", "whose numbers these are")] = 1
    protocol: Annotated[
        int, Bits(8, "Protocol-ID", "which association is meant", values=PROTOCOLS)
    ] = 1
    spi_size: Annotated[int, Bits(8, "SPI Size", "octets of the SPI; 16 for both cookies")]
    type: Annotated[int, Bits(16, "Notify Message Type", "what is told", values=NOTIFICATIONS)]
    spi: Annotated[bytes, Octets("SPI", "names the association", length="spi_size")]
    # A count that covers the SPI too cannot be written as a row: what is left is data.
    data: Annotated[bytes, Octets("Notification Data", "depends on the type")] = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletePayload(Payload):
    """Says, unacknowledged, which of its own inbound associations the sender has dropped."""

    key: ClassVar[str] = "ikev1-delete"
    title: ClassVar[str] = "Delete payload"
    spec: ClassVar[str] = "RFC 2408 section 3.15"
    kind: ClassVar[int] = D

    doi: Annotated[int, Bits(32, "Domain of Interpretation", "whose numbers these are")] = 1
    protocol: Annotated[
        int, Bits(8, "Protocol-ID", "which kind of association is gone", values=PROTOCOLS)
    ]
    spi_size: Annotated[int, Bits(8, "SPI Size", "4 for ESP, 16 for both cookies of IKE")]
    count: Annotated[int, Bits(16, "# of SPIs", "how many follow")]
    spis: Annotated[
        bytes, Octets("SPIs", "the associations that are gone", length="length", less=12)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorIdPayload(Payload):
    """Announces an extension by a hash that its authors chose."""

    key: ClassVar[str] = "ikev1-vid"
    title: ClassVar[str] = "Vendor ID payload"
    spec: ClassVar[str] = "RFC 2408 section 3.16"
    kind: ClassVar[int] = VID

    vendor: Annotated[bytes, Octets("Vendor ID", "which extension", length="length", less=4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributesPayload(Payload):
    """Asks for or tells configuration, such as an address inside; attributes follow."""

    key: ClassVar[str] = "ikev1-attributes"
    title: ClassVar[str] = "Attributes payload"
    spec: ClassVar[str] = "mode-config draft"
    kind: ClassVar[int] = ATTR

    action: Annotated[
        int,
        Bits(
            8,
            "Type",
            "who asks or tells",
            values={REQUEST: "REQUEST", REPLY: "REPLY", SET: "SET", ACKNOWLEDGE: "ACK"},
        ),
    ]
    reserved2: Annotated[int, Bits(8, "Reserved", "sent as zero")] = 0
    identifier: Annotated[int, Bits(16, "Identifier", "joins an answer to its question")]

    def inner(self, octets: bytes, start: int) -> type[Header] | None:
        """Find attributes inside, short or long."""
        if octets[start] & 0x80:
            return ConfigurationBasicAttribute
        return ConfigurationLongAttribute


@dataclass(frozen=True, slots=True, kw_only=True)
class NatDetectionPayload(Payload):
    """A hash of an address and port as the sender sees them; a NAT makes it wrong."""

    key: ClassVar[str] = "ikev1-nat-d"
    title: ClassVar[str] = "NAT Detection payload"
    spec: ClassVar[str] = "RFC 3947 section 3.2"
    kind: ClassVar[int] = NAT_D

    value: Annotated[
        bytes, Octets("Hash", "over cookies, address and port", length="length", less=4)
    ]


PAYLOADS: Mapping[int, type[Payload]] = {
    cls.kind: cls
    for cls in (
        SecurityAssociationPayload,
        KeyExchangePayload,
        IdentificationPayload,
        HashPayload,
        NoncePayload,
        NotificationPayload,
        DeletePayload,
        VendorIdPayload,
        AttributesPayload,
        NatDetectionPayload,
    )
}


def payloads(first: int, octets: bytes, start: int = 28) -> list[Node]:
    """Read the payloads of an IKEv1 message in clear, the first of kind *first*."""
    return split(first, octets, start, PAYLOADS)
