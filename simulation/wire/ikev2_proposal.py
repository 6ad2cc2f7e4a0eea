"""What IKEv2 proposes and chooses: proposals, transforms and their numbers (RFC 7296)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from simulation.wire.fields import Bits, Header, Octets
from simulation.wire.isakmp import PROTOCOLS, Structure

ENCRYPTION, PRF, INTEGRITY, GROUP, SEQUENCE = 1, 2, 3, 4, 5
"""Transform types."""
KEY_LENGTH = 14

_CIPHERS = {3: "3DES", 12: "AES-CBC", 20: "AES-GCM with a 16-octet ICV"}
_PRFS = {1: "HMAC-MD5", 2: "HMAC-SHA1", 5: "HMAC-SHA2-256"}
_INTEGRITIES = {0: "none", 1: "HMAC-MD5-96", 2: "HMAC-SHA1-96", 12: "HMAC-SHA2-256-128"}
GROUPS = {0: "none", 2: "MODP 1024", 5: "MODP 1536", 14: "MODP 2048"}
_SEQUENCES = {0: "32-bit sequence numbers", 1: "64-bit sequence numbers"}
_TYPES = {1: "encryption", 2: "prf", 3: "integrity", 4: "Diffie-Hellman group", 5: "sequence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLength(Header):
    """How long the key of a cipher is, where it comes in several sizes."""

    key: ClassVar[str] = "ikev2-key-length"
    title: ClassVar[str] = "Transform attribute"
    spec: ClassVar[str] = "RFC 7296 section 3.3.5"

    basic: Annotated[bool, Bits(1, "AF", "the value stands in the next two octets")] = True
    attribute: Annotated[
        int, Bits(15, "Attribute Type", "what is set", values={KEY_LENGTH: "Key Length"})
    ] = KEY_LENGTH
    value: Annotated[int, Bits(16, "Attribute Value", "bits of the key")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Structure):
    """One proposal: a protocol, the sender's SPI, and transforms of each type to choose from."""

    key: ClassVar[str] = "ikev2-proposal"
    title: ClassVar[str] = "Proposal"
    spec: ClassVar[str] = "RFC 7296 section 3.3.1"
    kind: ClassVar[int] = 2

    more: Annotated[int, Bits(8, "Last Substruc", "2 where another proposal follows")] = 0
    reserved: Annotated[int, Bits(8, "Reserved", "sent as zero")] = 0
    length: Annotated[int, Bits(16, "Proposal Length", "octets, transforms included")] = 0
    number: Annotated[int, Bits(8, "Proposal Num", "counts the proposals, best first")] = 1
    protocol: Annotated[int, Bits(8, "Protocol ID", "what is to be used", values=PROTOCOLS)]
    spi_size: Annotated[int, Bits(8, "SPI Size", "octets of the SPI; 0 for the first IKE SA")] = 0
    transforms: Annotated[int, Bits(8, "Num Transforms", "how many follow")]
    spi: Annotated[
        bytes,
        Octets("SPI", "what the sender wants to see on packets it receives", length="spi_size"),
    ] = b""

    def inner(self, octets: bytes, start: int) -> type[Header] | None:
        """Find transforms inside, by their type."""
        kind = octets[start + 4] if start + 4 < len(octets) else 0
        return _BY_TYPE.get(kind, Transform)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform(Structure):
    """One algorithm to choose."""

    key: ClassVar[str] = "ikev2-transform"
    title: ClassVar[str] = "Transform"
    spec: ClassVar[str] = "RFC 7296 section 3.3.2"
    kind: ClassVar[int] = 3

    more: Annotated[int, Bits(8, "Last Substruc", "3 where another transform follows")] = 0
    reserved: Annotated[int, Bits(8, "Reserved", "sent as zero")] = 0
    length: Annotated[int, Bits(16, "Transform Length", "octets, attributes included")] = 0
    purpose: Annotated[int, Bits(8, "Transform Type", "what it is for", values=_TYPES)]
    reserved2: Annotated[int, Bits(8, "Reserved", "sent as zero")] = 0
    id: Annotated[int, Bits(16, "Transform ID", "which algorithm")]

    def inner(self, octets: bytes, start: int) -> type[Header] | None:  # noqa: ARG002
        """Find attributes inside; Key Length is the only one there is."""
        return KeyLength


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionTransform(Transform):
    """A cipher to choose."""

    key: ClassVar[str] = "ikev2-transform-encryption"
    title: ClassVar[str] = "Encryption transform"

    id: Annotated[int, Bits(16, "Transform ID", "which cipher", values=_CIPHERS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrfTransform(Transform):
    """A pseudo-random function to choose."""

    key: ClassVar[str] = "ikev2-transform-prf"
    title: ClassVar[str] = "Pseudo-random function transform"

    id: Annotated[int, Bits(16, "Transform ID", "which function", values=_PRFS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityTransform(Transform):
    """An integrity algorithm to choose."""

    key: ClassVar[str] = "ikev2-transform-integrity"
    title: ClassVar[str] = "Integrity transform"

    id: Annotated[int, Bits(16, "Transform ID", "which algorithm", values=_INTEGRITIES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTransform(Transform):
    """A Diffie-Hellman group to choose."""

    key: ClassVar[str] = "ikev2-transform-group"
    title: ClassVar[str] = "Diffie-Hellman transform"

    id: Annotated[int, Bits(16, "Transform ID", "which group", values=GROUPS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceTransform(Transform):
    """How ESP counts."""

    key: ClassVar[str] = "ikev2-transform-esn"
    title: ClassVar[str] = "Sequence number transform"

    id: Annotated[int, Bits(16, "Transform ID", "how wide", values=_SEQUENCES)]


_BY_TYPE: Mapping[int, type[Transform]] = {
    ENCRYPTION: EncryptionTransform,
    PRF: PrfTransform,
    INTEGRITY: IntegrityTransform,
    GROUP: GroupTransform,
    SEQUENCE: SequenceTransform,
}
