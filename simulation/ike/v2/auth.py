"""IKE_AUTH with a pre-shared key: identities, the inner address, the first child (section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.ikev2_keys import authentication
from simulation.crypto.prf import same
from simulation.errors import CheckError, PolicyError, WireError
from simulation.ike.happenings import AddressAssigned
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.child import ChildOffer, answer_child
from simulation.ike.v2.proposal import identification, identity_of
from simulation.ike.v2.rules import IKE_AUTH
from simulation.ike.v2.task import DenialError, Payloads, Request, notices, notify
from simulation.wire.address import EVERYWHERE, Address, Prefix
from simulation.wire.ikev2 import (
    AUTH,
    AUTHENTICATION_FAILED,
    CFG_REPLY,
    CFG_REQUEST,
    CP,
    FIRST_STATUS,
    ID_I,
    ID_R,
    INITIAL_CONTACT,
    INTERNAL_IP4_ADDRESS,
    MOBIKE_SUPPORTED,
    NOTIFICATIONS,
    SA,
    UNEXPECTED_NAT_DETECTED,
    AuthenticationPayload,
    ConfigurationAttribute,
    ConfigurationPayload,
)

if TYPE_CHECKING:
    from simulation.ike.association import Path
    from simulation.ike.message import Message
    from simulation.ike.v2.task import AssociationV2
    from simulation.wire.isakmp import Node


def _proof(session: AssociationV2, identity: bytes, *, of_initiator: bool, peer: Address) -> bytes:
    """Return AUTH over the first message of one side; *identity* is its ID payload's body."""
    psk = session.configuration.key_for(peer)
    if psk is None or session.keys is None:
        raise PolicyError(f"no pre-shared key for {peer}")
    if of_initiator:
        macing = session.keys.sk_pi, identity
        return authentication(session.suite, psk, session.request_octets, session.nonce_r, macing)
    macing = session.keys.sk_pr, identity
    return authentication(session.suite, psk, session.response_octets, session.nonce_i, macing)


def _authenticated_identity(
    session: AssociationV2, message: Message, node: Node, *, of_initiator: bool, peer: Address
) -> str:
    expected = _proof(session, message.body(node), of_initiator=of_initiator, peer=peer)
    given = message.one(AUTH).header
    if not isinstance(given, AuthenticationPayload) or not same(given.value, expected):
        raise CheckError("the peer does not hold the pre-shared key")
    name = identity_of(node)
    admitted = session.configuration.peer_identities
    if admitted and name not in admitted:
        raise PolicyError(f"{name} is not an identity that is talked to")
    return name


