"""Quick mode: a pair of ESP associations from an established phase 1 (RFC 2409 section 5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.dh import GROUPS, PrivateKey
from simulation.crypto.ikev1_keys import esp_keys, keymat
from simulation.errors import PolicyError, WireError
from simulation.ike.children import Terms
from simulation.ike.happenings import Failed
from simulation.ike.v1 import identity
from simulation.ike.v1.proposal import (
    ESP,
    ESP_LIFE,
    PHASE_2_FREE,
    acceptable,
    choose_esp,
    mode,
    offer_esp,
    phase_2_attributes,
    transforms_of,
)
from simulation.ike.v1.refusal import RefusalError
from simulation.ike.v1.rules import QUICK, QUICK_MODE, REKEYING_QUICK
from simulation.ike.v1.task import Step, Task, attributes
from simulation.ipsec.association import SecurityAssociation
from simulation.wire.address import Prefix
from simulation.wire.ikev1 import (
    ID,
    INVALID_ID_INFORMATION,
    KE,
    NO_PROPOSAL_CHOSEN,
    NONCE,
    SA,
    TRANSPORT,
    UDP_TRANSPORT,
    KeyExchangePayload,
    NoncePayload,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.ike.children import Child
    from simulation.ike.message import Message
    from simulation.ike.v1.task import AssociationV1
    from simulation.wire.isakmp import Node, Part

NONCE_OCTETS = 16
_DEFAULT_LIFETIME = 28_800
"""Seconds where an offer names none: RFC 2407 section 4.5."""


class QuickMode(Task):
    """What both sides of quick mode do alike."""

    exchange: ClassVar[int] = QUICK
    rules = QUICK_MODE

    def __init__(self, session: AssociationV1) -> None:
        super().__init__()
        self.session = session
        self.nonce_i = self.nonce_r = b""
        self.spi = 0
        self.lifetime = session.configuration.child_lifetime
        self.encapsulation = 0
        self.private: PrivateKey | None = None
        self.shared = b""
        self.replaces: Child | None = None
        """The pair whose place the new one takes."""

    def seed(self, message_id: bytes) -> bytes:
        """Return what HASH(1), HASH(2) or HASH(3) covers first."""
        if self.turn == 0:
            return message_id
        if self.turn == 1:
            return message_id + self.nonce_i
        return b"\x00" + message_id + self.nonce_i + self.nonce_r

    def draw(self) -> bytes:
        """Return a new nonce, and choose the SPI on which this side receives."""
        self.spi = self.session.configuration.allocate_spi()
        return self.session.configuration.stream("nonce").octets(NONCE_OCTETS)

    def own_public(self) -> list[Sequence[Part]]:
        """Return the Key Exchange payload, where forward secrecy is asked for."""
        number = self.session.configuration.quick_mode_group
        if number is None:
            return []
        group = GROUPS[number]
        stream = self.session.configuration.stream("dh")
        self.private = group.key(stream.octets(group.exponent_octets))
        return [[KeyExchangePayload(value=self.private.public)]]

    def read_public(self, message: Message) -> None:
        """Compute quick mode's own shared secret, where there is one."""
        if self.private is not None:
            self.shared = self.private.shared(message.body(message.one(KE)))

    def install(self, peer_spi: int, local: Prefix, remote: Prefix, now_ns: int) -> None:
        """Make the pair of associations, and tell it and its keys."""
        transport = self.encapsulation in (TRANSPORT, UDP_TRANSPORT)
        in_udp = self.encapsulation > TRANSPORT
        terms = Terms(local, remote, self.lifetime, in_udp, transport, self.replaces)
        pair = self._association(self.spi), self._association(peer_spi)
        self.session.install(*pair, terms, now_ns)

    def _association(self, spi: int) -> SecurityAssociation:
        session, suite = self.session, self.session.configuration.algorithms
        if session.keys is None:
            raise PolicyError("phase 1 is not complete")
        material = keymat(
            session.suite,
            session.keys,
            suite.keymat_octets,
            protocol=ESP,
            spi=spi.to_bytes(4, "big"),
            nonces=self.nonce_i + self.nonce_r,
            shared=self.shared,
        )
        window = session.configuration.replay_window
        return SecurityAssociation(spi, suite, *esp_keys(suite, material), window=window)


