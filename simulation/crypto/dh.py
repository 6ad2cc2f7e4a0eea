"""Diffie-Hellman over the MODP groups of RFC 2409 and RFC 3526, and over Curve25519.

`cryptography` deprecates finite-field groups and says so at every use; IKEv1 is made of
them.  This module is the only one that uses them, so it alone silences that one warning.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import dh, x25519
from cryptography.utils import CryptographyDeprecationWarning

from simulation.errors import CheckError, WireError

_PRIME_1024 = """
FFFFFFFF FFFFFFFF C90FDAA2 2168C234 C4C6628B 80DC1CD1 29024E08 8A67CC74
020BBEA6 3B139B22 514A0879 8E3404DD EF9519B3 CD3A431B 302B0A6D F25F1437
4FE1356D 6D51C245 E485B576 625E7EC6 F44C42E9 A637ED6B 0BFF5CB6 F406B7ED
EE386BFB 5A899FA5 AE9F2411 7C4B1FE6 49286651 ECE65381 FFFFFFFF FFFFFFFF"""
_PRIME_1536 = """
FFFFFFFF FFFFFFFF C90FDAA2 2168C234 C4C6628B 80DC1CD1 29024E08 8A67CC74
020BBEA6 3B139B22 514A0879 8E3404DD EF9519B3 CD3A431B 302B0A6D F25F1437
4FE1356D 6D51C245 E485B576 625E7EC6 F44C42E9 A637ED6B 0BFF5CB6 F406B7ED
EE386BFB 5A899FA5 AE9F2411 7C4B1FE6 49286651 ECE45B3D C2007CB8 A163BF05
98DA4836 1C55D39A 69163FA8 FD24CF5F 83655D23 DCA3AD96 1C62F356 208552BB
9ED52907 7096966D 670C354E 4ABC9804 F1746C08 CA237327 FFFFFFFF FFFFFFFF"""
_PRIME_2048 = """
FFFFFFFF FFFFFFFF C90FDAA2 2168C234 C4C6628B 80DC1CD1 29024E08 8A67CC74
020BBEA6 3B139B22 514A0879 8E3404DD EF9519B3 CD3A431B 302B0A6D F25F1437
4FE1356D 6D51C245 E485B576 625E7EC6 F44C42E9 A637ED6B 0BFF5CB6 F406B7ED
EE386BFB 5A899FA5 AE9F2411 7C4B1FE6 49286651 ECE45B3D C2007CB8 A163BF05
98DA4836 1C55D39A 69163FA8 FD24CF5F 83655D23 DCA3AD96 1C62F356 208552BB
9ED52907 7096966D 670C354E 4ABC9804 F1746C08 CA18217C 32905E46 2E36CE3B
E39E772C 180E8603 9B2783A2 EC07A28F B5C55DF0 6F4C52C9 DE2BCBF6 95581718
3995497C EA956AE5 15D22618 98FA0510 15728E5A 8AACAA68 FFFFFFFF FFFFFFFF"""


@dataclass(frozen=True, slots=True)
class Group:
    """One MODP group: its IKE number, its short name, its prime and generator."""

    number: int
    name: str
    prime: int
    generator: int
    exponent_octets: int
    """Octets of a private exponent: at least twice the group's strength, RFC 3526 section 8."""
    spec: str

    @property
    def octets(self) -> int:
        """Octets of a public value and of the shared secret."""
        return (self.prime.bit_length() + 7) // 8

    def key(self, seed: bytes) -> "PrivateKey":
        """Return the private key whose exponent is *seed*, of `exponent_octets` octets."""
        return PrivateKey(self, seed)


def _prime(text: str) -> int:
    return int("".join(text.split()), 16)


GROUPS: Mapping[int, Group] = MappingProxyType(
    {
        group.number: group
        for group in (
            Group(2, "modp1024", _prime(_PRIME_1024), 2, 32, "RFC 2409 section 6.2"),
            Group(5, "modp1536", _prime(_PRIME_1536), 2, 32, "RFC 3526 section 2"),
            Group(14, "modp2048", _prime(_PRIME_2048), 2, 40, "RFC 3526 section 3"),
        )
    }
)
"""Every group by its IKE number."""


@contextmanager
def _finite_field() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore",
            message="Diffie-Hellman over finite fields",
            category=CryptographyDeprecationWarning,
        )
        yield


class PrivateKey:
    """One side of one exchange: the same exponent always gives the same public value."""

    __slots__ = ("_exponent", "_group", "public")

    def __init__(self, group: Group, seed: bytes) -> None:
        if len(seed) != group.exponent_octets:
            raise WireError(f"{group.name} takes an exponent of {group.exponent_octets} octets")
        # The top bit is set so that an unlucky seed cannot give a short exponent.
        self._exponent = int.from_bytes(seed, "big") | 1 << (len(seed) * 8 - 1)
        self._group = group
        public = pow(group.generator, self._exponent, group.prime)
        self.public: bytes = public.to_bytes(group.octets, "big")

    def shared(self, peer: bytes) -> bytes:
        """Return the secret shared with whoever sent the public value *peer*.

        Raise `WireError` where *peer* has another length than the group, `CheckError` where
        it is a value that gives the secret away (0, 1, p-1 or more).
        """
        group = self._group
        if len(peer) != group.octets:
            raise WireError(f"{len(peer)} octets are no public value of {group.name}")
        value = int.from_bytes(peer, "big")
        if not 1 < value < group.prime - 1:
            raise CheckError(f"a public value outside 2..p-2 of {group.name}")
        return _exchange(group.number, self._exponent, value)


@lru_cache(maxsize=1024)
def _exchange(number: int, exponent: int, peer: int) -> bytes:
    """Return the shared secret.

    OpenSSL tests the 1024-bit prime anew for each key, which takes 30 ms; a scenario that is
    simulated again, with one action more, asks for the same exchanges again.
    """
    group = GROUPS[number]
    public = pow(group.generator, exponent, group.prime)
    with _finite_field():
        parameters = dh.DHParameterNumbers(group.prime, group.generator)
        own = dh.DHPrivateNumbers(exponent, dh.DHPublicNumbers(public, parameters))
        other = dh.DHPublicNumbers(peer, parameters)
        return own.private_key().exchange(other.public_key())


class Curve25519Key:
    """One Curve25519 key from 32 seeded octets: RFC 7748 section 5."""

    __slots__ = ("_key", "private", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = x25519.X25519PrivateKey.from_private_bytes(seed)
        self.private: bytes = self._key.private_bytes_raw()
        self.public: bytes = self._key.public_key().public_bytes_raw()

    def shared(self, peer: bytes) -> bytes:
        """Return the secret shared with *peer*; raise `CheckError` where it would be zero."""
        try:
            return self._key.exchange(x25519.X25519PublicKey.from_public_bytes(peer))
        except ValueError as error:
            raise CheckError("a public value that no secret can be shared with") from error
