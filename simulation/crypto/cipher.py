"""Block ciphers in CBC mode, for IKE and as the material of ESP."""

from collections.abc import Callable, Mapping

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import (
    BlockCipherAlgorithm,
    Cipher,
    CipherContext,
    algorithms,
    modes,
)

from simulation.errors import WireError

ALGORITHMS: Mapping[str, Callable[[bytes], BlockCipherAlgorithm]] = {
    "3des-cbc": TripleDES,
    "aes-cbc": algorithms.AES,
}


def cbc_encryptor(name: str, key: bytes, iv: bytes) -> CipherContext:
    """Return a context that encrypts one continuing CBC chain, starting from *iv*."""
    return Cipher(ALGORITHMS[name](key), modes.CBC(iv)).encryptor()


def cbc_decryptor(name: str, key: bytes, iv: bytes) -> CipherContext:
    """Return a context that decrypts one continuing CBC chain, starting from *iv*."""
    return Cipher(ALGORITHMS[name](key), modes.CBC(iv)).decryptor()


def cbc_encrypt(name: str, key: bytes, iv: bytes, octets: bytes) -> bytes:
    """Return *octets*, a whole number of blocks, encrypted."""
    if len(octets) % len(iv):
        raise WireError(f"{len(octets)} octets are no whole number of {len(iv)}-octet blocks")
    return cbc_encryptor(name, key, iv).update(octets)


def cbc_decrypt(name: str, key: bytes, iv: bytes, octets: bytes) -> bytes:
    """Return *octets* decrypted; raise `WireError` unless they are a whole number of blocks."""
    if len(octets) % len(iv):
        raise WireError(f"{len(octets)} octets are no whole number of {len(iv)}-octet blocks")
    return cbc_decryptor(name, key, iv).update(octets)
