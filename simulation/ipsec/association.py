"""One security association: seals packets into ESP and opens them (RFC 4303).

The ciphers live as long as the association: making one costs more than using it.  A CBC
context never starts again; the block that it puts out for a prefix which nobody else can
have encrypted before is the next packet's IV, which is as unpredictable as the cipher is
good and needs no randomness.  The receiver gives the IV to its own running context as
ciphertext and throws the first block away.
"""

from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import constant_time, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simulation.crypto.cipher import cbc_decryptor, cbc_encryptor
from simulation.crypto.prf import HASHES
from simulation.crypto.suites import Suite
from simulation.errors import CheckError, PolicyError, WireError
from simulation.ipsec.replay import ReplayWindow

_HEAD = Struct("!II")
_HEAD_AND_IV = Struct("!IIQ")
_HEAD_TWICE = Struct("!IIII")
_LAST_SEQUENCE = 0xFFFFFFFF
_PADDING = bytes(range(1, 256))
"""The self-describing padding of RFC 4303 section 2.4: 1, 2, 3 …"""
_TRAILERS = [
    [_PADDING[:count] + bytes((count, next_header)) for next_header in range(256)]
    for count in range(16)
]
"""Padding and trailer, by octets of padding and then by Next Header."""


class SecurityAssociation:
    """One direction of ESP under one SPI and one set of keys.

    The same class serves both ends; the sender calls `seal`, the receiver `open`.
    """

    __slots__ = (
        "_aead",
        "_block",
        "_decrypt",
        "_mac",
        "_update",
        "authentication_key",
        "encryption_key",
        "head_octets",
        "salt",
        "sequence",
        "spi",
        "suite",
        "window",
    )

    def __init__(
        self,
        spi: int,
        suite: Suite,
        encryption_key: bytes,
        authentication_key: bytes,
        salt: bytes = b"",
        *,
        window: int = 64,
    ) -> None:
        sizes = (len(encryption_key), len(authentication_key), len(salt))
        wanted = (suite.encryption_octets, suite.authentication_octets, suite.salt_octets)
        if sizes != wanted:
            raise WireError(f"{suite.slug} takes keys of {wanted} octets, not {sizes}")
        self.spi = spi
        self.suite = suite
        self.encryption_key = encryption_key
        self.authentication_key = authentication_key
        self.salt = salt
        self.sequence = 0
        """Number of the newest packet that was sealed."""
        self.window = ReplayWindow(window)
        self.head_octets = 8 + suite.iv_octets
        self._block = suite.block_octets
        self._aead = AESGCM(encryption_key) if suite.cipher == "aes-gcm" else None
        if self._aead is None:
            zero = bytes(suite.iv_octets)
            self._update = cbc_encryptor(suite.cipher, encryption_key, zero).update
            self._decrypt = cbc_decryptor(suite.cipher, encryption_key, zero)
            self._mac = hmac.HMAC(authentication_key, HASHES["sha1"]())

    @property
    def highest_sequence(self) -> int:
        """The highest sequence number that arrived and was authentic."""
        return self.window.highest

    def tail_octets(self, payload_octets: int) -> int:
        """Return the octets after a payload of that size: padding, trailer and ICV."""
        return -(payload_octets + 2) % self._block + 2 + self.suite.icv_octets

    def seal(self, payload: bytes, next_header: int) -> bytes:
        """Return *payload* as ESP, from the SPI to the ICV.

        Raise `PolicyError` once every sequence number has been used: RFC 4303 section 3.3.3.
        """
        sequence = self.sequence + 1
        if sequence > _LAST_SEQUENCE:
            raise PolicyError(f"SA 0x{self.spi:08x} has used up its sequence numbers")
        self.sequence = sequence
        trailer = _TRAILERS[-(len(payload) + 2) % self._block][next_header]
        if self._aead is not None:
            head = _HEAD_AND_IV.pack(self.spi, sequence, sequence)
            return head + self._aead.encrypt(self.salt + head[8:], payload + trailer, head[:8])
        # The context is in mid-chain, so its first output block depends on all that went before.
        if self._block == 16:
            prefix = _HEAD_TWICE.pack(self.spi, sequence, self.spi, sequence)
        else:
            prefix = _HEAD.pack(self.spi, sequence)
        covered = prefix[:8] + self._update(prefix + payload + trailer)
        mac = self._mac.copy()
        mac.update(covered)
        return covered + mac.finalize()[:12]

    def open(self, esp: bytes) -> tuple[bytes, int, int]:
        """Return payload, next header and sequence number of *esp*.

        Replay is checked before the ICV, the window moves after it.  Raise `WireError` where
        the octets cannot be ESP under this suite, `CheckError` for a replay or a bad ICV.
        """
        icv = self.suite.icv_octets
        sealed = len(esp) - self.head_octets - icv
        if sealed < self._block or sealed % self._block:
            raise WireError(f"ESP: {len(esp)} octets do not fit {self.suite.slug}")
        spi, sequence = _HEAD.unpack_from(esp)
        if spi != self.spi:
            raise WireError(f"ESP: SPI 0x{spi:08x} is not this association's")
        if not self.window.admits(sequence):
            raise CheckError(f"ESP: sequence number {sequence} {self.window.refusal(sequence)}")
        aead = self._aead
        clear = self._open_cbc(esp) if aead is None else self._open_aead(aead, esp)
        self.window.accept(sequence)
        padding = clear[-2]
        end = len(clear) - 2 - padding
        if end < 0 or clear[end:-2] != _PADDING[:padding]:
            raise WireError("ESP: the padding is not 1, 2, 3 …")
        return clear[:end], clear[-1], sequence

    def _open_aead(self, aead: AESGCM, esp: bytes) -> bytes:
        try:
            return aead.decrypt(self.salt + esp[8:16], esp[16:], esp[:8])
        except InvalidTag as error:
            raise CheckError("ESP: the ICV does not match") from error

    def _open_cbc(self, esp: bytes) -> bytes:
        covered = esp[:-12]
        mac = self._mac.copy()
        mac.update(covered)
        if not constant_time.bytes_eq(mac.finalize()[:12], esp[-12:]):
            raise CheckError("ESP: the ICV does not match")
        return self._decrypt.update(covered[8:])[self.suite.iv_octets :]
