"""Main mode with a pre-shared key: RFC 2409 section 5.4, NAT detection of RFC 3947 included."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.dh import GROUPS, PrivateKey
from simulation.crypto.ikev1_keys import (
    authenticator,
    phase_1_iv,
    phase_1_keys,
    skeyid_of_shared_key,
)
from simulation.crypto.prf import same
from simulation.errors import CheckError, PolicyError, WireError
from simulation.ike.configuration import SECOND
from simulation.ike.happenings import KeyMade
from simulation.ike.v1 import identity, nat_detection
from simulation.ike.v1.proposal import (
    ISAKMP,
    METHOD,
    PHASE_1_FREE,
    acceptable,
    choose_ike,
    no_proposal,
    offer_ike,
    phase_1_attributes,
    transforms_of,
)
from simulation.ike.v1.rules import MAIN, MAIN_MODE, REKEYING_MAIN
from simulation.ike.v1.task import Step, Task, attributes
from simulation.wire.ikev1 import (
    AUTHENTICATED_BY_KEY,
    AUTHENTICATED_BY_KEY_AND_XAUTH,
    HASH,
    ID,
    INITIAL_CONTACT,
    KE,
    NAT_D,
    NONCE,
    SA,
    VENDOR_DPD,
    VENDOR_RFC_3947,
    VENDOR_XAUTH,
    VID,
    HashPayload,
    KeyExchangePayload,
    N,
    NoncePayload,
    NotificationPayload,
    VendorIdPayload,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.ike.message import Message
    from simulation.ike.v1.task import AssociationV1
    from simulation.wire.isakmp import Node, Part

NONCE_OCTETS = 16
HALF_OPEN_NS = 60 * SECOND
"""How long a responder waits for the rest of phase 1."""
_KEYING = "RFC 2409 section 5"


class MainMode(Task):
    """What both sides of main mode do alike."""

    exchange: ClassVar[int] = MAIN
    rules = MAIN_MODE

    def __init__(self, session: AssociationV1) -> None:
        super().__init__()
        self.session = session
        self.sa_body = b""
        """The initiator's SA payload without its generic header: part of both proofs."""
        self.nonce = b""
        self.peer_public = b""
        self.private: PrivateKey | None = None
        self.peer_nat_traversal = False

    def vendors(self) -> list[Sequence[Part]]:
        """Return the Vendor IDs of what this side can do."""
        configuration = self.session.configuration
        ids = [VENDOR_RFC_3947] if configuration.nat_traversal else []
        ids.append(VENDOR_DPD)
        if configuration.login or configuration.users:
            ids.append(VENDOR_XAUTH)
        return [[VendorIdPayload(vendor=each)] for each in ids]

    def read_vendors(self, message: Message) -> None:
        """Note which extensions the peer announces."""
        ids = {message.body(node) for node in message.all(VID)}
        self.peer_nat_traversal = VENDOR_RFC_3947 in ids
        self.session.peer_dpd = VENDOR_DPD in ids

    @property
    def traverses_nats(self) -> bool:
        """True where both sides speak RFC 3947."""
        return self.session.configuration.nat_traversal and self.peer_nat_traversal

    def key_exchange(self) -> list[Sequence[Part]]:
        """Return the payloads of the third and fourth message."""
        session = self.session
        private = self.own_key()
        self.nonce = session.configuration.stream("nonce").octets(NONCE_OCTETS)
        parts: list[Sequence[Part]] = [
            [KeyExchangePayload(value=private.public)],
            [NoncePayload(value=self.nonce)],
        ]
        if self.traverses_nats:
            parts += nat_detection.own_view(session.suite, session.cookies, session.path)
        return parts

    def own_key(self) -> PrivateKey:
        """Return this side's private key, drawn when it is first needed."""
        if self.private is None:
            group = GROUPS[self.session.configuration.dh_group]
            stream = self.session.configuration.stream("dh")
            self.private = group.key(stream.octets(group.exponent_octets))
        return self.private

    def read_nats(self, message: Message) -> None:
        """Note where NATs stand."""
        session = self.session
        if self.traverses_nats:
            values = [message.body(node) for node in message.all(NAT_D)]
            session.nat_local, session.nat_peer = nat_detection.nats(
                session.suite, session.cookies, session.path, values
            )

    def derive(self, public_i: bytes, public_r: bytes, nonce_i: bytes, nonce_r: bytes) -> None:
        """Compute the keys of phase 1 and the first IV, and tell them."""
        session = self.session
        psk = session.configuration.key_for(session.path.peer)
        if psk is None:
            raise PolicyError(f"no pre-shared key for {session.path.peer}")
        suite = session.suite
        shared = self.own_key().shared(self.peer_public)
        skeyid = skeyid_of_shared_key(suite, psk, nonce_i, nonce_r)
        keys = session.keys = phase_1_keys(suite, skeyid, shared, session.cookies)
        session.chain_from(phase_1_iv(suite, public_i, public_r))
        bits = f"-{suite.key_bits}" if suite.key_bits else ""
        group = GROUPS[session.configuration.dh_group].name
        session.outbox.report(
            KeyMade(
                session.key_id,
                "IKE phase 1",
                f"{suite.cipher}{bits} {suite.hash} {group}",
                {
                    "encryption": keys.encryption.hex(),
                    "skeyid": keys.skeyid.hex(),
                    "skeyid_a": keys.skeyid_a.hex(),
                    "skeyid_d": keys.skeyid_d.hex(),
                    "skeyid_e": keys.skeyid_e.hex(),
                },
                {"cookie_i": session.cookie_i.hex(), "cookie_r": session.cookie_r.hex()},
            )
        )
        session.machine.become("keyed", because="both public values are known", spec=_KEYING)

    def proof(self, body: bytes, *, own: bool) -> bytes:
        """Return HASH_I or HASH_R over the sender's ID payload *body*."""
        session = self.session
        if session.keys is None:
            raise PolicyError("phase 1 has no keys yet")
        mine, other = self.own_key().public, self.peer_public
        publics = mine + other if own else other + mine
        sent_by_initiator = own is session.initiator
        first, second = session.cookie_i, session.cookie_r
        cookies = first + second if sent_by_initiator else second + first
        return authenticator(session.suite, session.keys, publics, cookies, self.sa_body + body)

    def identification(self) -> list[Sequence[Part]]:
        """Return the ID and HASH payloads of this side."""
        payload = identity.of_name(self.session.configuration.identity)
        value = self.proof(payload.encode()[4:], own=True)
        return [[payload], [HashPayload(value=value)]]

    def read_identification(self, message: Message) -> None:
        """Authenticate the peer; raise `CheckError` or `PolicyError` where that fails."""
        node = message.one(ID)
        expected = self.proof(message.body(node), own=False)
        if not same(message.body(message.one(HASH)), expected):
            raise CheckError(f"{self.rule.name}: the peer does not hold the pre-shared key")
        name = identity.name_of(node)
        admitted = self.session.configuration.peer_identities
        if admitted and name not in admitted:
            raise PolicyError(f"{name} is not an identity that is talked to")
        self.session.peer_identity = name

    def abandoned(self, now_ns: int) -> None:
        """Give the session up: without phase 1 there is nothing."""
        self.session.give_up(f"no answer to {self.rules[max(self.turn - 1, 0)].name}")

    def completed(self, now_ns: int) -> None:
        """Go on with whatever follows phase 1."""
        self.session.proceed(now_ns)


