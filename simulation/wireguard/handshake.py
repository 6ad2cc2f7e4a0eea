"""The handshake: one message each way, and both sides have transport keys (section 5.4)."""

from dataclasses import dataclass

from simulation.crypto.dh import Curve25519Key
from simulation.crypto.prf import same
from simulation.errors import CheckError, WireError
from simulation.wire.wireguard import MAC_OCTETS, HandshakeInitiation, HandshakeResponse
from simulation.wireguard.noise import Transcript, derive, mac1

EPOCH_SECONDS = 1_042_416_000
"""Simulated 0 is 2003-01-13T00:00:00Z."""
_TAI64_ORIGIN = 0x4000000000000000 + 10


def timestamp(now_ns: int) -> bytes:
    """Return a moment as TAI64N, 12 octets that compare as they pass."""
    seconds, nanoseconds = divmod(now_ns, 1_000_000_000)
    label = _TAI64_ORIGIN + EPOCH_SECONDS + seconds
    return label.to_bytes(8, "big") + nanoseconds.to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class TransportKeys:
    """The pair of keys that a handshake leaves behind, by who sends under them."""

    initiator: bytes
    responder: bytes


class Initiation:
    """A handshake that this side has begun."""

    __slots__ = ("_ephemeral", "_own", "_peer", "_preshared", "_transcript", "index", "octets")

    def __init__(
        self,
        own: Curve25519Key,
        peer: bytes,
        preshared: bytes,
        *,
        ephemeral: Curve25519Key,
        index: bytes,
        now_ns: int,
    ) -> None:
        self._own, self._peer, self._preshared = own, peer, preshared
        self._ephemeral = ephemeral
        self.index = index
        state = self._transcript = Transcript(peer)
        state.ephemeral(ephemeral.public)
        static = state.seal(state.key(ephemeral.shared(peer)), own.public)
        moment = state.seal(state.key(own.shared(peer)), timestamp(now_ns))
        message = HandshakeInitiation(
            sender=index, ephemeral=ephemeral.public, static=static, timestamp=moment
        )
        self.octets: bytes = _with_mac1(message.encode(), peer)

    def finish(self, message: HandshakeResponse, octets: bytes) -> TransportKeys:
        """Return the transport keys; raise `CheckError` for a response that is not authentic."""
        check_mac1(octets, self._own.public)
        # A forged response must leave the handshake as it was.
        state = self._transcript.copy()
        state.ephemeral(message.ephemeral)
        state.secret(self._ephemeral.shared(message.ephemeral))
        state.secret(self._own.shared(message.ephemeral))
        state.open(state.preshared(self._preshared), message.empty)
        return TransportKeys(*derive(state.chain, b"", 2))


class Answer:
    """A handshake that a peer has begun; `peer` is who it says and proves to be."""

    __slots__ = ("_message", "_own", "_transcript", "peer", "timestamp")

    def __init__(self, own: Curve25519Key, message: HandshakeInitiation, octets: bytes) -> None:
        check_mac1(octets, own.public)
        state = self._transcript = Transcript(own.public)
        state.ephemeral(message.ephemeral)
        self.peer: bytes = state.open(state.key(own.shared(message.ephemeral)), message.static)
        self.timestamp: bytes = state.open(state.key(own.shared(self.peer)), message.timestamp)
        self._own = own
        self._message = message

    def respond(
        self, preshared: bytes, ephemeral: Curve25519Key, index: bytes
    ) -> tuple[bytes, TransportKeys]:
        """Return the response and the transport keys."""
        state = self._transcript
        state.ephemeral(ephemeral.public)
        state.secret(ephemeral.shared(self._message.ephemeral))
        state.secret(ephemeral.shared(self.peer))
        empty = state.seal(state.preshared(preshared), b"")
        message = HandshakeResponse(
            sender=index, receiver=self._message.sender, ephemeral=ephemeral.public, empty=empty
        )
        return _with_mac1(message.encode(), self.peer), TransportKeys(*derive(state.chain, b"", 2))


def _with_mac1(octets: bytes, receiver: bytes) -> bytes:
    covered = octets[: -2 * MAC_OCTETS]
    return covered + mac1(receiver, covered) + octets[-MAC_OCTETS:]


def check_mac1(octets: bytes, own: bytes) -> None:
    """Raise `CheckError` unless the sender knows our public key."""
    if len(octets) < 2 * MAC_OCTETS:
        raise WireError("WireGuard: too short for its MACs")
    covered, given = octets[: -2 * MAC_OCTETS], octets[-2 * MAC_OCTETS : -MAC_OCTETS]
    if not same(given, mac1(own, covered)):
        raise CheckError("WireGuard: MAC 1 does not match")
