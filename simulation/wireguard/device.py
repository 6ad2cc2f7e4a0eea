"""One node's WireGuard interface: cryptokey routing, handshakes, roaming (sections 2, 5, 6).

A peer is wherever its newest authentic packet came from; nothing else is ever said about
addresses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from simulation.crypto.dh import Curve25519Key
from simulation.errors import CheckError, PolicyError, WireError
from simulation.ike.association import Path
from simulation.ike.configuration import Octets
from simulation.ike.happenings import Datagram, Failed, Happening, KeyMade, PeerMoved, Rejected
from simulation.ike.moves import Machine
from simulation.ike.rules import Label
from simulation.wire.address import Address
from simulation.wire.wireguard import (
    PORT,
    HandshakeInitiation,
    HandshakeResponse,
    TransportData,
    parse,
)
from simulation.wireguard.handshake import Answer, Initiation, TransportKeys
from simulation.wireguard.keylog import EPHEMERAL, STATIC
from simulation.wireguard.peer import (
    MOVES,
    REKEY_ATTEMPT_TIME,
    REKEY_TIMEOUT,
    Peer,
    PeerConfiguration,
)
from simulation.wireguard.session import HEAD_OCTETS, TAG_OCTETS, Session

_SPEC = "WireGuard white paper section "
_REASONS = ((WireError, "malformed"), (CheckError, "authentication"), (PolicyError, "policy"))

_INITIATION = Label("handshake initiation", "wireguard-initiation")
_RESPONSE = Label("handshake response", "wireguard-response")
_KEEPALIVE = Label("keepalive", "wireguard-keepalive")
_DATA = Label("data", "")


@dataclass(frozen=True, slots=True)
class TransportUp:
    """Packets for a peer can be sent now: told whenever new keys come into use."""

    peer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """An interface: its private key, its port, and whom it talks to."""

    private: bytes
    """32 seeded octets."""
    peers: tuple[PeerConfiguration, ...]
    stream: Callable[[str], Octets]
    """Gives the seeded stream of one name; the caller puts its own name in front."""
    port: int = PORT


class Opened(NamedTuple):
    """A packet that was sealed, and the id of the key that it was sealed under."""

    packet: bytes
    key: str


class Device:
    """WireGuard at one node, towards any number of peers.

    It owns no socket and no clock.  `local` is the outer address that packets leave from;
    whoever drives the device sets it, and tells nobody.
    """

    def __init__(self, configuration: Configuration, local: Address) -> None:
        self.configuration = configuration
        self.local = local
        self.key = Curve25519Key(configuration.private)
        self.datagrams: list[Datagram] = []
        self.happenings: list[Happening | TransportUp] = []
        self.peers = [
            Peer(each, Machine(f"wireguard {each.name}", MOVES, "idle", self.happenings_add))
            for each in configuration.peers
        ]
        self.happenings_add(_key_made(self.key, "WireGuard static key", STATIC))

    def happenings_add(self, happening: Happening) -> None:
        """Add something to tell."""
        self.happenings.append(happening)

    # -- out ---------------------------------------------------------------------------------

    def seal(self, packet: bytes, now_ns: int) -> Datagram | None:
        """Return an IPv4 *packet* sealed for the peer that its destination belongs to.

        Return `None` where there are no keys yet: a handshake is begun, and `TransportUp`
        tells when to try again.  Raise `PolicyError` where no peer has that address.
        """
        peer = self.peer_of(Address(int.from_bytes(packet[16:20], "big")))
        session = peer.usable(now_ns)
        if session is None or peer.endpoint is None:
            peer.wanted = True
            self._begin(peer, now_ns)
            return None
        datagram = self._datagram(peer, session.seal(packet), _DATA, session.key_id, packet)
        peer.sent(now_ns, data=True)
        if peer.stale(now_ns, sending=True):
            self._begin(peer, now_ns)
        return datagram

    def show(self, now_ns: int) -> None:
        """Let every peer with an endpoint hear something authentic from the present address."""
        for peer in self.peers:
            if peer.usable(now_ns) is not None:
                self._keepalive(peer, now_ns)
            else:
                self._begin(peer, now_ns)

    def peer_of(self, destination: Address) -> Peer:
        """Return the peer that *destination* belongs to; raise `PolicyError` if none has it."""
        found, best = None, -1
        for peer in self.peers:
            for prefix in peer.configuration.allowed:
                if destination in prefix and prefix.length > best:
                    found, best = peer, prefix.length
        if found is None:
            raise PolicyError(f"WireGuard: no peer has {destination}")
        return found

    def _datagram(
        self,
        peer: Peer,
        payload: bytes,
        label: Label,
        key: str = "",
        plaintext: bytes = b"",
    ) -> Datagram:
        if peer.endpoint is None:
            raise PolicyError(f"WireGuard: nobody knows where {peer.configuration.name} is")
        source = (self.local, self.configuration.port)
        purpose = f"WireGuard {label.name}"
        return Datagram(payload, *source, *peer.endpoint, purpose, label.message, key, plaintext)

    def _begin(self, peer: Peer, now_ns: int) -> None:
        """Begin a handshake, unless one began within the last `REKEY_TIMEOUT`."""
        if peer.retry_ns is not None or peer.endpoint is None:
            return
        peer.began_ns = now_ns
        self._initiate(peer, now_ns)

    def _initiate(self, peer: Peer, now_ns: int) -> None:
        settings = peer.configuration
        ephemeral = self._ephemeral(settings)
        peer.initiation = Initiation(
            self.key,
            settings.public,
            settings.preshared,
            ephemeral=ephemeral,
            index=self.configuration.stream("index").octets(4),
            now_ns=now_ns,
        )
        if peer.machine.state == "idle":
            peer.machine.become(
                "handshake", because="there is something to send", spec=f"{_SPEC}5.4.2"
            )
        octets = peer.initiation.octets
        datagram = self._datagram(peer, octets, _INITIATION, "", octets)
        self.datagrams.append(datagram)
        peer.retry_ns = now_ns + REKEY_TIMEOUT
        peer.keep(now_ns)

    def _ephemeral(self, settings: PeerConfiguration) -> Curve25519Key:
        key = Curve25519Key(self.configuration.stream("ephemeral").octets(32))
        secret = {"private": key.private.hex(), "preshared": settings.preshared.hex()}
        binding = {"public": key.public.hex(), "remote": settings.public.hex()}
        name = f"{EPHEMERAL}:{key.public[:8].hex()}"
        self.happenings_add(KeyMade(name, "WireGuard ephemeral key", "x25519", secret, binding))
        return key

    # -- in ----------------------------------------------------------------------------------

    def receive(
        self,
        payload: bytes,
        source: Address,
        source_port: int,
        destination: Address,
        destination_port: int,
        now_ns: int,
    ) -> Opened | None:
        """Receive a datagram; return the packet that was sealed in it, if there was one.

        Nothing that a peer can send raises: what is refused is told as `Rejected`.
        """
        path = Path(destination, destination_port, source, source_port)
        try:
            return self._take(payload, path, now_ns)
        except (WireError, CheckError, PolicyError) as error:
            reason = next(name for kind, name in _REASONS if isinstance(error, kind))
            self.happenings.append(Rejected(reason, str(error), f"{_SPEC}5.4"))
            return None

    def _take(self, payload: bytes, path: Path, now_ns: int) -> Opened | None:
        message = parse(payload)
        if isinstance(message, TransportData):
            return self._open(message, payload, path, now_ns)
        if isinstance(message, HandshakeInitiation):
            self._answer(message, payload, path, now_ns)
        elif isinstance(message, HandshakeResponse):
            self._finish(message, payload, path, now_ns)
        else:
            raise PolicyError("WireGuard: a cookie, though nobody here is under load")
        return None

    def _answer(self, message: HandshakeInitiation, octets: bytes, path: Path, now_ns: int) -> None:
        answer = Answer(self.key, message, octets)
        peer = next((each for each in self.peers if each.configuration.public == answer.peer), None)
        if peer is None:
            raise PolicyError("WireGuard: no peer has that public key")
        if answer.timestamp <= peer.last_timestamp:
            raise CheckError("WireGuard: an initiation that is not newer than the last")
        peer.last_timestamp = answer.timestamp
        self._heard_from(peer, path, "a handshake initiation")
        index = self.configuration.stream("index").octets(4)
        settings = peer.configuration
        response, keys = answer.respond(settings.preshared, self._ephemeral(settings), index)
        session = Session(keys, index, message.sender, initiator=False, now_ns=now_ns)
        peer.following = session
        self._tell_keys(session, keys)
        self.datagrams.append(self._datagram(peer, response, _RESPONSE, "", response))
        peer.sent(now_ns, data=False)

    def _finish(self, message: HandshakeResponse, octets: bytes, path: Path, now_ns: int) -> None:
        for peer in self.peers:
            initiation = peer.initiation
            if initiation is not None and initiation.index == message.receiver:
                break
        else:
            raise PolicyError("WireGuard: a response to nothing that was asked")
        keys = initiation.finish(message, octets)
        peer.initiation = None
        peer.retry_ns = None
        session = Session(keys, initiation.index, message.sender, initiator=True, now_ns=now_ns)
        self._heard_from(peer, path, "a handshake response")
        peer.heard(now_ns, data=False)
        self._tell_keys(session, keys)
        self._use(peer, session)
        if not peer.wanted:
            self._keepalive(peer, now_ns)
        peer.wanted = False

    def _open(
        self, message: TransportData, octets: bytes, path: Path, now_ns: int
    ) -> Opened | None:
        for peer in self.peers:
            for session in peer.sessions():
                if session.own == message.receiver:
                    return self._opened(peer, session, octets, path, now_ns)
        raise PolicyError(f"WireGuard: no session has the index {message.receiver.hex()}")

    def _opened(
        self, peer: Peer, session: Session, octets: bytes, path: Path, now_ns: int
    ) -> Opened | None:
        packet, newest = session.open(octets)
        if session is peer.following:
            session.confirmed = True
            self._use(peer, session)
        if newest and session is peer.current:
            self._heard_from(peer, path, "its newest authentic packet")
        peer.heard(now_ns, data=bool(packet))
        if peer.stale(now_ns, sending=False):
            self._begin(peer, now_ns)
        if not packet:
            return None
        source = Address(int.from_bytes(packet[12:16], "big"))
        if len(packet) < 20 or not any(source in each for each in peer.configuration.allowed):
            raise PolicyError(f"WireGuard: {source} is not {peer.configuration.name}'s to use")
        return Opened(packet, session.key_id)

    def _heard_from(self, peer: Peer, path: Path, because: str) -> None:
        endpoint = (path.peer, path.peer_port)
        if peer.endpoint == endpoint:
            return
        peer.endpoint = endpoint
        name = peer.configuration.name
        self.happenings.append(
            PeerMoved(
                name,
                path.local,
                path.local_port,
                *endpoint,
                udp_encapsulation=True,
                because=f"{because} came from there",
            )
        )

    def _use(self, peer: Peer, session: Session) -> None:
        peer.take_into_use(session)
        if peer.machine.state != "up":
            peer.machine.become("up", because="both sides have the keys", spec=f"{_SPEC}5.4.5")
        self.happenings.append(TransportUp(peer.configuration.name))

    def _tell_keys(self, session: Session, keys: TransportKeys) -> None:
        secret = {"initiator": keys.initiator.hex(), "responder": keys.responder.hex()}
        first, second = session.own.hex(), session.peer.hex()
        if not session.initiator:
            first, second = second, first
        binding = {"initiator": first, "responder": second}
        self.happenings_add(
            KeyMade(session.key_id, "WireGuard transport", "chacha20-poly1305", secret, binding)
        )

    # -- time --------------------------------------------------------------------------------

    def next_timer(self) -> int | None:
        """Return when `on_timer` is to be called, in ns, or `None`."""
        dues = (peer.next_timer() for peer in self.peers)
        return min((due for due in dues if due is not None), default=None)

    def on_timer(self, now_ns: int) -> None:
        """Do whatever has become due by *now_ns*."""
        for peer in self.peers:
            self._timers(peer, now_ns)

    def _timers(self, peer: Peer, now_ns: int) -> None:
        if peer.retry_ns is not None and peer.retry_ns <= now_ns:
            self._retry(peer, now_ns)
        if peer.silence_ns is not None and peer.silence_ns <= now_ns:
            peer.silence_ns = None
            self._begin(peer, now_ns)
        expires = peer.expires_ns()
        if expires is not None and expires <= now_ns:
            peer.machine.become("idle", because="the keys are too old", spec=f"{_SPEC}6.2")
        if peer.keepalive_ns is not None and peer.keepalive_ns <= now_ns:
            peer.keepalive_ns = None
            self._keepalive(peer, now_ns)
        if peer.persistent_ns is not None and peer.persistent_ns <= now_ns:
            peer.persistent_ns = None
            if peer.usable(now_ns) is not None:
                self._keepalive(peer, now_ns)
            else:
                self._begin(peer, now_ns)

    def _retry(self, peer: Peer, now_ns: int) -> None:
        if now_ns - peer.began_ns < REKEY_ATTEMPT_TIME:
            self._initiate(peer, now_ns)
            return
        self._give_up(peer, "no response")
        self.happenings.append(Failed(peer.configuration.name, "no response to any handshake"))

    def abandon(self, because: str) -> None:
        """Give up every handshake that was begun here."""
        for peer in self.peers:
            self._give_up(peer, because)
            peer.persistent_ns = None

    def _give_up(self, peer: Peer, because: str) -> None:
        peer.initiation = None
        peer.retry_ns = None
        peer.wanted = False
        if peer.machine.state == "handshake":
            peer.machine.become("idle", because=because, spec=f"{_SPEC}6.4")

    def _keepalive(self, peer: Peer, now_ns: int) -> None:
        session = peer.usable(now_ns)
        if session is None or peer.endpoint is None:
            return
        self.datagrams.append(self._datagram(peer, session.seal(b""), _KEEPALIVE, session.key_id))
        peer.sent(now_ns, data=False)
        if peer.stale(now_ns, sending=True):
            self._begin(peer, now_ns)

    def drain(self) -> tuple[list[Datagram], list[Happening | TransportUp]]:
        """Return what is to be sent and what has happened since the last call."""
        taken = (self.datagrams, self.happenings)
        self.datagrams, self.happenings = [], []
        return taken

    @staticmethod
    def overhead(octets: int) -> int:
        """Return the octets that sealing adds to a packet of this size, UDP and IP aside."""
        return HEAD_OCTETS + -octets % 16 + TAG_OCTETS


def _key_made(key: Curve25519Key, purpose: str, kind: str) -> KeyMade:
    name = f"{kind}:{key.public[:8].hex()}"
    return KeyMade(
        name, purpose, "x25519", {"private": key.private.hex()}, {"public": key.public.hex()}
    )