class MainModeInitiator(MainMode):
    """Sends messages 1, 3 and 5."""

    def build(self, now_ns: int) -> Step:
        """Return the first message: the offer."""
        configuration = self.session.configuration
        methods = [AUTHENTICATED_BY_KEY_AND_XAUTH] if configuration.login else []
        self.offered = [
            phase_1_attributes(
                self.session.suite, configuration.dh_group, each, configuration.ike_lifetime
            )
            for each in [*methods, AUTHENTICATED_BY_KEY]
        ]
        offer = offer_ike(self.offered)
        self.sa_body = b"".join(
            part if isinstance(part, bytes) else part.encode() for part in offer
        )[4:]
        label = REKEYING_MAIN if self.session.replaces is not None else None
        return Step([offer, *self.vendors()], expects=True, label=label)

    def process(self, message: Message, now_ns: int) -> Step:
        """Take message 2, 4 or 6."""
        if self.turn == 1:
            return self._chosen(message)
        if self.turn == 3:
            return self._exchanged(message)
        self.read_identification(message)
        self.session.authenticated(now_ns, initial_contact=False)
        return Step(finished=True)

    def _chosen(self, message: Message) -> Step:
        transforms = transforms_of(message.one(SA), ISAKMP)
        if len(transforms) != 1:
            raise WireError("main mode 2: not exactly one transform is chosen")
        chosen = attributes(transforms[0][1])
        if chosen not in self.offered:
            raise PolicyError("main mode 2: the choice was not offered")
        if message.header.responder == 0:
            raise WireError("main mode 2: no responder's cookie")
        self.session.asks_user = chosen[METHOD] == AUTHENTICATED_BY_KEY_AND_XAUTH
        self.session.cookie_r = message.header.responder.to_bytes(8, "big")
        self.read_vendors(message)
        return Step(self.key_exchange(), expects=True)

    def _exchanged(self, message: Message) -> Step:
        session = self.session
        self.peer_public = message.body(message.one(KE))
        nonce_r = message.body(message.one(NONCE))
        self.read_nats(message)
        self.derive(self.own_key().public, self.peer_public, self.nonce, nonce_r)
        if self.traverses_nats and session.encapsulates:
            # RFC 3947 section 4: who finds a NAT moves to port 4500 with the fifth message.
            session.path = session.path._replace(local_port=4500, peer_port=4500)
        parts = self.identification()
        if session.first_contact and session.configuration.send_initial_contact:
            parts.append(
                [NotificationPayload(spi_size=16, type=INITIAL_CONTACT, spi=session.cookies)]
            )
        return Step(parts, expects=True)


