"""An IKEv2 association from IKE_SA_INIT to its end: what follows what, and when."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from simulation.errors import PolicyError
from simulation.ike.configuration import SECOND
from simulation.ike.happenings import Failed, Rejected
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.auth import answer_auth
from simulation.ike.v2.child import ChildRequest, answer_request
from simulation.ike.v2.conversation import Conversation
from simulation.ike.v2.informational import (
    ChildDeletion,
    DeleteRequest,
    LivenessCheck,
    answer_information,
    deletes_ike,
)
from simulation.ike.v2.init import InitRequest, answer_init
from simulation.ike.v2.mobike import UpdateRequest
from simulation.ike.v2.rekey import RekeyRequest, answer_rekeying
from simulation.ike.v2.rules import CREATE_CHILD_SA, IKE_AUTH, IKE_SA_INIT
from simulation.ike.v2.task import DenialError, Payloads, Request
from simulation.wire.ikev2 import NAT_DETECTION_DESTINATION_IP, TEMPORARY_FAILURE, TS_I

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.ike.association import Path
    from simulation.ike.children import Child
    from simulation.ike.configuration import Configuration
    from simulation.ike.happenings import Outbox
    from simulation.ike.message import Message
    from simulation.ike.moves import Moves
    from simulation.ike.session import Registry
    from simulation.wire.address import Address, Prefix

MOVES: Moves = MappingProxyType(
    {
        "idle": frozenset({"negotiating", "established", "gone"}),
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

    moves = MOVES
    proves = "RFC 7296 section 2.15"
    first_of_peer = "INITIAL_CONTACT"

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
            configuration, path, outbox, spi=cookie, initiator=initiator, registry=registry
        )
        self.nonce_i = self.nonce_r = b""
        self.request_octets = self.response_octets = b""
        """Both messages of IKE_SA_INIT as they were sent: the proofs cover them."""
        self.peer_mobike = False
        self.seen_as: bytes | None = None
        """How the peer saw our end of the path, as a hash: in IKE_SA_INIT or its last update."""
        self.after_answer: Request | None = None
        self.ends_after_answer = ""
        self.undecided: Callable[[int], None] | None = None
        """Decides for this association, where an open request of ours may yet make it redundant."""

    def another(self, spi: bytes, *, initiator: bool) -> SessionV2:
        """Return a session with the same peer under the SPI *spi* of who begins it."""
        return SessionV2(
            self.configuration,
            self.path,
            self.outbox,
            cookie=spi,
            initiator=initiator,
            registry=self.registry,
        )

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
        if self.machine.state not in ("established", "deleting"):
            raise PolicyError("the peer is not authenticated")
        decide, self.undecided = self.undecided, None
        if decide is not None and not deletes_ike(message):
            # The peer uses it, so it has decided already.
            decide(now_ns)
        if exchange == CREATE_CHILD_SA:
            return self._answer_create(message, now_ns)
        return answer_information(self, message, path, now_ns)

    def _answer_init(self, message: Message, path: Path, now_ns: int) -> Payloads:
        if self.machine.state != "idle" or self.initiator:
            raise PolicyError("IKE_SA_INIT request: the association has begun already")
        self.expires_ns = now_ns + HALF_OPEN_NS
        self.machine.become(
            "negotiating", because="a peer begins IKE_SA_INIT", spec="RFC 7296 section 1.2"
        )
        return answer_init(self, message, path)

    def _answer_create(self, message: Message, now_ns: int) -> Payloads:
        """Answer a request for a pair, or for an association in the place of this one."""
        if not self.established:
            raise DenialError("the association is being deleted", TEMPORARY_FAILURE)
        if not message.all(TS_I):
            return answer_rekeying(self, message, now_ns)
        if self.succeeded or isinstance(self.asking, RekeyRequest):
            # RFC 7296 section 2.25.2
            raise DenialError("the association is being replaced", TEMPORARY_FAILURE)
        return answer_request(self, message, now_ns)

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
        self.outbox.report(Rejected("policy", str(denial), "RFC 7296 section 1.2"))

    def negotiate(
        self, local: Prefix, remote: Prefix, now_ns: int, replaces: Child | None = None
    ) -> None:
        """Ask for another pair of associations, in the place of one or beside them all."""
        self.request(ChildRequest(self, local, remote, replaces), now_ns)

    def rekey(self, now_ns: int) -> None:
        """Ask for an association in the place of this one."""
        self.request(RekeyRequest(self), now_ns)

    # -- where the peers are -----------------------------------------------------------------

    def arrived_by(self, path: Path) -> None:
        """Learn by which path an authentic message came."""
        self.go_after(path)

    def go_after(self, path: Path) -> None:
        """Go after the peer, unless MOBIKE says that only updates move it."""
        if not self.peer_mobike:
            super().go_after(path)

    def move(self, local: Address, now_ns: int) -> None:
        """Go on from the address *local*, and tell the peer where MOBIKE was agreed on.

        Behind a NAT the same address may have another mapping after a link was lost, which is
        reason enough to suspect and to update at once (RFC 4555 section 3.8).
        """
        if local == self.path.local and not self.nat_local:
            return
        self.path = self.path._replace(local=local)
        if not self.peer_mobike or not self.began:
            return
        self.esp_follows("our own address changed")
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
            self.esp_follows(because)

    # -- time --------------------------------------------------------------------------------

    def dues(self) -> list[int | None]:
        """Return when something is due; `None` stands for never."""
        return [*super().dues(), self.timer.due_ns, self._liveness_ns()]

    def _liveness_ns(self) -> int | None:
        interval = self.configuration.dpd_interval_ns
        busy = self.asking is not None or self.succeeded
        if interval is None or not self.established or busy:
            return None
        return self.heard_ns + interval

    def on_timer(self, now_ns: int) -> None:
        """Do whatever has become due."""
        if self.expires_ns is not None and self.expires_ns <= now_ns:
            self.end("its lifetime is over" if self.established else "the peer never finished")
            return
        self.repeat(now_ns)
        self.lifetimes(now_ns)
        liveness = self._liveness_ns()
        if liveness is not None and liveness <= now_ns:
            self.request(LivenessCheck(self), now_ns)

    # -- the end -----------------------------------------------------------------------------

    def expired(self, child: Child, now_ns: int) -> None:
        """Have the peer forget a child whose lifetime is over, too."""
        self.request(ChildDeletion(self, child), now_ns)

    def delete(self, now_ns: int) -> None:
        """Drop the children, tell the peer, and forget the session once it has answered."""
        if not self.established:
            self.end("deleted here")
            return
        self.drop_children("deleted here")
        self.waiting = []
        self._ask_for_deletion("deleted here", "RFC 7296 section 1.4.1", now_ns)

    def retire(self, now_ns: int) -> None:
        """Have this association deleted after another has taken its place."""
        because = "another association has taken its place"
        self._ask_for_deletion(because, "RFC 7296 section 2.8", now_ns)

    def _ask_for_deletion(self, because: str, spec: str, now_ns: int) -> None:
        self.machine.become("deleting", because=because, spec=spec)
        self.request(DeleteRequest(self), now_ns)

    def closed_by_peer(self, now_ns: int) -> None:
        """End once the peer has its answer; what it gave us in this one's place lives on."""
        if isinstance(self.asking, RekeyRequest):
            # RFC 7296 section 2.8.2: the peer did not notice that both were rekeying.
            self.asking.yield_to_rival(now_ns)
        self.ends_after_answer = "the peer deleted it"

    def fail(self, because: str, now_ns: int) -> None:
        """Tell that an authenticated session is of no use, and delete it at the peer too."""
        self.outbox.report(Failed(self.name, because))
        self.delete(now_ns)

    def end(self, because: str) -> None:
        """Forget the session and its children without telling the peer."""
        super().end(because)
        self.timer.stop()