class AuthRequest(Request):
    """The initiator proves who it is, and asks for address and child at once."""

    exchange: ClassVar[int] = IKE_AUTH

    def build(self) -> Payloads:
        """Return identity, proof, offers and capabilities."""
        session, configuration = self.session, self.session.configuration
        identity = identification(configuration.identity, initiator=True)
        body = identity.encode()[4:]
        proof = _proof(session, body, of_initiator=True, peer=session.path.peer)
        parts: Payloads = [[identity]]
        if session.first_contact and configuration.send_initial_contact:
            parts.append(notify(INITIAL_CONTACT))
        parts.append([AuthenticationPayload(value=proof)])
        wide = EVERYWHERE if configuration.request_address else None
        if configuration.request_address:
            ask = ConfigurationAttribute(attribute=INTERNAL_IP4_ADDRESS, size=0, value=b"")
            parts.append([ConfigurationPayload(action=CFG_REQUEST), ask])
        own = configuration.local_selector or wide or Prefix.host(session.path.local)
        self.offer = ChildOffer(session, own, configuration.remote_selector)
        parts += self.offer.payloads()
        if configuration.mobike:
            parts.append(notify(MOBIKE_SUPPORTED))
        if configuration.no_nats_allowed:
            parts += nat_detection.no_nats(session.path)
        return parts

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Authenticate the responder, and take what it assigned."""
        session = self.session
        told = notices(message)
        refusals = [NOTIFICATIONS.get(each, str(each)) for each in told if each < FIRST_STATUS]
        if not message.all(AUTH):
            session.give_up(f"the peer says {', '.join(refusals) or 'nothing of use'}")
            return
        try:
            session.peer_identity = _authenticated_identity(
                session, message, message.one(ID_R), of_initiator=False, peer=path.peer
            )
        except (CheckError, PolicyError) as error:
            session.give_up(str(error))
            return
        session.peer_mobike = MOBIKE_SUPPORTED in told and session.configuration.mobike
        for address in _assigned(message):
            session.address = address
            session.outbox.report(AddressAssigned(session.name, address))
        session.authenticated(now_ns, initial_contact=False)
        if session.configuration.request_address and session.address is None:
            session.fail("the peer assigns no inner address", now_ns)
        elif message.all(SA):
            self.offer.accepted(message, session.nonce_i + session.nonce_r, now_ns)
        else:
            session.fail(f"the peer says {', '.join(refusals)}", now_ns)

    def abandoned(self, now_ns: int) -> None:
        """Give the session up."""
        self.session.give_up("no answer to IKE_AUTH")


def _assigned(message: Message) -> list[Address]:
    values = _addresses(message, CFG_REPLY)
    return [Address(int.from_bytes(value, "big")) for value in values if len(value) == 4][:1]


def _addresses(message: Message, action: int) -> list[bytes]:
    """Return the values of INTERNAL_IP4_ADDRESS that a message asks for or gives."""
    return [
        inner.header.value
        for node in message.all(CP)
        if isinstance(node.header, ConfigurationPayload) and node.header.action == action
        for inner in node.inside
        if isinstance(inner.header, ConfigurationAttribute)
        and inner.header.attribute == INTERNAL_IP4_ADDRESS
    ]


def answer_auth(session: AssociationV2, message: Message, path: Path, now_ns: int) -> Payloads:
    """Return the responder's proof and what it grants."""
    if session.established:
        raise WireError("IKE_AUTH request: authenticated already")
    told = notices(message)
    if nat_detection.translated(path, told):
        what = "the addresses were changed on the way although no NAT is allowed"
        raise DenialError(what, UNEXPECTED_NAT_DETECTED, fatal=True)
    try:
        session.peer_identity = _authenticated_identity(
            session, message, message.one(ID_I), of_initiator=True, peer=path.peer
        )
    except (CheckError, PolicyError) as error:
        raise DenialError(str(error), AUTHENTICATION_FAILED, fatal=True) from error
    configuration = session.configuration
    session.path = path
    session.peer_mobike = MOBIKE_SUPPORTED in told and configuration.mobike
    session.authenticated(now_ns, initial_contact=INITIAL_CONTACT in told)
    identity = identification(configuration.identity, initiator=False)
    body = identity.encode()[4:]
    proof = _proof(session, body, of_initiator=False, peer=path.peer)
    parts: Payloads = [[identity], [AuthenticationPayload(value=proof)]]
    if _addresses(message, CFG_REQUEST):
        parts += _assign(session)
    if session.peer_mobike:
        parts.append(notify(MOBIKE_SUPPORTED))
    try:
        parts += answer_child(session, message, session.nonce_i + session.nonce_r, now_ns)[0]
    except DenialError as error:
        session.outbox_refusal(error)
        parts.append(notify(error.notification))
    return parts


def _assign(session: AssociationV2) -> Payloads:
    address = session.configuration.pool.get(session.peer_identity)
    if address is None:
        return []
    session.address = address
    session.outbox.report(AddressAssigned(session.name, address))
    given = ConfigurationAttribute(attribute=INTERNAL_IP4_ADDRESS, size=4, value=address.octets)
    return [[ConfigurationPayload(action=CFG_REPLY), given]]