class MainModeResponder(MainMode):
    """Sends messages 2, 4 and 6, each once for every copy of what it answers."""

    def process(self, message: Message, now_ns: int) -> Step:
        """Take message 1, 3 or 5."""
        if self.turn == 0:
            return self._offered(message, now_ns)
        if self.turn == 2:
            return self._exchanged(message)
        self.read_identification(message)
        # The proof needs the keys of now, and what follows may begin only after message 6.
        parts = self.identification()
        contact = any(_is_initial_contact(node) for node in message.all(N))
        self.session.authenticated(now_ns, initial_contact=contact)
        return Step(parts, finished=True)

    def _offered(self, message: Message, now_ns: int) -> Step:
        session = self.session
        configuration = session.configuration
        method = AUTHENTICATED_BY_KEY_AND_XAUTH if configuration.users else AUTHENTICATED_BY_KEY
        wanted = phase_1_attributes(session.suite, configuration.dh_group, method, 0)
        payload = message.one(SA)
        for _, transform in transforms_of(payload, ISAKMP):
            right_method = attributes(transform).get(METHOD) == method
            if right_method and acceptable(transform, wanted, PHASE_1_FREE):
                break
        else:
            raise no_proposal(self.rule.name)
        self.sa_body = message.body(payload)
        self.read_vendors(message)
        session.asks_user = bool(configuration.users)
        session.expires_ns = now_ns + HALF_OPEN_NS
        session.machine.become(
            "negotiating", because="a peer begins main mode", spec="RFC 2409 section 5.4"
        )
        return Step([choose_ike(transform, message.octets), *self.vendors()])

    def _exchanged(self, message: Message) -> Step:
        peer_public = message.body(message.one(KE))
        nonce_i = message.body(message.one(NONCE))
        self.peer_public = peer_public
        self.read_nats(message)
        parts = self.key_exchange()
        self.derive(peer_public, self.own_key().public, nonce_i, self.nonce)
        return Step(parts)


def _is_initial_contact(node: Node) -> bool:
    header = node.header
    return isinstance(header, NotificationPayload) and header.type == INITIAL_CONTACT
