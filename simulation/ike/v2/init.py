"""IKE_SA_INIT: algorithms, public values, nonces, and where NATs stand (RFC 7296 section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.ikev2_keys import ike_sa_keys
from simulation.errors import PolicyError, WireError
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.auth import AuthRequest
from simulation.ike.v2.keying import (
    key_exchange,
    nonce_payload,
    own_key,
    own_nonce,
    peer_public,
    tell_keys,
)
from simulation.ike.v2.proposal import ike_choices, offer, select
from simulation.ike.v2.rules import IKE_SA_INIT
from simulation.ike.v2.task import IKE, DenialError, Payloads, Request, notices
from simulation.wire.ikev2 import (
    INVALID_KE_PAYLOAD,
    NAT_DETECTION_DESTINATION_IP,
    NO_PROPOSAL_CHOSEN,
    NONCE,
    NOTIFICATIONS,
    SA,
)

if TYPE_CHECKING:
    from simulation.crypto.dh import PrivateKey
    from simulation.ike.association import Path
    from simulation.ike.message import Message
    from simulation.ike.v2.task import AssociationV2


def _derive(session: AssociationV2, private: PrivateKey, public: bytes) -> None:
    suite = session.suite
    nonces = session.nonce_i + session.nonce_r
    session.keys = ike_sa_keys(suite, private.shared(public), nonces, session.spis)
    tell_keys(session)
    session.machine.become(
        "keyed", because="both public values are known", spec="RFC 7296 section 2.14"
    )


class InitRequest(Request):
    """The initiator's first request."""

    exchange: ClassVar[int] = IKE_SA_INIT

    def __init__(self, session: AssociationV2) -> None:
        super().__init__(session)
        self.private = own_key(session)

    def build(self) -> Payloads:
        """Return offer, public value, nonce and, where NATs may be, the view of the path."""
        session, configuration = self.session, self.session.configuration
        session.nonce_i = own_nonce(session)
        parts: Payloads = [
            offer(IKE, b"", ike_choices(session.suite, configuration.dh_group)),
            [key_exchange(session, self.private)],
            [nonce_payload(session.nonce_i)],
        ]
        if configuration.nat_traversal:
            parts += nat_detection.own_view(session.spis, session.path)
        return parts

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Take the responder's choice, and go on to IKE_AUTH."""
        session, configuration = self.session, self.session.configuration
        told = notices(message)
        for error in (NO_PROPOSAL_CHOSEN, INVALID_KE_PAYLOAD):
            if error in told:
                session.give_up(f"the peer says {NOTIFICATIONS[error]}")
                return
        choices = ike_choices(session.suite, configuration.dh_group)
        if message.header.responder == 0 or select(message.one(SA), IKE, choices) is None:
            raise WireError("IKE_SA_INIT response: the choice was not offered")
        public = peer_public(session, message)
        session.spi_r = message.header.responder.to_bytes(8, "big")
        session.nonce_r = message.body(message.one(NONCE))
        session.response_octets = message.octets
        # The hashes of this exchange were made before the responder had chosen its SPI
        # in the request, and after it in the response.
        found = nat_detection.nats(session.spis, path, told)
        _derive(session, self.private, public)
        if configuration.nat_traversal and found is not None:
            session.nat_local, session.nat_peer = found
            # Of port 500, so that a later check on port 4500 leads to an update (RFC 4555 3.8).
            session.seen_as = told[NAT_DETECTION_DESTINATION_IP][0]
            if session.encapsulates or configuration.mobike:
                # RFC 4555 section 3.3: MOBIKE with NAT traversal moves even without a NAT.
                session.path = session.path._replace(local_port=4500, peer_port=4500)
        session.request(AuthRequest(session), now_ns)

    def abandoned(self, now_ns: int) -> None:
        """Give the session up."""
        self.session.give_up("no answer to IKE_SA_INIT")


def answer_init(session: AssociationV2, message: Message, path: Path) -> Payloads:
    """Return the responder's part of the first exchange."""
    configuration = session.configuration
    choices = ike_choices(session.suite, configuration.dh_group)
    chosen = select(message.one(SA), IKE, choices)
    if chosen is None:
        raise DenialError("no proposal is acceptable", NO_PROPOSAL_CHOSEN, fatal=True)
    if configuration.key_for(path.peer) is None:
        raise PolicyError(f"no pre-shared key for {path.peer}")
    public = peer_public(session, message)
    private = own_key(session)
    session.nonce_i = message.body(message.one(NONCE))
    session.nonce_r = own_nonce(session)
    # In the request the hashes cover a responder's SPI of zero.
    found = nat_detection.nats(session.spi_i + bytes(8), path, notices(message))
    session.spi_r = configuration.stream("cookie").octets(8)
    _derive(session, private, public)
    session.request_octets = message.octets
    parts: Payloads = [
        offer(IKE, b"", choices, chosen[0]),
        [key_exchange(session, private)],
        [nonce_payload(session.nonce_r)],
    ]
    if configuration.nat_traversal and found is not None:
        session.nat_local, session.nat_peer = found
        parts += nat_detection.own_view(session.spis, path)
    return parts
