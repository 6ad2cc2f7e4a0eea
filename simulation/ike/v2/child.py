"""A pair of ESP associations, made by IKE_AUTH or CREATE_CHILD_SA (RFC 7296 sections 2.9, 2.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.dh import GROUPS, PrivateKey
from simulation.crypto.ikev1_keys import esp_keys
from simulation.crypto.ikev2_keys import child_keymat
from simulation.errors import PolicyError, WireError
from simulation.ike.configuration import SECOND
from simulation.ike.happenings import ChildUp, Failed, KeyMade
from simulation.ike.session import Child
from simulation.ike.v2.proposal import (
    ESP,
    esp_choices,
    esp_spi,
    offer,
    prefix_of,
    select,
    selectors,
)
from simulation.ike.v2.rules import CREATE_CHILD_SA
from simulation.ike.v2.task import DenialError, Payloads, Request, notices, notify
from simulation.ipsec.association import SecurityAssociation
from simulation.wire.address import Prefix
from simulation.wire.ikev2 import (
    KE,
    NO_PROPOSAL_CHOSEN,
    NONCE,
    NOTIFICATIONS,
    SA,
    TS_I,
    TS_R,
    TS_UNACCEPTABLE,
    USE_TRANSPORT_MODE,
    KeyExchangePayload,
    NoncePayload,
)

if TYPE_CHECKING:
    from simulation.ike.message import Message
    from simulation.ike.session import Path
    from simulation.ike.v2.session import SessionV2

NONCE_OCTETS = 32


class ChildOffer:
    """What one side proposes for a new pair, until the other side has answered."""

    def __init__(
        self, session: SessionV2, local: Prefix, remote: Prefix, group: int | None = None
    ) -> None:
        self.session = session
        self.local = local
        self.remote = remote
        self.spi = session.configuration.allocate_spi()
        self.choices = esp_choices(session.configuration.algorithms, group)

    def payloads(self) -> Payloads:
        """Return the SA and Traffic Selector payloads."""
        parts: Payloads = [offer(ESP, self.spi.to_bytes(4, "big"), self.choices)]
        parts += selectors(self.local, self.remote)
        if self.session.configuration.transport_mode:
            parts.append(notify(USE_TRANSPORT_MODE))
        return parts

    def accepted(self, message: Message, nonces: bytes, now_ns: int, shared: bytes = b"") -> None:
        """Take the other side's choice, and have the pair."""
        chosen = select(message.one(SA), ESP, self.choices)
        if chosen is None:
            raise WireError("the choice for ESP was not offered")
        local, remote = prefix_of(message.one(TS_I)), prefix_of(message.one(TS_R))
        if not _within(local, self.local) or not _within(remote, self.remote):
            raise PolicyError("wider selectors than were proposed")
        transport = USE_TRANSPORT_MODE in notices(message)
        pair = (self.spi, esp_spi(chosen[1]))
        material = _material(self.session, nonces, shared)
        _install(self.session, pair, material, (local, remote), now_ns, transport=transport)


def answer_child(
    session: SessionV2, message: Message, nonces: bytes, now_ns: int, shared: bytes = b""
) -> Payloads:
    """Return the choice for a proposed pair, and have the pair; raise `DenialError` to refuse."""
    configuration = session.configuration
    group = configuration.quick_mode_group if shared else None
    choices = esp_choices(configuration.algorithms, group)
    chosen = select(message.one(SA), ESP, choices)
    transport = USE_TRANSPORT_MODE in notices(message)
    if chosen is None or transport is not configuration.transport_mode:
        raise DenialError("no proposal for ESP is acceptable", NO_PROPOSAL_CHOSEN)
    remote = _narrowed(session, prefix_of(message.one(TS_I)))
    local = prefix_of(message.one(TS_R))
    spi = configuration.allocate_spi()
    pair = (spi, esp_spi(chosen[1]))
    material = _material(session, nonces, shared)
    cut = configuration.algorithms.keymat_octets
    swapped = material[cut:] + material[:cut]
    _install(session, pair, swapped, (local, remote), now_ns, transport=transport)
    parts: Payloads = [offer(ESP, spi.to_bytes(4, "big"), choices, chosen[0])]
    parts += selectors(remote, local)
    if transport:
        parts.append(notify(USE_TRANSPORT_MODE))
    return parts


def _narrowed(session: SessionV2, proposed: Prefix) -> Prefix:
    """Return the part of what the peer proposes for itself that it may have."""
    if session.address is not None:
        allowed = [Prefix.host(session.address)]
    else:
        allowed = list(session.configuration.accepted_selectors)
    for each in allowed:
        if _within(proposed, each):
            return proposed
        if _within(each, proposed):
            return each
    raise DenialError(f"{session.peer_identity} may not use {proposed}", TS_UNACCEPTABLE)


