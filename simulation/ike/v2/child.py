"""A pair of ESP associations, made by IKE_AUTH or CREATE_CHILD_SA.

RFC 7296 sections 1.3.1, 1.3.3, 2.8, 2.9 and 2.17.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.dh import GROUPS, PrivateKey
from simulation.crypto.ikev1_keys import esp_keys
from simulation.crypto.ikev2_keys import child_keymat
from simulation.errors import PolicyError, WireError
from simulation.ike.children import Child, Terms
from simulation.ike.happenings import Failed
from simulation.ike.rules import Label
from simulation.ike.v2.informational import ChildDeletion
from simulation.ike.v2.keying import nonce_payload, own_nonce
from simulation.ike.v2.proposal import (
    esp_choices,
    esp_spi,
    offer,
    prefix_of,
    select,
    selectors,
)
from simulation.ike.v2.rules import CREATE_CHILD_SA
from simulation.ike.v2.task import (
    ESP,
    DenialError,
    Nonces,
    Payloads,
    Request,
    notices,
    notify,
    retry_at,
)
from simulation.ipsec.association import SecurityAssociation
from simulation.wire.address import Prefix
from simulation.wire.ikev2 import (
    CHILD_SA_NOT_FOUND,
    KE,
    NO_PROPOSAL_CHOSEN,
    NONCE,
    NOTIFICATIONS,
    REKEY_SA,
    SA,
    TEMPORARY_FAILURE,
    TS_I,
    TS_R,
    TS_UNACCEPTABLE,
    USE_TRANSPORT_MODE,
    KeyExchangePayload,
    N,
    NotifyPayload,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulation.ike.association import Path
    from simulation.ike.message import Message
    from simulation.ike.v2.task import AssociationV2


class ChildOffer:
    """What one side proposes for a new pair, until the other side has answered."""

    def __init__(
        self,
        session: AssociationV2,
        local: Prefix,
        remote: Prefix,
        group: int | None = None,
        replaces: Child | None = None,
    ) -> None:
        self.session = session
        self.local = local
        self.remote = remote
        self.replaces = replaces
        self.spi = session.configuration.allocate_spi()
        self.choices = esp_choices(session.configuration.algorithms, group)

    def payloads(self) -> Payloads:
        """Return the SA and Traffic Selector payloads."""
        parts: Payloads = [offer(ESP, self.spi.to_bytes(4, "big"), self.choices)]
        parts += selectors(self.local, self.remote)
        if self.session.configuration.transport_mode:
            parts.append(notify(USE_TRANSPORT_MODE))
        return parts

    def accepted(
        self,
        message: Message,
        nonces: bytes,
        now_ns: int,
        shared: bytes = b"",
        *,
        redundant: bool = False,
    ) -> Child:
        """Take the other side's choice, and have the pair, be it only to delete it."""
        chosen = select(message.one(SA), ESP, self.choices)
        if chosen is None:
            raise WireError("the choice for ESP was not offered")
        local, remote = prefix_of(message.one(TS_I)), prefix_of(message.one(TS_R))
        if not _within(local, self.local) or not _within(remote, self.remote):
            raise PolicyError("wider selectors than were proposed")
        transport = USE_TRANSPORT_MODE in notices(message)
        terms = _terms(self.session, local, remote, transport=transport, replaces=self.replaces)
        terms = terms._replace(redundant=redundant)
        material = _material(self.session, nonces, shared)
        return _install(self.session, (self.spi, esp_spi(chosen[1])), material, terms, now_ns)


