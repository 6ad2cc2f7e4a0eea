"""An IKEv2 association from IKE_SA_INIT to its end: what follows what, and when."""

from collections.abc import Callable, Iterable
from types import MappingProxyType

from simulation.errors import PolicyError
from simulation.ike.configuration import SECOND, Configuration
from simulation.ike.happenings import Failed, InitialContact, PeerMoved, Rejected
from simulation.ike.message import Message
from simulation.ike.moves import Machine, Moves
from simulation.ike.session import Child, Outbox, Path, Session
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.auth import answer_auth
from simulation.ike.v2.child import ChildRequest, answer_request
from simulation.ike.v2.conversation import Conversation
from simulation.ike.v2.informational import DeleteRequest, LivenessCheck, answer_information
from simulation.ike.v2.init import InitRequest, answer_init
from simulation.ike.v2.mobike import UpdateRequest
from simulation.ike.v2.rules import CREATE_CHILD_SA, IKE_AUTH, IKE_SA_INIT
from simulation.ike.v2.task import DenialError, Payloads, Request
from simulation.wire.address import Address, Prefix
from simulation.wire.ikev2 import NAT_DETECTION_DESTINATION_IP

MOVES: Moves = MappingProxyType(
    {
        "idle": frozenset({"negotiating", "gone"}),
        "negotiating": frozenset({"keyed", "gone"}),
        "keyed": frozenset({"established", "gone"}),
        "established": frozenset({"deleting", "gone"}),
        "deleting": frozenset({"gone"}),
        "gone": frozenset(),
    }
)
HALF_OPEN_NS = 60 * SECOND
"""How long a responder waits for IKE_AUTH."""


