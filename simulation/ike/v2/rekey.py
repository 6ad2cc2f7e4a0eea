"""An IKE association takes the place of another: RFC 7296 sections 1.3.2, 2.8, 2.18, 2.25."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.ikev2_keys import rekeyed_ike_sa_keys
from simulation.errors import WireError
from simulation.ike.configuration import SECOND
from simulation.ike.happenings import Failed
from simulation.ike.rules import Label
from simulation.ike.v2.child import ChildRequest
from simulation.ike.v2.informational import ChildDeletion, LivenessCheck
from simulation.ike.v2.keying import (
    key_exchange,
    nonce_payload,
    own_key,
    own_nonce,
    peer_public,
    tell_keys,
)
from simulation.ike.v2.proposal import ike_choices, offer, select
from simulation.ike.v2.rules import CREATE_CHILD_SA
from simulation.ike.v2.task import (
    IKE,
    DenialError,
    Nonces,
    Payloads,
    Request,
    notices,
    retry_at,
)
from simulation.wire.ikev2 import (
    NO_PROPOSAL_CHOSEN,
    NONCE,
    NOTIFICATIONS,
    SA,
    TEMPORARY_FAILURE,
)

if TYPE_CHECKING:
    from simulation.crypto.dh import PrivateKey
    from simulation.ike.association import Path
    from simulation.ike.message import Message
    from simulation.ike.v2.task import AssociationV2

SPI_OCTETS = 8
HALF_OPEN_NS = 60 * SECOND
"""How long an association waits for children that another may inherit in its stead."""


class RekeyRequest(Request):
    """Asks for an association in the place of the one that it is sent over."""

    exchange: ClassVar[int] = CREATE_CHILD_SA
    label = Label("CREATE_CHILD_SA request, rekeying IKE", "ike-rekey-ike-request")

    def __init__(self, session: AssociationV2) -> None:
        super().__init__(session)
        self.rival: tuple[AssociationV2, Nonces] | None = None
        """What the peer asked for at the same time, and was given."""

    def stands(self) -> bool:
        """Return false once the association has been replaced or is being deleted."""
        return self.session.established and not self.session.succeeded

    def build(self) -> Payloads:
        """Return offer, nonce and public value."""
        session = self.session
        self.private = own_key(session)
        self.spi = session.configuration.stream("cookie").octets(SPI_OCTETS)
        self.nonce = own_nonce(session)
        choices = ike_choices(session.suite, session.configuration.dh_group)
        return [
            offer(IKE, self.spi, choices),
            [nonce_payload(self.nonce)],
            [key_exchange(session, self.private)],
        ]

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Have the new association, unless another takes the place."""
        session = self.session
        if not message.all(SA):
            self._refused(notices(message), now_ns)
            return
        choices = ike_choices(session.suite, session.configuration.dh_group)
        chosen = select(message.one(SA), IKE, choices)
        if chosen is None or len(chosen[1]) != SPI_OCTETS:
            raise WireError("rekeying IKE: the choice was not offered, or has no SPI")
        nonces = Nonces(self.nonce, message.body(message.one(NONCE)))
        public = peer_public(session, message)
        spis = self.spi + chosen[1]
        successor = _successor(session, spis, nonces, self.private, public, now_ns, initiator=True)
        if self.rival is not None and nonces.lose_to(self.rival[1]):
            self.yield_to_rival(now_ns)
        if session.succeeded:
            successor.delete(now_ns)
            return
        deleted = not session.established
        hand_over(session, successor, now_ns)
        if deleted:
            successor.delete(now_ns)
        else:
            session.retire(now_ns)

    def yield_to_rival(self, now_ns: int) -> None:
        """Have what the peer asked for take the place, if there is such a thing."""
        if self.rival is not None and not self.session.succeeded:
            hand_over(self.session, self.rival[0], now_ns)

    def _refused(self, told: dict[int, list[bytes]], now_ns: int) -> None:
        session = self.session
        if self.rival is not None:
            self.yield_to_rival(now_ns)
        elif TEMPORARY_FAILURE in told:
            session.rekey_ns = retry_at(session, now_ns)
        else:
            names = [NOTIFICATIONS.get(each, str(each)) for each in told]
            session.outbox.report(Failed(session.name, f"rekeying IKE: the peer says {names}"))

    def abandoned(self, now_ns: int) -> None:
        """Give the session up: a peer that answers no request is gone."""
        self.session.give_up("no answer to CREATE_CHILD_SA")


def answer_rekeying(session: AssociationV2, message: Message, now_ns: int) -> Payloads:
    """Return the answer to a request to replace *session*; raise `DenialError` to refuse it."""
    busy = isinstance(session.asking, ChildRequest | ChildDeletion)
    if session.succeeded or busy:
        raise DenialError("other changes are under way", TEMPORARY_FAILURE)
    choices = ike_choices(session.suite, session.configuration.dh_group)
    chosen = select(message.one(SA), IKE, choices)
    if chosen is None or len(chosen[1]) != SPI_OCTETS:
        raise DenialError("no proposal for IKE is acceptable", NO_PROPOSAL_CHOSEN)
    public = peer_public(session, message)
    private = own_key(session)
    nonces = Nonces(message.body(message.one(NONCE)), own_nonce(session))
    spi = session.configuration.stream("cookie").octets(SPI_OCTETS)
    spis = chosen[1] + spi
    successor = _successor(session, spis, nonces, private, public, now_ns, initiator=False)
    if isinstance(session.asking, RekeyRequest):
        # Which of the two takes the place is known once our own request is answered.
        session.asking.rival = (successor, nonces)
        successor.undecided = session.asking.yield_to_rival
    else:
        hand_over(session, successor, now_ns)
    return [
        offer(IKE, spi, choices, chosen[0]),
        [nonce_payload(nonces.answered)],
        [key_exchange(session, private)],
    ]


def _successor(
    session: AssociationV2,
    spis: bytes,
    nonces: Nonces,
    private: PrivateKey,
    public: bytes,
    now_ns: int,
    *,
    initiator: bool,
) -> AssociationV2:
    """Return a new association that knows what *session* knows, and has no children yet."""
    assert session.keys is not None
    made = session.another(spis[:SPI_OCTETS], initiator=initiator)
    made.spi_r = spis[SPI_OCTETS:]
    shared = private.shared(public)
    both = nonces.asked + nonces.answered
    made.keys = rekeyed_ike_sa_keys(session.suite, session.keys, shared, both, spis)
    made.inherit(session)
    # Until it is known to take the place: the peer may have forgotten what it asked for.
    made.expires_ns = now_ns + HALF_OPEN_NS
    made.peer_mobike = session.peer_mobike
    made.seen_as = session.seen_as
    made.join()
    tell_keys(made)
    because = f"it is to take the place of {session.name}"
    made.machine.become("established", because=because, spec="RFC 7296 section 2.18")
    return made


def hand_over(session: AssociationV2, successor: AssociationV2, now_ns: int) -> None:
    """Have *successor* inherit the children, and what is still to be asked about them."""
    successor.path = session.path
    successor.heard(now_ns)
    successor.live(now_ns)
    successor.succeed(session)
    for task in session.waiting:
        if not isinstance(task, LivenessCheck | RekeyRequest):
            task.session = successor
            successor.request(task, now_ns)
    session.waiting = []