class QuickModeInitiator(QuickMode):
    """Sends messages 1 and 3."""

    def __init__(
        self, session: AssociationV1, local: Prefix, remote: Prefix, replaces: Child | None = None
    ) -> None:
        super().__init__(session)
        self.local = local
        self.remote = remote
        self.replaces = replaces

    def build(self, now_ns: int) -> Step:
        """Return the offer."""
        session, configuration = self.session, self.session.configuration
        self.nonce_i = self.draw()
        self.encapsulation = mode(
            transport=configuration.transport_mode, in_udp=session.encapsulates
        )
        self.wanted = phase_2_attributes(
            configuration.algorithms,
            self.encapsulation,
            configuration.quick_mode_group,
            configuration.child_lifetime,
        )
        parts: list[Sequence[Part]] = [
            offer_esp(configuration.algorithms, self.spi, self.wanted),
            [NoncePayload(value=self.nonce_i)],
            *self.own_public(),
            [identity.of_prefix(self.local)],
            [identity.of_prefix(self.remote)],
        ]
        label = REKEYING_QUICK if self.replaces is not None else None
        return Step(parts, expects=True, label=label)

    def process(self, message: Message, now_ns: int) -> Step:
        """Take the choice, and confirm it."""
        transforms = transforms_of(message.one(SA), ESP)
        if len(transforms) != 1 or not acceptable(transforms[0][1], self.wanted, frozenset()):
            raise WireError("quick mode 2: the choice was not offered")
        selectors = [identity.prefix_of(node) for node in message.all(ID)]
        if selectors and selectors != [self.local, self.remote]:
            raise PolicyError("quick mode 2: other selectors than were proposed")
        self.read_public(message)
        self.nonce_r = message.body(message.one(NONCE))
        self.install(transforms[0][0], self.local, self.remote, now_ns)
        return Step([], finished=True)

    def abandoned(self, now_ns: int) -> None:
        """Give the session up, unless it has other children to live for."""
        self.refused("no answer to quick mode 1")

    def refused(self, because: str) -> None:
        """Learn that nothing comes of this exchange."""
        if self.session.children:
            self.session.outbox.report(Failed(self.session.name, because))
        else:
            self.session.give_up(because)


class QuickModeResponder(QuickMode):
    """Sends message 2, and has the pair once message 3 shows that the peer has it too."""

    def process(self, message: Message, now_ns: int) -> Step:
        """Take the offer, or the confirmation."""
        if self.turn:
            self.replaces = self._same_as_before()
            self.install(self.peer_spi, self.local, self.remote, now_ns)
            return Step(finished=True)
        session = self.session
        if session.asks_user and not session.user_admitted:
            raise PolicyError("quick mode 1: the user is not authenticated yet")
        ids = message.all(ID)
        self._select(ids)
        chosen = self._choose(message.one(SA))
        nonce_i = message.body(message.one(NONCE))
        self.nonce_r = self.draw()
        self.nonce_i = nonce_i
        public = self.own_public()
        self.read_public(message)
        parts: list[Sequence[Part]] = [
            choose_esp(chosen, message.octets, self.spi),
            [NoncePayload(value=self.nonce_r)],
            *public,
            *([node.header] for node in ids),
        ]
        return Step(parts, expects=True)

    def _same_as_before(self) -> Child | None:
        """Return the newest pair with the same selectors: IKEv1 knows rekeying by that alone."""
        wanted = self.local, self.remote
        for child in reversed(self.session.children):
            if (child.local_selector, child.remote_selector) == wanted:
                return child
        return None

    def _choose(self, payload: Node) -> Node:
        session, configuration = self.session, self.session.configuration
        for in_udp in (session.encapsulates, not session.encapsulates):
            # A peer that forces UDP proposes it although no NAT is seen: that works here too.
            encapsulation = mode(transport=configuration.transport_mode, in_udp=in_udp)
            wanted = phase_2_attributes(
                configuration.algorithms, encapsulation, configuration.quick_mode_group, 0
            )
            for spi, transform in transforms_of(payload, ESP):
                if spi > 255 and acceptable(transform, wanted, PHASE_2_FREE):
                    self.peer_spi = spi
                    self.encapsulation = encapsulation
                    self.lifetime = attributes(transform).get(ESP_LIFE, 0) or _DEFAULT_LIFETIME
                    return transform
        raise RefusalError(
            "quick mode 1: no proposal is acceptable", NO_PROPOSAL_CHOSEN, "RFC 2409 section 5.5"
        )

    def _select(self, ids: list[Node]) -> None:
        session, configuration = self.session, self.session.configuration
        if len(ids) == 2:
            self.remote, self.local = (identity.prefix_of(node) for node in ids)
        else:
            self.remote = Prefix.host(session.path.peer)
            self.local = Prefix.host(session.path.local)
        assigned = configuration.pool.get(session.peer_identity)
        if assigned is not None:
            admitted = self.remote == Prefix.host(assigned)
        else:
            admitted = any(
                self.remote.network in each and self.remote.length >= each.length
                for each in configuration.accepted_selectors
            )
        if not admitted:
            raise RefusalError(
                f"quick mode 1: {session.peer_identity} may not use {self.remote}",
                INVALID_ID_INFORMATION,
                "RFC 2409 section 5.5",
            )

    def abandoned(self, now_ns: int) -> None:
        """Forget the pair that was never confirmed."""
        self.session.outbox.report(Failed(self.session.name, "no answer to quick mode 2"))
