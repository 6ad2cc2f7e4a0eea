"""Which algorithms go together, as data: sizes, transform numbers and the names tshark knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class IkeSuite:
    """What protects IKE itself.  Sizes are in octets, `key_bits` is absent where it is fixed."""

    cipher: str
    key_octets: int
    block_octets: int
    prf: str
    hash: str
    key_bits: int | None
    v1_encryption: int
    """Encryption Algorithm attribute: RFC 2409 appendix A, RFC 3602 section 6.1."""
    v1_hash: int
    v2_encryption: int
    """Transform type 1: RFC 7296 section 3.3.2."""
    v2_prf: int
    v2_integrity: int
    integrity_octets: int
    """Octets of an integrity key."""
    icv_octets: int
    wireshark_v2_encryption: str
    wireshark_v2_integrity: str


@dataclass(frozen=True, slots=True)
class Suite:
    """One choice of algorithms for ESP and the IKE that goes with it.

    Sizes are in octets.  `block_octets` is what the encrypted part must be a multiple of;
    `key_bits` is the value of the Key Length attribute, absent where the cipher has one size.
    """

    slug: str
    title: str
    spec: str
    cipher: str
    encryption_octets: int
    salt_octets: int
    authentication_octets: int
    iv_octets: int
    block_octets: int
    icv_octets: int
    key_bits: int | None
    v1_transform: int
    """ESP transform identifier: RFC 2407 section 4.4.4."""
    v1_authentication: int | None
    """Authentication Algorithm attribute: RFC 2407 section 4.5."""
    v2_encryption: int
    v2_integrity: int | None
    wireshark_encryption: str
    wireshark_authentication: str
    ike: IkeSuite

    @property
    def keymat_octets(self) -> int:
        """Octets of keying material that one direction takes."""
        return self.encryption_octets + self.salt_octets + self.authentication_octets


_IKE_3DES = IkeSuite(
    cipher="3des-cbc",
    key_octets=24,
    block_octets=8,
    prf="hmac-sha1",
    hash="sha1",
    key_bits=None,
    v1_encryption=5,
    v1_hash=2,
    v2_encryption=3,
    v2_prf=2,
    v2_integrity=2,
    integrity_octets=20,
    icv_octets=12,
    wireshark_v2_encryption="3DES [RFC2451]",
    wireshark_v2_integrity="HMAC_SHA1_96 [RFC2404]",
)
_IKE_AES = IkeSuite(
    cipher="aes-cbc",
    key_octets=16,
    block_octets=16,
    prf="hmac-sha1",
    hash="sha1",
    key_bits=128,
    v1_encryption=7,
    v1_hash=2,
    v2_encryption=12,
    v2_prf=2,
    v2_integrity=2,
    integrity_octets=20,
    icv_octets=12,
    wireshark_v2_encryption="AES-CBC-128 [RFC3602]",
    wireshark_v2_integrity="HMAC_SHA1_96 [RFC2404]",
)

_ALL = (
    Suite(
        slug="3des-sha1",
        title="3DES-CBC with HMAC-SHA1-96",
        spec="RFC 2451, RFC 2404",
        cipher="3des-cbc",
        encryption_octets=24,
        salt_octets=0,
        authentication_octets=20,
        iv_octets=8,
        block_octets=8,
        icv_octets=12,
        key_bits=None,
        v1_transform=3,
        v1_authentication=2,
        v2_encryption=3,
        v2_integrity=2,
        wireshark_encryption="TripleDES-CBC [RFC2451]",
        wireshark_authentication="HMAC-SHA-1-96 [RFC2404]",
        ike=_IKE_3DES,
    ),
    Suite(
        slug="aes-cbc-sha1",
        title="AES-128-CBC with HMAC-SHA1-96",
        spec="RFC 3602, RFC 2404",
        cipher="aes-cbc",
        encryption_octets=16,
        salt_octets=0,
        authentication_octets=20,
        iv_octets=16,
        block_octets=16,
        icv_octets=12,
        key_bits=128,
        v1_transform=12,
        v1_authentication=2,
        v2_encryption=12,
        v2_integrity=2,
        wireshark_encryption="AES-CBC [RFC3602]",
        wireshark_authentication="HMAC-SHA-1-96 [RFC2404]",
        ike=_IKE_AES,
    ),
    Suite(
        slug="aes-gcm",
        title="AES-128-GCM with a 16-octet ICV",
        spec="RFC 4106",
        cipher="aes-gcm",
        encryption_octets=16,
        salt_octets=4,
        authentication_octets=0,
        iv_octets=8,
        block_octets=4,
        icv_octets=16,
        key_bits=128,
        v1_transform=20,
        v1_authentication=None,
        v2_encryption=20,
        v2_integrity=None,
        wireshark_encryption="AES-GCM with 16 octet ICV [RFC4106]",
        wireshark_authentication="NULL",
        # RFC 4106 section 8.2 leaves phase 1 to another cipher, AES-CBC of the same key size.
        ike=_IKE_AES,
    ),
)

SUITES: Mapping[str, Suite] = MappingProxyType({suite.slug: suite for suite in _ALL})
"""Every suite by its slug."""
