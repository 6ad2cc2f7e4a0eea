"""Keys of IKEv2: RFC 7296 sections 2.13 to 2.17."""

from dataclasses import dataclass
from struct import Struct

from simulation.crypto.cipher import cbc_decrypt, cbc_encrypt
from simulation.crypto.prf import prf, prf_plus, same
from simulation.crypto.suites import IkeSuite
from simulation.errors import CheckError

_KEY_PAD = b"Key Pad for IKEv2"


@dataclass(frozen=True, slots=True)
class IkeSaKeys:
    """The seven keys of an IKE association, named as in section 2.14."""

    sk_d: bytes
    sk_ai: bytes
    sk_ar: bytes
    sk_ei: bytes
    sk_er: bytes
    sk_pi: bytes
    sk_pr: bytes


def ike_sa_keys(suite: IkeSuite, shared: bytes, nonces: bytes, spis: bytes) -> IkeSaKeys:
    """Return the keys from the Diffie-Hellman secret, Ni | Nr, and SPIi | SPIr."""
    return _expand(suite, prf(suite.prf, nonces, shared), nonces + spis)


def rekeyed_ike_sa_keys(
    suite: IkeSuite, old: IkeSaKeys, shared: bytes, nonces: bytes, spis: bytes
) -> IkeSaKeys:
    """Return the keys of an association that takes the place of one with the keys *old*.

    Section 2.18: their seed is made from the old SK_d, the new secret, and Ni | Nr.
    """
    return _expand(suite, prf(suite.prf, old.sk_d, shared + nonces), nonces + spis)


def _expand(suite: IkeSuite, seed: bytes, label: bytes) -> IkeSaKeys:
    prf_octets = len(seed)
    sizes = (
        prf_octets,
        suite.integrity_octets,
        suite.integrity_octets,
        suite.key_octets,
        suite.key_octets,
        prf_octets,
        prf_octets,
    )
    stream = prf_plus(suite.prf, seed, label, sum(sizes))
    keys = []
    for size in sizes:
        keys.append(stream[:size])
        stream = stream[size:]
    return IkeSaKeys(*keys)


def authentication(
    suite: IkeSuite, psk: bytes, message: bytes, nonce: bytes, macing: tuple[bytes, bytes]
) -> bytes:
    """Return the AUTH data of a pre-shared key: section 2.15.

    *message* is the sender's first message, *nonce* the other side's, and *macing* the
    sender's SK_p and the rest of its ID payload.
    """
    signed = message + nonce + prf(suite.prf, *macing)
    return prf(suite.prf, prf(suite.prf, psk, _KEY_PAD), signed)


def child_keymat(
    suite: IkeSuite, keys: IkeSaKeys, nonces: bytes, octets: int, shared: bytes = b""
) -> bytes:
    """Return keying material for a pair of children, the initiator's direction first."""
    return prf_plus(suite.prf, keys.sk_d, shared + nonces, octets)


_LENGTHS = Struct("!I")
_ENCRYPTED = 46


def seal(
    suite: IkeSuite, head: bytes, first: int, clear: bytes, *, keys: tuple[bytes, bytes], iv: bytes
) -> bytes:
    """Return a whole message whose only payload is Encrypted: section 3.14.

    *head* is the IKE header without a right length or next payload, *first* the kind of the
    first payload in *clear*, *keys* the sender's SK_e and SK_a.
    """
    padding = -(len(clear) + 1) % suite.block_octets
    padded = clear + bytes(padding) + bytes([padding])
    sealed = iv + cbc_encrypt(suite.cipher, keys[0], iv, padded)
    size = 4 + len(sealed) + suite.icv_octets
    length = _LENGTHS.pack(len(head) + size)
    covered = b"".join(
        (
            head[:16],
            bytes([_ENCRYPTED]),
            head[17:24],
            length,
            bytes([first, 0]),
            size.to_bytes(2, "big"),
            sealed,
        )
    )
    return covered + prf(suite.prf, keys[1], covered)[: suite.icv_octets]


def open_sealed(suite: IkeSuite, message: bytes, start: int, keys: tuple[bytes, bytes]) -> bytes:
    """Return the payloads inside the Encrypted payload that begins at *start* and ends *message*.

    Raise `CheckError` where the ICV or the padding does not fit.
    """
    icv, block = suite.icv_octets, suite.block_octets
    covered, value = message[:-icv], message[-icv:]
    if not same(prf(suite.prf, keys[1], covered)[:icv], value):
        raise CheckError("IKEv2: the ICV does not match")
    body = covered[start + 4 :]
    iv, sealed = body[:block], body[block:]
    if len(iv) < block or not sealed or len(sealed) % block:
        raise CheckError("IKEv2: the encrypted part is no whole number of blocks")
    clear = cbc_decrypt(suite.cipher, keys[0], iv, sealed)
    if clear[-1] >= len(clear):
        raise CheckError("IKEv2: more padding than there are octets")
    return clear[: len(clear) - 1 - clear[-1]]