def answer_child(
    session: AssociationV2,
    message: Message,
    nonces: bytes,
    now_ns: int,
    shared: bytes = b"",
    replaces: Child | None = None,
) -> tuple[Payloads, Child]:
    """Return the choice for a proposed pair, and the pair; raise `DenialError` to refuse."""
    configuration = session.configuration
    group = configuration.quick_mode_group if shared else None
    choices = esp_choices(configuration.algorithms, group)
    chosen = select(message.one(SA), ESP, choices)
    transport = USE_TRANSPORT_MODE in notices(message)
    if chosen is None or transport is not configuration.transport_mode:
        raise DenialError("no proposal for ESP is acceptable", NO_PROPOSAL_CHOSEN)
    theirs, ours = prefix_of(message.one(TS_I)), prefix_of(message.one(TS_R))
    remote, local = _agreed(session, theirs, ours, replaces)
    spi = configuration.allocate_spi()
    material = _material(session, nonces, shared)
    cut = configuration.algorithms.keymat_octets
    swapped = material[cut:] + material[:cut]
    terms = _terms(session, local, remote, transport=transport, replaces=replaces, answered=True)
    child = _install(session, (spi, esp_spi(chosen[1])), swapped, terms, now_ns)
    parts: Payloads = [offer(ESP, spi.to_bytes(4, "big"), choices, chosen[0])]
    parts += selectors(remote, local)
    if transport:
        parts.append(notify(USE_TRANSPORT_MODE))
    return parts, child


def _agreed(
    session: AssociationV2, theirs: Prefix, ours: Prefix, replaces: Child | None
) -> tuple[Prefix, Prefix]:
    """Return what of the proposed selectors the peer and this side may have, in this order."""
    if replaces is not None:
        # Section 2.9.2: never narrower than what is in use.
        used = replaces.remote_selector, replaces.local_selector
        if _within(used[0], theirs) and _within(used[1], ours):
            return used
        raise DenialError("narrower selectors than are in use", TS_UNACCEPTABLE)
    configuration = session.configuration
    own = None if session.address is None else [Prefix.host(session.address)]
    if session.began:
        return (
            _narrowed(session, theirs, [configuration.remote_selector]),
            _narrowed(session, ours, own or [ours]),
        )
    return _narrowed(session, theirs, own or configuration.accepted_selectors), ours


def _narrowed(session: AssociationV2, proposed: Prefix, allowed: Iterable[Prefix]) -> Prefix:
    """Return the part of what the peer proposes that is *allowed*."""
    for each in allowed:
        if _within(proposed, each):
            return proposed
        if _within(each, proposed):
            return each
    raise DenialError(f"{session.peer_identity} may not use {proposed}", TS_UNACCEPTABLE)


def _within(inner: Prefix, outer: Prefix) -> bool:
    return inner.network in outer and inner.length >= outer.length


def _terms(
    session: AssociationV2,
    local: Prefix,
    remote: Prefix,
    *,
    transport: bool,
    replaces: Child | None,
    answered: bool = False,
) -> Terms:
    lifetime = session.configuration.child_lifetime
    return Terms(local, remote, lifetime, session.encapsulates, transport, replaces, answered)


def _material(session: AssociationV2, nonces: bytes, shared: bytes) -> bytes:
    if session.keys is None:
        raise PolicyError("there are no keys yet")
    octets = 2 * session.configuration.algorithms.keymat_octets
    return child_keymat(session.suite, session.keys, nonces, octets, shared)


def _install(
    session: AssociationV2, pair: tuple[int, int], material: bytes, terms: Terms, now_ns: int
) -> Child:
    """Have a pair; *material* is this side's first, *pair* is inbound first."""
    suite = session.configuration.algorithms
    cut = suite.keymat_octets
    # Each half protects what its owner sends, so our own half is for the outbound SA.
    outbound = SecurityAssociation(pair[1], suite, *esp_keys(suite, material[:cut]))
    window = session.configuration.replay_window
    inbound = SecurityAssociation(pair[0], suite, *esp_keys(suite, material[cut:]), window=window)
    return session.install(inbound, outbound, terms, now_ns)


def _private(session: AssociationV2) -> PrivateKey | None:
    number = session.configuration.quick_mode_group
    if number is None:
        return None
    group = GROUPS[number]
    return group.key(session.configuration.stream("dh").octets(group.exponent_octets))


