"""Keyed hashes and what IKE stretches out of them: HMAC (RFC 2104), prf+ (RFC 7296)."""

from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives import constant_time, hashes, hmac

HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
}
_OF_PRF = {"hmac-md5": "md5", "hmac-sha1": "sha1", "hmac-sha256": "sha256"}


def digest(name: str, octets: bytes) -> bytes:
    """Return the hash called *name* over *octets*."""
    state = hashes.Hash(HASHES[name]())
    state.update(octets)
    return state.finalize()


def prf(name: str, key: bytes, octets: bytes) -> bytes:
    """Return the pseudo-random function called *name*, keyed, over *octets*."""
    state = hmac.HMAC(key, HASHES[_OF_PRF[name]]())
    state.update(octets)
    return state.finalize()


def prf_plus(name: str, key: bytes, seed: bytes, octets: int) -> bytes:
    """Return *octets* octets of prf+: RFC 7296 section 2.13."""
    stream = block = b""
    number = 1
    while len(stream) < octets:
        block = prf(name, key, block + seed + bytes([number]))
        stream += block
        number += 1
    return stream[:octets]


def same(left: bytes, right: bytes) -> bool:
    """Tell whether two values are equal, in a time that does not depend on where they differ."""
    return constant_time.bytes_eq(left, right)
