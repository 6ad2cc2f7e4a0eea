"""The symmetric half of Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s: section 5.4."""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from simulation.errors import CheckError
from simulation.wire.wireguard import MAC_OCTETS

KEY_OCTETS = 32
_CONSTRUCTION = b"Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"
_IDENTIFIER = b"WireGuard v1 zx2c4 Jason@zx2c4.com"
_LABEL_MAC1 = b"mac1----"


def digest(*parts: bytes) -> bytes:
    """Return BLAKE2s over everything given."""
    return hashlib.blake2s(b"".join(parts)).digest()


def derive(key: bytes, material: bytes, count: int) -> list[bytes]:
    """Return *count* keys of 32 octets: the white paper's KDF."""
    secret = hmac.digest(key, material, "blake2s")
    keys: list[bytes] = []
    block = b""
    for number in range(1, count + 1):
        block = hmac.digest(secret, block + bytes([number]), "blake2s")
        keys.append(block)
    return keys


def mac1(receiver: bytes, covered: bytes) -> bytes:
    """Return the first MAC of a message to whoever has the public key *receiver*."""
    key = digest(_LABEL_MAC1, receiver)
    return hashlib.blake2s(covered, key=key, digest_size=MAC_OCTETS).digest()


def nonce(counter: int) -> bytes:
    """Return the AEAD nonce for a counter."""
    return bytes(4) + counter.to_bytes(8, "little")


class Transcript:
    """Chaining key and hash of one handshake, as they grow with every token."""

    __slots__ = ("chain", "hash")

    def __init__(self, responder: bytes) -> None:
        self.chain = digest(_CONSTRUCTION)
        self.hash = digest(digest(self.chain, _IDENTIFIER), responder)

    def copy(self) -> "Transcript":
        """Return an independent transcript that stands at the same place."""
        other = Transcript.__new__(Transcript)
        other.chain, other.hash = self.chain, self.hash
        return other

    def absorb(self, octets: bytes) -> None:
        """Mix octets that both sides see into the hash."""
        self.hash = digest(self.hash, octets)

    def ephemeral(self, public: bytes) -> None:
        """Mix an ephemeral public key into both."""
        self.absorb(public)
        self.chain = derive(self.chain, public, 1)[0]

    def secret(self, shared: bytes) -> None:
        """Mix a shared secret into the chaining key."""
        self.chain = derive(self.chain, shared, 1)[0]

    def key(self, shared: bytes) -> bytes:
        """Mix a shared secret in, and return a key for what is sealed next."""
        self.chain, key = derive(self.chain, shared, 2)
        return key

    def preshared(self, secret: bytes) -> bytes:
        """Mix the pre-shared key in, and return a key for what is sealed next."""
        self.chain, mixed, key = derive(self.chain, secret, 3)
        self.absorb(mixed)
        return key

    def seal(self, key: bytes, clear: bytes) -> bytes:
        """Return *clear* sealed under *key*, bound to everything so far."""
        sealed = ChaCha20Poly1305(key).encrypt(nonce(0), clear, self.hash)
        self.absorb(sealed)
        return sealed

    def open(self, key: bytes, sealed: bytes) -> bytes:
        """Return what was sealed; raise `CheckError` where keys or history differ."""
        try:
            clear = ChaCha20Poly1305(key).decrypt(nonce(0), sealed, self.hash)
        except InvalidTag as error:
            raise CheckError("WireGuard: the handshake does not authenticate") from error
        self.absorb(sealed)
        return clear
