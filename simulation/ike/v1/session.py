"""An IKEv1 association from main mode to its end: what follows what, and when."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from simulation.errors import PolicyError, WireError
from simulation.ike.configuration import SECOND, Configuration
from simulation.ike.happenings import Failed, InitialContact
from simulation.ike.moves import Machine, Moves
from simulation.ike.session import Child, Outbox, Path, Session
from simulation.ike.v1.conversation import Conversation, Exchange
from simulation.ike.v1.informational import Information, LivenessCheck, deletions, error
from simulation.ike.v1.main_mode import MainModeInitiator, MainModeResponder
from simulation.ike.v1.quick_mode import QuickModeInitiator, QuickModeResponder
from simulation.ike.v1.refusal import RefusalError
from simulation.ike.v1.rules import INFORMATIONAL, QUICK, TRANSACTION
from simulation.ike.v1.task import Task
from simulation.ike.v1.transaction import AddressRequest, Answerer, UserChallenge
from simulation.wire.address import Address, Prefix
from simulation.wire.isakmp import IsakmpHeader

MOVES: Moves = MappingProxyType(
    {
        "idle": frozenset({"negotiating", "gone"}),
        "negotiating": frozenset({"keyed", "gone"}),
        "keyed": frozenset({"established", "gone"}),
        "established": frozenset({"gone"}),
        "gone": frozenset(),
    }
)


class SessionV1(Conversation):
    """One IKEv1 association with one peer."""

    def __init__(
        self,
        configuration: Configuration,
        path: Path,
        outbox: Outbox,
        *,
        cookie: bytes,
        initiator: bool,
        siblings: Callable[[], Iterable[Session]],
    ) -> None:
        super().__init__(configuration, path, outbox, cookie=cookie)
        self.initiator = initiator
        self.machine = Machine(f"ike {self.name}", MOVES, "idle", outbox.tell)
        self.nat_local = self.nat_peer = False
        """Whether a NAT was found in front of us, and of the peer."""
        self.peer_dpd = self.first_contact = False
        self.asks_user = self.user_admitted = False
        self.address: Address | None = None
        """The inner address that this session was given or has given."""
        self.expires_ns: int | None = None
        self.liveness_number = 0
        self._siblings = siblings
        if not initiator:
            self.cookie_r = configuration.stream("cookie").octets(8)
            self.open_phase_1(MainModeResponder(self))

    @property
    def established(self) -> bool:
        """True from the moment that the peer is authenticated."""
        return self.machine.state == "established"

    @property
    def encapsulates(self) -> bool:
        """True where ESP is to travel in UDP."""
        told = self.configuration
        forced = told.force_udp_encapsulation and told.nat_traversal
        return self.nat_local or self.nat_peer or forced

    def initiate(self, now_ns: int, *, first_contact: bool) -> None:
        """Begin main mode."""
        self.first_contact = first_contact
        exchange = self.open_phase_1(MainModeInitiator(self))
        self.machine.become("negotiating", because="main mode begins", spec="RFC 2409 section 5.4")
        self.follow(exchange, exchange.task.build(now_ns), now_ns)

    def receive(self, octets: bytes, header: IsakmpHeader, path: Path, now_ns: int) -> None:
        """Take one message in, and tell the peer where policy refuses its proposal."""
        try:
            super().receive(octets, header, path, now_ns)
        except RefusalError as refusal:
            self.begin(error(self, refusal.notification), now_ns)
            raise

    def answer_to(self, exchange: int) -> Task:
        """Return the task that answers an exchange which the peer begins, or raise."""
        if not self.established:
            raise PolicyError("phase 1 is not complete")
        tasks: Mapping[int, Callable[[SessionV1], Task]] = {
            QUICK: QuickModeResponder,
            TRANSACTION: Answerer,
            INFORMATIONAL: Information,
        }
        if exchange not in tasks:
            raise WireError(f"exchange type {exchange} is not supported")
        return tasks[exchange](self)

    def arrived_by(self, path: Path, *, encrypted: bool) -> None:
        """Follow the peer to where an acceptable message came from, where that is right.

        That is until phase 1 is complete, afterwards where a NAT may have changed its mind
        (RFC 3947 section 6), and always where the configuration says so.
        """
        phase_1 = not self.initiator and self.exchanges[0].task.turn <= 5
        if phase_1 or (encrypted and (self.nat_peer or self.configuration.follow_peer)):
            self.path = path

    # -- what follows what -------------------------------------------------------------------

    def authenticated(self, now_ns: int, *, initial_contact: bool) -> None:
        """Go on after the peer has proved who it is."""
        self.machine.become(
            "established",
            because=f"{self.peer_identity} proved that it holds the key",
            spec="RFC 2409 section 5.4",
        )
        self.expires_ns = now_ns + self.configuration.ike_lifetime * SECOND
        if initial_contact:
            self.outbox.tell(InitialContact(self.name, self.peer_identity))
            if self.configuration.honour_initial_contact:
                self._purge_older()

    def _purge_older(self) -> None:
        for other in self._siblings():
            if other is not self and other.peer_identity == self.peer_identity:
                other.end("INITIAL-CONTACT: the peer remembers no earlier association")

    def proceed(self, now_ns: int) -> None:
        """Do what comes next once phase 1 stands: XAUTH, the inner address, the first child."""
        if self.asks_user and not self.user_admitted:
            if not self.initiator:
                self.begin(UserChallenge(self), now_ns)
        elif self.initiator and self.configuration.request_address and self.address is None:
            self.begin(AddressRequest(self), now_ns)
        elif self.initiator and not self.children:
            self.add_child(None, None, now_ns)

    def add_child(self, local: Prefix | None, remote: Prefix | None, now_ns: int) -> None:
        """Begin quick mode for these selectors; `None` stands for the configured ones."""
        own = Prefix.host(self.path.local if self.address is None else self.address)
        local = local or self.configuration.local_selector or own
        remote = remote or self.configuration.remote_selector
        self.begin(QuickModeInitiator(self, local, remote), now_ns)

    # -- time --------------------------------------------------------------------------------

    def next_timer(self) -> int | None:
        """Return when `on_timer` wants to be called, or `None`."""
        dues = [self.expires_ns, self._liveness_ns()]
        for exchange in self.exchanges.values():
            dues += [exchange.timer.due_ns, exchange.due_ns]
        for child in self.children:
            dues += [child.rekey_ns, child.expires_ns]
        return min((due for due in dues if due is not None), default=None)

    def _liveness_ns(self) -> int | None:
        interval = self.configuration.dpd_interval_ns
        if interval is None or not self.peer_dpd or not self.established:
            return None
        asked = any(
            isinstance(each.task, LivenessCheck) and each.timer.due_ns is not None
            for each in self.exchanges.values()
        )
        return None if asked else self.heard_ns + interval

    def on_timer(self, now_ns: int) -> None:
        """Do whatever has become due."""
        if self.expires_ns is not None and self.expires_ns <= now_ns:
            why = "its lifetime is over" if self.established else "the peer never finished phase 1"
            self.end(why)
            return
        for exchange in list(self.exchanges.values()):
            self._exchange_timer(exchange, now_ns)
        for child in list(self.children):
            self._child_timer(child, now_ns)
        liveness = self._liveness_ns()
        if liveness is not None and liveness <= now_ns:
            self.begin(LivenessCheck(self), now_ns)

    def _exchange_timer(self, exchange: Exchange, now_ns: int) -> None:
        if exchange.due_ns is not None and exchange.due_ns <= now_ns:
            exchange.due_ns = None
            self.follow(exchange, exchange.task.resume(now_ns), now_ns)
        due = exchange.timer.due_ns
        if due is None or due > now_ns:
            return
        again = exchange.timer.again(now_ns)
        if again is not None:
            self.outbox.datagrams.append(again)
            return
        exchange.finished = True
        exchange.task.abandoned(now_ns)

    def _child_timer(self, child: Child, now_ns: int) -> None:
        if child.expires_ns <= now_ns:
            self.children.remove(child)
            self.drop_child(child, "its lifetime is over")
            self.finished = self.machine.state == "gone" and not self.children
        elif child.rekey_ns is not None and child.rekey_ns <= now_ns:
            child.rekey_ns = None
            self.add_child(child.local_selector, child.remote_selector, now_ns)

    def heard(self, now_ns: int) -> None:
        """Note that something authentic came from the peer, ESP included."""
        self.heard_ns = now_ns

    # -- the end -----------------------------------------------------------------------------

    def delete(self, now_ns: int) -> None:
        """Tell the peer, unacknowledged, that everything here is deleted, and forget it."""
        if self.established:
            for task in deletions(self):
                self.begin(task, now_ns)
        self.end("deleted here")

    def deleted_by_peer(self, spis: set[int]) -> None:
        """Drop the children whose outbound SPI the peer says it has dropped."""
        for child in [each for each in self.children if each.outbound.spi in spis]:
            self.children.remove(child)
            self.drop_child(child, "the peer deleted it")
        self.finished = self.finished or (self.machine.state == "gone" and not self.children)

    def closed_by_peer(self) -> None:
        """Close phase 1; children that the peer did not delete live on until they expire."""
        self.machine.become("gone", because="the peer deleted it", spec="RFC 2408 section 3.15")
        self.expires_ns = None
        self.finished = not self.children

    def answered(self, number: bytes) -> None:
        """Learn that the peer lives."""
        for exchange in self.exchanges.values():
            if isinstance(exchange.task, LivenessCheck) and exchange.task.number == number:
                exchange.timer.stop()
                exchange.finished = True

    def refused(self, because: str) -> None:
        """Learn that the peer refuses what quick mode proposes."""
        for exchange in list(self.exchanges.values()):
            if isinstance(exchange.task, QuickModeInitiator) and not exchange.finished:
                exchange.timer.stop()
                exchange.finished = True
                exchange.task.refused(because)

    def give_up(self, because: str) -> None:
        """Tell that nothing comes of this session, and end it."""
        self.outbox.tell(Failed(self.name, because))
        self.end(because)

    def end(self, because: str) -> None:
        """Forget the session and its children without telling the peer."""
        if self.finished:
            return
        self.drop_children(because)
        if self.machine.state != "gone":
            self.machine.become("gone", because=because)
        self.finished = True

    def move(self, local: Address, now_ns: int) -> None:
        """Go on from the address *local*; IKEv1 has no message that would tell the peer."""
        self.path = self.path._replace(local=local)