class SessionV2(Conversation):
    """One IKEv2 association with one peer."""

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
        super().__init__(configuration, path, outbox, spi=cookie, initiator=initiator)
        self.machine = Machine(f"ike {self.name}", MOVES, "idle", outbox.tell)
        self.nonce_i = self.nonce_r = b""
        self.request_octets = self.response_octets = b""
        """Both messages of IKE_SA_INIT as they were sent: the proofs cover them."""
        self.nat_local = self.nat_peer = False
        """Whether a NAT was found in front of us, and of the peer."""
        self.first_contact = self.peer_mobike = False
        self.address: Address | None = None
        """The inner address that this session was given or has given."""
        self.seen_as: bytes | None = None
        """How the peer last saw our end of the path, as a hash."""
        self.after_answer: Request | None = None
        self.ends_after_answer = ""
        self.expires_ns: int | None = None
        self._siblings = siblings

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

    # -- exchanges ---------------------------------------------------------------------------

    def initiate(self, now_ns: int, *, first_contact: bool) -> None:
        """Begin IKE_SA_INIT."""
        self.first_contact = first_contact
        self.machine.become(
            "negotiating", because="IKE_SA_INIT begins", spec="RFC 7296 section 1.2"
        )
        self.request(InitRequest(self), now_ns)

    def sent_request(self, octets: bytes) -> None:
        """Keep the first request: the proof covers it."""
        if not self.request_octets:
            self.request_octets = octets

    def answer(self, message: Message, path: Path, now_ns: int) -> Payloads:
        """Return the response to a request that obeys its rule."""
        exchange = message.header.exchange
        if exchange == IKE_SA_INIT:
            return self._answer_init(message, path, now_ns)
        if exchange == IKE_AUTH:
            return answer_auth(self, message, path, now_ns)
        if not self.established:
            raise PolicyError("the peer is not authenticated")
        if exchange == CREATE_CHILD_SA:
            return answer_request(self, message, now_ns)
        return answer_information(self, message, path)

    def _answer_init(self, message: Message, path: Path, now_ns: int) -> Payloads:
        if self.machine.state != "idle" or self.initiator:
            raise PolicyError("IKE_SA_INIT request: the association has begun already")
        self.expires_ns = now_ns + HALF_OPEN_NS
        self.machine.become(
            "negotiating", because="a peer begins IKE_SA_INIT", spec="RFC 7296 section 1.2"
        )
        return answer_init(self, message, path)

    def answered(self, now_ns: int) -> None:
        """Do what a response left to be done once it was sent."""
        if self._answer is not None and not self.response_octets:
            self.response_octets = self._answer.payload
        if self.ends_after_answer:
            self.end(self.ends_after_answer)
        task, self.after_answer = self.after_answer, None
        if task is not None:
            self.request(task, now_ns)

    def outbox_refusal(self, denial: DenialError) -> None:
        """Tell of a refusal that does not end the exchange."""
        self.outbox.tell(Rejected("policy", str(denial), "RFC 7296 section 1.2"))

    def authenticated(self, now_ns: int, *, initial_contact: bool) -> None:
        """Go on after the peer has proved who it is."""
        self.machine.become(
            "established",
            because=f"{self.peer_identity} proved that it holds the key",
            spec="RFC 7296 section 2.15",
        )
        self.expires_ns = now_ns + self.configuration.ike_lifetime * SECOND
        if initial_contact:
            self.outbox.tell(InitialContact(self.name, self.peer_identity))
            if self.configuration.honour_initial_contact:
                for other in self._siblings():
                    if other is not self and other.peer_identity == self.peer_identity:
                        other.end("INITIAL_CONTACT: the peer remembers no earlier association")

    def add_child(self, local: Prefix | None, remote: Prefix | None, now_ns: int) -> None:
        """Ask for another pair; `None` stands for the configured selectors."""
        own = Prefix.host(self.path.local if self.address is None else self.address)
        local = local or self.configuration.local_selector or own
        remote = remote or self.configuration.remote_selector
        self.request(ChildRequest(self, local, remote), now_ns)

    # -- where the peers are -----------------------------------------------------------------

    def arrived_by(self, path: Path) -> None:
        """Follow a peer behind a NAT, unless MOBIKE says that only updates move it."""
        follows = self.nat_peer or self.configuration.follow_peer
        if self.established and follows and not self.peer_mobike:
            self.path = path

    def move(self, local: Address, now_ns: int) -> None:
        """Go on from the address *local*, and tell the peer where MOBIKE was agreed on."""
        if local == self.path.local:
            return
        self.path = self.path._replace(local=local)
        if not self.peer_mobike or not self.initiator:
            return
        self.esp_follows("our own address changed", "RFC 4555 section 3.5")
        self.readdress(now_ns)
        self.waiting = [each for each in self.waiting if not isinstance(each, UpdateRequest)]
        self.request(UpdateRequest(self), now_ns)

    def see_nats(self, path: Path, told: dict[int, list[bytes]], because: str) -> None:
        """Note where NATs stand on *path*, and let ESP change its encapsulation if it must."""
        found = nat_detection.nats(self.spis, path, told)
        if found is None or not self.configuration.nat_traversal:
            return
        before = self.encapsulates
        self.nat_local, self.nat_peer = found
        # What a later liveness check is compared with (RFC 4555 section 3.8).
        self.seen_as = told[NAT_DETECTION_DESTINATION_IP][0]
        if before is not self.encapsulates:
            self.esp_follows(because, "RFC 4555 section 3.5")

    def esp_follows(self, because: str, spec: str) -> None:
        """Tell that ESP takes the path that IKE takes now."""
        path = self.path
        self.outbox.tell(
            PeerMoved(
                self.name,
                path.local,
                path.local_port,
                path.peer,
                path.peer_port,
                self.encapsulates,
                because,
            )
        )

    # -- time --------------------------------------------------------------------------------

    def next_timer(self) -> int | None:
        """Return when `on_timer` wants to be called, or `None`."""
        dues = [self.expires_ns, self.timer.due_ns, self._liveness_ns()]
        for child in self.children:
            dues += [child.rekey_ns, child.expires_ns]
        return min((due for due in dues if due is not None), default=None)

    def _liveness_ns(self) -> int | None:
        interval = self.configuration.dpd_interval_ns
        if interval is None or not self.established or self.asking is not None:
            return None
        return self.heard_ns + interval

    def on_timer(self, now_ns: int) -> None:
        """Do whatever has become due."""
        if self.expires_ns is not None and self.expires_ns <= now_ns:
            self.end("its lifetime is over" if self.established else "the peer never finished")
            return
        self.repeat(now_ns)
        for child in list(self.children):
            self._child_timer(child, now_ns)
        liveness = self._liveness_ns()
        if liveness is not None and liveness <= now_ns:
            self.request(LivenessCheck(self), now_ns)

    def _child_timer(self, child: Child, now_ns: int) -> None:
        if child.expires_ns <= now_ns:
            self.children.remove(child)
            self.drop_child(child, "its lifetime is over")
        elif child.rekey_ns is not None and child.rekey_ns <= now_ns:
            child.rekey_ns = None
            self.add_child(child.local_selector, child.remote_selector, now_ns)

    def heard(self, now_ns: int) -> None:
        """Note that something authentic came from the peer, ESP included."""
        self.heard_ns = now_ns

    # -- the end -----------------------------------------------------------------------------

    def delete(self, now_ns: int) -> None:
        """Drop the children, tell the peer, and forget the session once it has answered."""
        if not self.established:
            self.end("deleted here")
            return
        self.drop_children("deleted here")
        self.machine.become("deleting", because="deleted here", spec="RFC 7296 section 1.4.1")
        self.waiting = []
        self.request(DeleteRequest(self), now_ns)

    def fail(self, because: str, now_ns: int) -> None:
        """Tell that an authenticated session is of no use, and delete it at the peer too."""
        self.outbox.tell(Failed(self.name, because))
        self.delete(now_ns)

    def give_up(self, because: str) -> None:
        """Tell that nothing comes of this session, and end it."""
        self.outbox.tell(Failed(self.name, because))
        self.end(because)

    def end(self, because: str) -> None:
        """Forget the session and its children without telling the peer."""
        if self.finished:
            return
        self.drop_children(because)
        self.machine.become("gone", because=because)
        self.timer.stop()
        self.finished = True
