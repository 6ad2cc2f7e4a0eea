"""Transport data under one pair of keys: sections 5.4.6 and 6."""

from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from simulation.errors import CheckError
from simulation.ipsec.replay import ReplayWindow
from simulation.wire.wireguard import TRANSPORT
from simulation.wireguard.handshake import TransportKeys
from simulation.wireguard.noise import nonce

_HEAD = Struct("<I4sQ")
HEAD_OCTETS = 16
TAG_OCTETS = 16
WINDOW = 2048
"""Counters that may arrive late."""


class Session:
    """One pair of transport keys; *own* and *peer* are the indices that both sides chose."""

    __slots__ = (
        "_opener",
        "_sealer",
        "born_ns",
        "confirmed",
        "initiator",
        "keys",
        "own",
        "peer",
        "sent",
        "window",
    )

    def __init__(
        self, keys: TransportKeys, own: bytes, peer: bytes, *, initiator: bool, now_ns: int
    ) -> None:
        self.keys = keys
        mine, other = keys.initiator, keys.responder
        self._sealer = ChaCha20Poly1305(mine if initiator else other)
        self._opener = ChaCha20Poly1305(other if initiator else mine)
        self.own, self.peer = own, peer
        self.initiator = initiator
        self.born_ns = now_ns
        self.confirmed = initiator
        """A responder may send only once the initiator has shown that it has the keys."""
        self.sent = 0
        self.window = ReplayWindow(WINDOW)

    @property
    def key_id(self) -> str:
        """Id of these keys in the trace, the same at both ends."""
        first, second = (self.own, self.peer) if self.initiator else (self.peer, self.own)
        return f"wg:{first.hex()}:{second.hex()}"

    def seal(self, packet: bytes) -> bytes:
        """Return *packet* as transport data, padded to 16 octets; an empty one is a keepalive."""
        counter = self.sent
        self.sent += 1
        head = _HEAD.pack(TRANSPORT, self.peer, counter)
        return head + self._sealer.encrypt(nonce(counter), packet + bytes(-len(packet) % 16), None)

    def open(self, octets: bytes) -> tuple[bytes, bool]:
        """Return the packet inside, and whether it is the newest so far.

        Raise `CheckError` for a replay or a bad tag.
        """
        counter = _HEAD.unpack_from(octets)[2]
        # The window counts from 1, WireGuard from 0.
        if not self.window.admits(counter + 1):
            raise CheckError(f"WireGuard: counter {counter} is a replay or too old")
        try:
            clear = self._opener.decrypt(nonce(counter), octets[HEAD_OCTETS:], None)
        except InvalidTag as error:
            raise CheckError("WireGuard: the tag does not match") from error
        newest = counter + 1 > self.window.highest
        self.window.accept(counter + 1)
        length = int.from_bytes(clear[2:4], "big") if len(clear) >= 20 else len(clear)
        return clear[:length], newest
