"""IKE_SA_INIT: algorithms, public values, nonces, and where NATs stand (RFC 7296 section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.dh import GROUPS, PrivateKey
from simulation.crypto.ikev2_keys import ike_sa_keys
from simulation.errors import PolicyError, WireError
from simulation.ike.happenings import KeyMade
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.auth import AuthRequest
from simulation.ike.v2.proposal import IKE, ike_choices, offer, select
from simulation.ike.v2.rules import IKE_SA_INIT
from simulation.ike.v2.task import DenialError, Payloads, Request, notices
from simulation.wire.ikev2 import (
    INVALID_KE_PAYLOAD,
    KE,
    NO_PROPOSAL_CHOSEN,
    NONCE,
    NOTIFICATIONS,
    SA,
    KeyExchangePayload,
    NoncePayload,
)

if TYPE_CHECKING:
    from simulation.ike.message import Message
    from simulation.ike.session import Path
    from simulation.ike.v2.session import SessionV2

NONCE_OCTETS = 32


def _private(session: SessionV2) -> PrivateKey:
    group = GROUPS[session.configuration.dh_group]
    return group.key(session.configuration.stream("dh").octets(group.exponent_octets))


def _contribution(session: SessionV2, private: PrivateKey, nonce: bytes) -> Payloads:
    number = session.configuration.dh_group
    parts: Payloads = [
        [KeyExchangePayload(group=number, value=private.public)],
        [NoncePayload(value=nonce)],
    ]
    return parts


def _peer_public(session: SessionV2, message: Message) -> bytes:
    header = message.one(KE).header
    if not isinstance(header, KeyExchangePayload):
        raise WireError("a key exchange payload was expected")
    if header.group != session.configuration.dh_group:
        raise DenialError(f"group {header.group} is not ours", INVALID_KE_PAYLOAD, fatal=True)
    return header.value


def _derive(session: SessionV2, private: PrivateKey, public: bytes) -> None:
    suite = session.suite
    nonces = session.nonce_i + session.nonce_r
    keys = session.keys = ike_sa_keys(suite, private.shared(public), nonces, session.spis)
    bits = f"-{suite.key_bits}" if suite.key_bits else ""
    group = GROUPS[session.configuration.dh_group].name
    names = ("sk_d", "sk_ai", "sk_ar", "sk_ei", "sk_er", "sk_pi", "sk_pr")
    session.outbox.tell(
        KeyMade(
            session.key_id,
            "IKE",
            f"{suite.cipher}{bits} {suite.hash} {group}",
            {name: getattr(keys, name).hex() for name in names},
            {"spi_i": session.spi_i.hex(), "spi_r": session.spi_r.hex()},
        )
    )
    session.machine.become(
        "keyed", because="both public values are known", spec="RFC 7296 section 2.14"
    )


class InitRequest(Request):
    """The initiator's first request."""

    exchange: ClassVar[int] = IKE_SA_INIT

    def __init__(self, session: SessionV2) -> None:
        self.session = session
        self.private = _private(session)

    def build(self) -> Payloads:
        """Return offer, public value, nonce and, where NATs may be, the view of the path."""
        session, configuration = self.session, self.session.configuration
        session.nonce_i = configuration.stream("nonce").octets(NONCE_OCTETS)
        parts: Payloads = [
            offer(IKE, b"", ike_choices(session.suite, configuration.dh_group)),
            *_contribution(session, self.private, session.nonce_i),
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
        public = _peer_public(session, message)
        session.spi_r = message.header.responder.to_bytes(8, "big")
        session.nonce_r = message.body(message.one(NONCE))
        session.response_octets = message.octets
        # The hashes of this exchange were made before the responder had chosen its SPI
        # in the request, and after it in the response.
        found = nat_detection.nats(session.spis, path, told)
        _derive(session, self.private, public)
        if configuration.nat_traversal and found is not None:
            session.nat_local, session.nat_peer = found
            if session.encapsulates or configuration.mobike:
                # RFC 4555 section 3.3: MOBIKE with NAT traversal moves even without a NAT.
                session.path = session.path._replace(local_port=4500, peer_port=4500)
        session.request(AuthRequest(session), now_ns)

    def abandoned(self, now_ns: int) -> None:
        """Give the session up."""
        self.session.give_up("no answer to IKE_SA_INIT")


def answer_init(session: SessionV2, message: Message, path: Path) -> Payloads:
    """Return the responder's part of the first exchange."""
    configuration = session.configuration
    choices = ike_choices(session.suite, configuration.dh_group)
    chosen = select(message.one(SA), IKE, choices)
    if chosen is None:
        raise DenialError("no proposal is acceptable", NO_PROPOSAL_CHOSEN, fatal=True)
    if configuration.key_for(path.peer) is None:
        raise PolicyError(f"no pre-shared key for {path.peer}")
    public = _peer_public(session, message)
    private = _private(session)
    session.nonce_i = message.body(message.one(NONCE))
    session.nonce_r = configuration.stream("nonce").octets(NONCE_OCTETS)
    # In the request the hashes cover a responder's SPI of zero.
    found = nat_detection.nats(session.spi_i + bytes(8), path, notices(message))
    session.spi_r = configuration.stream("cookie").octets(8)
    _derive(session, private, public)
    session.request_octets = message.octets
    parts: Payloads = [
        offer(IKE, b"", choices, chosen[0]),
        *_contribution(session, private, session.nonce_r),
    ]
    if configuration.nat_traversal and found is not None:
        session.nat_local, session.nat_peer = found
        parts += nat_detection.own_view(session.spis, path)
    return parts
