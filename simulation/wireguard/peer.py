"""One peer: its sessions, its timers, and where it was last heard (sections 2.1, 6.2 to 6.6)."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from simulation.ike.moves import Machine, Moves
from simulation.wire.address import Address, Prefix
from simulation.wireguard.session import Session

if TYPE_CHECKING:
    from simulation.wireguard.handshake import Initiation

SECOND = 1_000_000_000
REKEY_AFTER_TIME = 120 * SECOND
REJECT_AFTER_TIME = 180 * SECOND
REKEY_ATTEMPT_TIME = 90 * SECOND
REKEY_TIMEOUT = 5 * SECOND
KEEPALIVE_TIMEOUT = 10 * SECOND
"""Section 6.1."""

MOVES: Moves = MappingProxyType(
    {
        "idle": frozenset({"handshake", "up"}),
        "handshake": frozenset({"idle", "up"}),
        "up": frozenset({"idle"}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerConfiguration:
    """What is known of a peer beforehand."""

    name: str
    public: bytes
    preshared: bytes = bytes(32)
    allowed: tuple[Prefix, ...]
    """Inner addresses that are routed to this peer, and accepted from it."""
    endpoint: tuple[Address, int] | None = None
    """Where to begin; `None` waits until the peer is heard."""
    keepalive_ns: int | None = None
    """Send something at least this often, to keep a NAT's mapping; `None` leaves it."""


class Peer:
    """What changes about a peer."""

    def __init__(self, configuration: PeerConfiguration, machine: Machine) -> None:
        self.configuration = configuration
        self.machine = machine
        self.endpoint = configuration.endpoint
        self.current: Session | None = None
        self.following: Session | None = None
        """Made as responder, and not yet confirmed by data from the initiator."""
        self.previous: Session | None = None
        self.initiation: Initiation | None = None
        self.began_ns = 0
        """When the present series of attempts began."""
        self.last_timestamp = b""
        self.wanted = False
        """True while somebody waits to send data."""
        self.retry_ns: int | None = None
        self.silence_ns: int | None = None
        """When data that was sent will have stayed unanswered for too long."""
        self.keepalive_ns: int | None = None
        self.persistent_ns: int | None = None

    def sessions(self) -> list[Session]:
        """Return the sessions whose packets may still arrive."""
        return [each for each in (self.current, self.following, self.previous) if each is not None]

    def usable(self, now_ns: int) -> Session | None:
        """Return the session to send under, or `None`."""
        session = self.current
        if session is None or now_ns - session.born_ns >= REJECT_AFTER_TIME:
            return None
        return session

    def take_into_use(self, session: Session) -> None:
        """Make *session* the one to send under."""
        self.previous, self.current = self.current, session
        if self.following is session:
            self.following = None

    def sent(self, now_ns: int, *, data: bool) -> None:
        """Note that something authenticated was sent."""
        self.keepalive_ns = None
        if data and self.silence_ns is None:
            self.silence_ns = now_ns + KEEPALIVE_TIMEOUT + REKEY_TIMEOUT
        self.keep(now_ns)

    def keep(self, now_ns: int) -> None:
        """Send something again in time for a NAT's mapping, if that is wanted."""
        if self.configuration.keepalive_ns is not None:
            self.persistent_ns = now_ns + self.configuration.keepalive_ns

    def heard(self, now_ns: int, *, data: bool) -> None:
        """Note that something authenticated arrived."""
        self.silence_ns = None
        if data and self.keepalive_ns is None:
            self.keepalive_ns = now_ns + KEEPALIVE_TIMEOUT

    def stale(self, now_ns: int, *, sending: bool) -> bool:
        """Tell whether the initiator of the current session should replace it: section 6.2."""
        session = self.current
        if session is None or not session.initiator:
            return False
        age = now_ns - session.born_ns
        limit = REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT - REKEY_TIMEOUT
        return age >= (REKEY_AFTER_TIME if sending else limit)

    def expires_ns(self) -> int | None:
        """Return when the current session may no longer be used."""
        if self.current is None or self.machine.state != "up":
            return None
        return self.current.born_ns + REJECT_AFTER_TIME

    def next_timer(self) -> int | None:
        """Return when something is due, or `None`."""
        dues = (
            self.retry_ns,
            self.silence_ns,
            self.keepalive_ns,
            self.persistent_ns,
            self.expires_ns(),
        )
        return min((due for due in dues if due is not None), default=None)
