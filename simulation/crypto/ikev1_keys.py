"""Keys, hashes and IVs of IKEv1, exactly as RFC 2409 section 5 and appendix B derive them."""

from dataclasses import dataclass

from simulation.crypto.prf import digest, prf
from simulation.crypto.suites import IkeSuite, Suite


@dataclass(frozen=True, slots=True)
class Phase1Keys:
    """What phase 1 leaves behind: RFC 2409 section 5; `encryption` is cut to the cipher's size."""

    skeyid: bytes
    skeyid_d: bytes
    skeyid_a: bytes
    skeyid_e: bytes
    encryption: bytes


def skeyid_of_shared_key(suite: IkeSuite, psk: bytes, nonce_i: bytes, nonce_r: bytes) -> bytes:
    """Return SKEYID where a pre-shared key authenticates; the nonces are payload bodies."""
    return prf(suite.prf, psk, nonce_i + nonce_r)


def phase_1_keys(suite: IkeSuite, skeyid: bytes, shared: bytes, cookies: bytes) -> Phase1Keys:
    """Return everything derived from *skeyid*, the Diffie-Hellman secret and both cookies."""
    skeyid_d = prf(suite.prf, skeyid, shared + cookies + b"\x00")
    skeyid_a = prf(suite.prf, skeyid, skeyid_d + shared + cookies + b"\x01")
    skeyid_e = prf(suite.prf, skeyid, skeyid_a + shared + cookies + b"\x02")
    return Phase1Keys(skeyid, skeyid_d, skeyid_a, skeyid_e, encryption_key(suite, skeyid_e))


def encryption_key(suite: IkeSuite, skeyid_e: bytes) -> bytes:
    """Return the cipher's key: the front of SKEYID_e, stretched where that is too short."""
    if len(skeyid_e) >= suite.key_octets:
        return skeyid_e[: suite.key_octets]
    stream = block = prf(suite.prf, skeyid_e, b"\x00")
    while len(stream) < suite.key_octets:
        block = prf(suite.prf, skeyid_e, block)
        stream += block
    return stream[: suite.key_octets]


def phase_1_iv(suite: IkeSuite, public_i: bytes, public_r: bytes) -> bytes:
    """Return the IV of the first encrypted message of phase 1."""
    return digest(suite.hash, public_i + public_r)[: suite.block_octets]


def exchange_iv(suite: IkeSuite, last_block: bytes, message_id: int) -> bytes:
    """Return the IV of the first message of a later exchange.

    *last_block* is the last block that phase 1 encrypted.
    """
    return digest(suite.hash, last_block + message_id.to_bytes(4, "big"))[: suite.block_octets]


def authenticator(
    suite: IkeSuite, keys: Phase1Keys, publics: bytes, cookies: bytes, bodies: bytes
) -> bytes:
    """Return HASH_I or HASH_R: the sender's public value and cookie come first.

    *bodies* is the body of the initiator's SA payload and then of the sender's ID payload.
    """
    return prf(suite.prf, keys.skeyid, publics + cookies + bodies)


def message_hash(suite: IkeSuite, keys: Phase1Keys, covered: bytes) -> bytes:
    """Return HASH(1), HASH(2) or HASH(3) over what the exchange says they cover."""
    return prf(suite.prf, keys.skeyid_a, covered)


def keymat(
    suite: IkeSuite,
    keys: Phase1Keys,
    octets: int,
    *,
    protocol: int,
    spi: bytes,
    nonces: bytes,
    shared: bytes = b"",
) -> bytes:
    """Return keying material for the association whose receiver chose *spi*: section 5.5.

    *shared* is the secret of quick mode's own Diffie-Hellman exchange, if it had one.
    """
    seed = shared + bytes([protocol]) + spi + nonces
    stream = block = prf(suite.prf, keys.skeyid_d, seed)
    while len(stream) < octets:
        block = prf(suite.prf, keys.skeyid_d, block + seed)
        stream += block
    return stream[:octets]


def esp_keys(suite: Suite, material: bytes) -> tuple[bytes, bytes, bytes]:
    """Cut keying material into encryption key, authentication key and salt."""
    cut = suite.encryption_octets
    salted = cut + suite.salt_octets
    return material[:cut], material[salted : suite.keymat_octets], material[cut:salted]