def _public(session: AssociationV2, private: PrivateKey | None) -> Payloads:
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

    def __init__(
        self, session: AssociationV2, local: Prefix, remote: Prefix, replaces: Child | None = None
    ) -> None:
        super().__init__(session)
        self.local = local
        self.remote = remote
        self.replaces = replaces
        if replaces is not None:
            self.label = Label("CREATE_CHILD_SA request, rekeying ESP", "ike-rekey-esp-request")
        self.rival: Nonces | None = None
        """Those of an exchange by which the peer replaced the same pair meanwhile."""

    def stands(self) -> bool:
        """Return false once the pair that is to be replaced needs that no more."""
        old = self.replaces
        if old is None:
            return True
        return old in self.session.children and not (old.replaced or old.deleting)

    def build(self) -> Payloads:
        """Return offer, nonce and selectors."""
        session, old = self.session, self.replaces
        self.private = _private(session)
        group = session.configuration.quick_mode_group
        self.offer = ChildOffer(session, self.local, self.remote, group, old)
        self.nonce = own_nonce(session)
        about: Payloads = []
        if old is not None:
            about = [notify(REKEY_SA, esp_spi=old.inbound.spi.to_bytes(4, "big"))]
        sa, *rest = self.offer.payloads()
        public = _public(session, self.private)
        return [*about, sa, [nonce_payload(self.nonce)], *public, *rest]

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Take the choice, and have what became redundant deleted."""
        if not message.all(SA):
            self._refused(notices(message), now_ns)
            return
        nonces = Nonces(self.nonce, message.body(message.one(NONCE)))
        shared = _shared(self.private, message)
        loses = self.rival is not None and nonces.lose_to(self.rival)
        material = b"".join(nonces)
        made = self.offer.accepted(message, material, now_ns, shared, redundant=loses)
        if self.replaces is None:
            return
        redundant = made if loses else self.replaces
        self.session.request(ChildDeletion(self.session, redundant), now_ns)

    def _refused(self, told: dict[int, list[bytes]], now_ns: int) -> None:
        """Try again later, or anew, or learn that it was not needed (section 2.25)."""
        session, old = self.session, self.replaces
        if old is not None and (old.closed or old.replaced):
            return
        if old is not None and TEMPORARY_FAILURE in told:
            old.rekey_ns = retry_at(session, now_ns)
        elif old is not None and CHILD_SA_NOT_FOUND in told:
            session.drop_child(old, "the peer does not know it")
            session.negotiate(self.local, self.remote, now_ns)
        else:
            names = [NOTIFICATIONS.get(each, str(each)) for each in told]
            session.outbox.report(Failed(session.name, f"the peer says {names}"))

    def abandoned(self, now_ns: int) -> None:
        """Give the session up: a peer that answers no request is gone."""
        self.session.give_up("no answer to CREATE_CHILD_SA")


def answer_request(session: AssociationV2, message: Message, now_ns: int) -> Payloads:
    """Return the answer to a request for a pair beside the others, or in the place of one."""
    replaces = _to_be_replaced(session, message)
    private = _private(session)
    if private is not None and not message.all(KE):
        raise DenialError("forward secrecy is demanded", NO_PROPOSAL_CHOSEN)
    nonces = Nonces(message.body(message.one(NONCE)), own_nonce(session))
    shared = _shared(private, message)
    parts, _ = answer_child(session, message, b"".join(nonces), now_ns, shared, replaces)
    asking = session.asking
    if isinstance(asking, ChildRequest) and replaces and asking.replaces is replaces:
        asking.rival = nonces
    sa, *rest = parts
    return [sa, [nonce_payload(nonces.answered)], *_public(session, private), *rest]


def _to_be_replaced(session: AssociationV2, message: Message) -> Child | None:
    """Return the pair that REKEY_SA names; its SPI is the one that the peer receives on."""
    for node in message.all(N):
        header = node.header
        if not isinstance(header, NotifyPayload) or header.type != REKEY_SA:
            continue
        spi = int.from_bytes(header.spi, "big")
        for child in session.children:
            if child.outbound.spi == spi:
                if child.deleting:
                    raise DenialError("that pair is being deleted", TEMPORARY_FAILURE)
                return child
        what = f"no pair has the SPI 0x{spi:08x}"
        raise DenialError(what, CHILD_SA_NOT_FOUND, esp_spi=header.spi)
    return None