def _within(inner: Prefix, outer: Prefix) -> bool:
    return inner.network in outer and inner.length >= outer.length


def _material(session: SessionV2, nonces: bytes, shared: bytes) -> bytes:
    if session.keys is None:
        raise PolicyError("there are no keys yet")
    octets = 2 * session.configuration.algorithms.keymat_octets
    return child_keymat(session.suite, session.keys, nonces, octets, shared)


def _install(
    session: SessionV2,
    pair: tuple[int, int],
    material: bytes,
    between: tuple[Prefix, Prefix],
    now_ns: int,
    *,
    transport: bool,
) -> None:
    """Have a pair; *material* and *between* are this side's first, *pair* is inbound first."""
    suite = session.configuration.algorithms
    cut = suite.keymat_octets
    # Each half protects what its owner sends, so our own half is for the outbound SA.
    outbound = SecurityAssociation(pair[1], suite, *esp_keys(suite, material[:cut]))
    inbound = SecurityAssociation(pair[0], suite, *esp_keys(suite, material[cut:]))
    path = session.path
    _tell(session, inbound, str(path.peer), str(path.local))
    _tell(session, outbound, str(path.local), str(path.peer))
    whole = session.configuration.child_lifetime * SECOND
    rekey = now_ns + whole * 9 // 10 if session.initiator else None
    session.children.append(Child(inbound, outbound, *between, rekey, now_ns + whole))
    session.outbox.tell(
        ChildUp(
            session.name,
            inbound,
            outbound,
            *between,
            path.local,
            path.peer,
            path.peer_port,
            session.encapsulates,
            session.peer_identity,
            path.local_port,
            transport,
        )
    )


def _tell(session: SessionV2, sa: SecurityAssociation, source: str, destination: str) -> None:
    spi = f"0x{sa.spi:08x}"
    secret = {
        "encryption": sa.encryption_key.hex(),
        "authentication": sa.authentication_key.hex(),
    }
    if sa.salt:
        secret["salt"] = sa.salt.hex()
    binding = {"spi": spi, "source": source, "destination": destination}
    session.outbox.tell(KeyMade(f"esp:{spi}", "ESP", sa.suite.slug, secret, binding))


def _private(session: SessionV2) -> PrivateKey | None:
    number = session.configuration.quick_mode_group
    if number is None:
        return None
    group = GROUPS[number]
    return group.key(session.configuration.stream("dh").octets(group.exponent_octets))


def _public(session: SessionV2, private: PrivateKey | None) -> Payloads:
    number = session.configuration.quick_mode_group
    if private is None or number is None:
        return []
    return [[KeyExchangePayload(group=number, value=private.public)]]


def _shared(private: PrivateKey | None, message: Message) -> bytes:
    if private is None:
        return b""
    header = message.one(KE).header
    if not isinstance(header, KeyExchangePayload):
        raise WireError("a key exchange payload was expected")
    return private.shared(header.value)


class ChildRequest(Request):
    """Asks for another pair under an association that stands."""

    exchange: ClassVar[int] = CREATE_CHILD_SA

    def __init__(self, session: SessionV2, local: Prefix, remote: Prefix) -> None:
        self.session = session
        self.private = _private(session)
        self.offer = ChildOffer(session, local, remote, session.configuration.quick_mode_group)

    def build(self) -> Payloads:
        """Return offer, nonce and selectors."""
        stream = self.session.configuration.stream("nonce")
        self.nonce = stream.octets(NONCE_OCTETS)
        sa, *rest = self.offer.payloads()
        return [
            sa,
            [NoncePayload(value=self.nonce)],
            *_public(self.session, self.private),
            *rest,
        ]

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Take the choice."""
        if not message.all(SA):
            told = [NOTIFICATIONS.get(each, str(each)) for each in notices(message)]
            self.session.outbox.tell(Failed(self.session.name, f"the peer says {told}"))
            return
        nonces = self.nonce + message.body(message.one(NONCE))
        self.offer.accepted(message, nonces, now_ns, _shared(self.private, message))

    def abandoned(self, now_ns: int) -> None:
        """Give the session up: a peer that answers no request is gone."""
        self.session.give_up("no answer to CREATE_CHILD_SA")


def answer_request(session: SessionV2, message: Message, now_ns: int) -> Payloads:
    """Return the answer to CREATE_CHILD_SA."""
    private = _private(session)
    if private is not None and not message.all(KE):
        raise DenialError("forward secrecy is demanded", NO_PROPOSAL_CHOSEN)
    nonce = session.configuration.stream("nonce").octets(NONCE_OCTETS)
    nonces = message.body(message.one(NONCE)) + nonce
    shared = _shared(private, message)
    sa, *rest = answer_child(session, message, nonces, now_ns, shared)
    return [sa, [NoncePayload(value=nonce)], *_public(session, private), *rest]
