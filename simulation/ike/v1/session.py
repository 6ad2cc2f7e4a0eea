"""An IKEv1 association from main mode to its end: what follows what, and when."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from simulation.errors import PolicyError, WireError
from simulation.ike.v1.conversation import Conversation, Exchange
from simulation.ike.v1.informational import (
    Information,
    LivenessCheck,
    deletion_of_esp,
    deletion_of_isakmp,
    error,
)
from simulation.ike.v1.main_mode import MainModeInitiator, MainModeResponder
from simulation.ike.v1.quick_mode import QuickModeInitiator, QuickModeResponder
from simulation.ike.v1.refusal import RefusalError
from simulation.ike.v1.rules import INFORMATIONAL, QUICK, TRANSACTION
from simulation.ike.v1.transaction import AddressRequest, Answerer, UserChallenge
from simulation.time import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.ike.association import Path
    from simulation.ike.children import Child, Terms
    from simulation.ike.configuration import Configuration
    from simulation.ike.happenings import Outbox
    from simulation.ike.moves import Moves
    from simulation.ike.session import Registry, Session
    from simulation.ike.v1.task import Task
    from simulation.ipsec.association import SecurityAssociation
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


RETIREMENT = SECOND
"""How long an association that was replaced still stands, in ns.

No RFC gives it.  A peer may answer first and give the children to the successor then (strongSwan
does); a DELETE that comes in between takes them along.
"""


class SessionV1(Conversation):
    """One IKEv1 association with one peer."""

    moves = MOVES
    proves = "RFC 2409 section 5.4"
    first_of_peer = "INITIAL-CONTACT"

    def __init__(
        self,
        configuration: Configuration,
        path: Path,
        outbox: Outbox,
        *,
        cookie: bytes,
        initiator: bool,
        registry: Registry,
    ) -> None:
        super().__init__(
            configuration, path, outbox, cookie=cookie, initiator=initiator, registry=registry
        )
        self.peer_dpd = False
        self.asks_user = self.user_admitted = False
        self.liveness_number = 0
        self.replaces: SessionV1 | None = None
        """The association whose place this one is begun to take."""
        self.retires_ns: int | None = None
        """When it is deleted because another has taken its place."""
        self._interrupted: list[QuickModeInitiator] = []
        """Quick modes that the association before this one left unfinished."""
        if not initiator:
            self.cookie_r = configuration.stream("cookie").octets(8)
            self.open_phase_1(MainModeResponder(self))

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
        (RFC 3947 section 7), and always where the configuration says so.
        """
        if not self.initiator and self.exchanges[0].task.turn <= 5:
            self.path = path
        elif encrypted:
            self.go_after(path)

    # -- what follows what -------------------------------------------------------------------

    def authenticated(self, now_ns: int, *, initial_contact: bool) -> None:
        """Go on after the peer has proved who it is.

        Nothing in IKEv1 says that one phase 1 takes the place of another: our reading is that
        a peer which begins a second one from the same address means that, unless it says
        INITIAL-CONTACT.  What the first one negotiated lives on under the second.
        """
        super().authenticated(now_ns, initial_contact=initial_contact)
        for other in list(self.registry.sessions()):
            if not isinstance(other, SessionV1) or other is self or not other.established:
                continue
            if self._takes_place_of(other):
                self.inherit(other)
                # Who replaces it in its turn depends on who began the first.
                self.live(now_ns)
                self.succeed(other)
                self._interrupted += other.interrupt()

    def _takes_place_of(self, other: Session) -> bool:
        if self.initiator and self.replaces is None:
            return False
        return other.peer_identity == self.peer_identity and other.path.peer == self.path.peer

    def interrupt(self) -> list[QuickModeInitiator]:
        """End the quick modes that were begun here, and return those that had not ended."""
        tasks = []
        for exchange in self.exchanges.values():
            if isinstance(exchange.task, QuickModeInitiator) and not exchange.finished:
                exchange.timer.stop()
                exchange.finished = True
                tasks.append(exchange.task)
        return tasks

    def proceed(self, now_ns: int) -> None:
        """Do what comes next once phase 1 stands: XAUTH, the inner address, the first child."""
        if self.replaces is not None:
            old, self.replaces = self.replaces, None
            old.retire(now_ns)
        interrupted, self._interrupted = self._interrupted, []
        for task in interrupted:
            # The old association is deleted with all that goes on under it.
            self.negotiate(task.local, task.remote, now_ns, task.replaces)
        if self.asks_user and not self.user_admitted:
            if not self.initiator:
                self.begin(UserChallenge(self), now_ns)
        elif self.began and self.configuration.request_address and self.address is None:
            self.begin(AddressRequest(self), now_ns)
        elif self.began and not self.children:
            self.add_child(None, None, now_ns)

    def negotiate(
        self, local: Prefix, remote: Prefix, now_ns: int, replaces: Child | None = None
    ) -> None:
        """Begin quick mode for these selectors."""
        self.begin(QuickModeInitiator(self, local, remote, replaces), now_ns)

    def install(
        self,
        inbound: SecurityAssociation,
        outbound: SecurityAssociation,
        terms: Terms,
        now_ns: int,
    ) -> Child:
        """Have a pair, which alone is replaced in its turn.

        Quick mode does not tell whose place a pair takes, and where both ends begin one, two come.
        """
        child = super().install(inbound, outbound, terms, now_ns)
        between = terms.local_selector, terms.remote_selector
        for each in self.children:
            if each is not child and (each.local_selector, each.remote_selector) == between:
                each.rekey_ns = None
        return child

    def rekey(self, now_ns: int) -> None:
        """Begin another phase 1, which is to take the place of this one."""
        path = self.path
        cookie = self.configuration.stream("cookie").octets(8)
        successor = SessionV1(
            self.configuration,
            path,
            self.outbox,
            cookie=cookie,
            initiator=True,
            registry=self.registry,
        )
        successor.began = self.began
        successor.replaces = self
        successor.join()
        successor.initiate(now_ns, first_contact=False)

    # -- time --------------------------------------------------------------------------------

    def dues(self) -> list[int | None]:
        """Return when something is due; `None` stands for never."""
        dues = [*super().dues(), self._liveness_ns(), self.retires_ns]
        for exchange in self.exchanges.values():
            dues += [exchange.timer.due_ns, exchange.due_ns]
        return dues

    def _liveness_ns(self) -> int | None:
        interval = self.configuration.dpd_interval_ns
        asks = self.peer_dpd and self.established and not self.succeeded
        if interval is None or not asks:
            return None
        asked = any(
            isinstance(each.task, LivenessCheck) and each.timer.due_ns is not None
            for each in self.exchanges.values()
        )
        return None if asked else self.heard_ns + interval

    def on_timer(self, now_ns: int) -> None:
        """Do whatever has become due."""
        if self.retires_ns is not None and self.retires_ns <= now_ns:
            self.delete(now_ns)
            return
        if self.expires_ns is not None and self.expires_ns <= now_ns:
            why = "its lifetime is over" if self.established else "the peer never finished phase 1"
            self.end(why)
            return
        for exchange in list(self.exchanges.values()):
            self._exchange_timer(exchange, now_ns)
        self.lifetimes(now_ns)
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
            self.outbox.datagrams.append(self.path.carry(again))
            return
        exchange.finished = True
        if not self.succeeded:
            # Otherwise whoever began it has begun it anew under the association that succeeded.
            exchange.task.abandoned(now_ns)

    def expired(self, child: Child, now_ns: int) -> None:
        """Have the peer forget a child whose lifetime is over, too (RFC 2408 section 3.15)."""
        if self.established:
            self.begin(deletion_of_esp(self, [child]), now_ns)
        self.finished = self.machine.state == "gone" and not self.children

    # -- the end -----------------------------------------------------------------------------

    def retire(self, now_ns: int) -> None:
        """Be deleted in a while: the peer may still be giving the children to the successor.

        What goes on here is begun anew there, at each end by who began it.
        """
        for exchange in self.exchanges.values():
            exchange.timer.stop()
            exchange.finished = True
        self.rekey_ns = None
        self.retires_ns = now_ns + RETIREMENT

    def delete(self, now_ns: int) -> None:
        """Tell the peer, unacknowledged, that everything here is deleted, and forget it."""
        if self.established:
            if self.children:
                self.begin(deletion_of_esp(self, self.children), now_ns)
            self.begin(deletion_of_isakmp(self), now_ns)
        self.end("deleted here")

    def deleted_by_peer(self, spis: set[int]) -> list[Child]:
        """Drop the children on whose outbound SPI the peer no longer listens; return them."""
        gone = super().deleted_by_peer(spis)
        self.finished = self.finished or (self.machine.state == "gone" and not self.children)
        return gone

    def closed_by_peer(self) -> None:
        """Close phase 1; children that the peer did not delete live on until they expire."""
        self.machine.become("gone", because="the peer deleted it", spec="RFC 2408 section 3.15")
        self.expires_ns = self.rekey_ns = None
        self.finished = not self.children

    def answered(self, number: bytes) -> None:
        """Learn that the peer lives."""
        for exchange in self.exchanges.values():
            if isinstance(exchange.task, LivenessCheck) and exchange.task.number == number:
                exchange.timer.stop()
                exchange.finished = True

    def refused(self, because: str) -> None:
        """Learn that the peer refuses what quick mode proposes."""
        for task in self.interrupt():
            task.refused(because)

    def move(self, local: Address, now_ns: int) -> None:
        """Go on from the address *local*; IKEv1 has no message that would tell the peer."""
        self.path = self.path._replace(local=local)
