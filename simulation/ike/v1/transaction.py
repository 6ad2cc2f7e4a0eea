"""Configuration and user authentication between the phases: mode-config and XAUTH drafts.

Our reading: the client pulls its address with REQUEST and REPLY before quick mode; where
XAUTH was agreed on in phase 1, the server asks the user first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.errors import PolicyError, WireError
from simulation.ike.configuration import SECOND
from simulation.ike.happenings import AddressAssigned, Prompt
from simulation.ike.retransmission import PATIENT
from simulation.ike.rules import Label
from simulation.ike.v1.rules import CONFIGURATION, TRANSACTION
from simulation.ike.v1.task import Step, Task
from simulation.wire.address import Address
from simulation.wire.ikev1 import (
    ACKNOWLEDGE,
    ATTR,
    INTERNAL_ADDRESS,
    INTERNAL_NETMASK,
    REPLY,
    REQUEST,
    SET,
    XAUTH_PASSWORD,
    XAUTH_STATUS,
    XAUTH_TYPE,
    XAUTH_USER,
    AttributesPayload,
    ConfigurationBasicAttribute,
    ConfigurationLongAttribute,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.ike.message import Message
    from simulation.ike.v1.task import AssociationV1
    from simulation.wire.fields import Header
    from simulation.wire.isakmp import Part

Values = dict[int, int | bytes]


class Transaction(Task):
    """What every transaction exchange has."""

    exchange: ClassVar[int] = TRANSACTION
    rules = CONFIGURATION

    def __init__(self, session: AssociationV1) -> None:
        super().__init__()
        self.session = session

    def read(self, message: Message) -> tuple[AttributesPayload, Values]:
        """Return the Attributes payload and its attributes."""
        node = message.one(ATTR)
        if not isinstance(node.header, AttributesPayload):
            raise WireError("an attributes payload was expected")
        values: Values = {}
        for inner in node.inside:
            header: Header = inner.header
            if isinstance(header, ConfigurationBasicAttribute | ConfigurationLongAttribute):
                values[header.attribute] = header.value
        return node.header, values


def _attributes(action: int, identifier: int, values: Values) -> list[Sequence[Part]]:
    parts: list[Part] = [AttributesPayload(action=action, identifier=identifier)]
    for kind, value in values.items():
        if isinstance(value, int):
            parts.append(ConfigurationBasicAttribute(attribute=kind, value=value))
        else:
            parts.append(ConfigurationLongAttribute(attribute=kind, size=len(value), value=value))
    return [parts]


class AddressRequest(Transaction):
    """Client: asks for an inner address."""

    def build(self, now_ns: int) -> Step:
        """Return the question."""
        asked: Values = {INTERNAL_ADDRESS: b"", INTERNAL_NETMASK: b""}
        return Step(
            _attributes(REQUEST, 1, asked),
            expects=True,
            label=Label("mode-config request", "ike-mode-config-request"),
        )

    def process(self, message: Message, now_ns: int) -> Step:
        """Take the address."""
        payload, values = self.read(message)
        if payload.action != REPLY:
            raise WireError("transaction: a REPLY was expected")
        address = values.get(INTERNAL_ADDRESS, b"")
        if isinstance(address, int) or len(address) != 4:
            self.session.give_up("the peer assigns no inner address")
            return Step()
        self.session.address = Address(int.from_bytes(address, "big"))
        self.session.outbox.report(AddressAssigned(self.session.name, self.session.address))
        return Step(finished=True)

    def completed(self, now_ns: int) -> None:
        """Go on to quick mode."""
        self.session.proceed(now_ns)

    def abandoned(self, now_ns: int) -> None:
        """Give the session up."""
        self.session.give_up("no answer to the request for an inner address")


class UserChallenge(Transaction):
    """Server: asks for a user's name and password."""

    admitted = False

    def build(self, now_ns: int) -> Step:
        """Return the question; a person answers it, so it is repeated slowly."""
        asked: Values = {XAUTH_TYPE: 0, XAUTH_USER: b"", XAUTH_PASSWORD: b""}
        payloads = _attributes(REQUEST, 2, asked)
        return Step(
            payloads,
            expects=True,
            backoff=PATIENT,
            label=Label("XAUTH request", "ike-xauth-request"),
        )

    def process(self, message: Message, now_ns: int) -> Step:
        """Check what the user answers."""
        payload, values = self.read(message)
        if payload.action != REPLY:
            raise WireError("transaction: a REPLY was expected")
        user, password = (values.get(each, b"") for each in (XAUTH_USER, XAUTH_PASSWORD))
        users = self.session.configuration.users
        if isinstance(user, bytes) and isinstance(password, bytes):
            expected = users.get(user.decode("ascii", "replace"))
            self.admitted = expected is not None and expected.encode() == password
        return Step(finished=True)

    def completed(self, now_ns: int) -> None:
        """Tell the client whether the user is admitted."""
        self.session.begin(UserVerdict(self.session, admitted=self.admitted), now_ns)

    def abandoned(self, now_ns: int) -> None:
        """Give the session up."""
        self.session.give_up("the user never answered")


class UserVerdict(Transaction):
    """Server: tells the outcome."""

    def __init__(self, session: AssociationV1, *, admitted: bool) -> None:
        super().__init__(session)
        self.admitted = admitted

    def build(self, now_ns: int) -> Step:
        """Return the outcome."""
        outcome: Values = {XAUTH_STATUS: int(self.admitted)}
        return Step(
            _attributes(SET, 3, outcome),
            expects=True,
            label=Label("XAUTH outcome", "ike-xauth-outcome"),
        )

    def process(self, message: Message, now_ns: int) -> Step:
        """Take the acknowledgement."""
        payload, _ = self.read(message)
        if payload.action != ACKNOWLEDGE:
            raise WireError("transaction: an ACK was expected")
        return Step(finished=True)

    def completed(self, now_ns: int) -> None:
        """Let an admitted user go on, and nobody else."""
        if self.admitted:
            self.session.user_admitted = True
        else:
            self.session.give_up("the user's password is wrong")

    def abandoned(self, now_ns: int) -> None:
        """Give the session up."""
        self.session.give_up("no answer to the outcome of XAUTH")


class Answerer(Transaction):
    """Either side: answers what the peer asks or tells."""

    def __init__(self, session: AssociationV1) -> None:
        super().__init__(session)
        self.identifier = 0
        self.refused = False
        self.admitted = False

    def process(self, message: Message, now_ns: int) -> Step:
        """Answer by what is asked."""
        payload, values = self.read(message)
        self.identifier = payload.identifier
        if payload.action == REQUEST and INTERNAL_ADDRESS in values:
            return self._assign()
        if payload.action == REQUEST and XAUTH_USER in values:
            return self._ask_user(now_ns)
        if payload.action == SET and XAUTH_STATUS in values and self.session.began:
            self.admitted = values[XAUTH_STATUS] == 1
            self.refused = not self.admitted
            outcome: Values = {XAUTH_STATUS: int(self.admitted)}
            payloads = _attributes(ACKNOWLEDGE, self.identifier, outcome)
            return Step(
                payloads,
                finished=True,
                label=Label("XAUTH acknowledgement", "ike-xauth-acknowledgement"),
            )
        raise PolicyError("transaction: nothing here answers that")

    def _assign(self) -> Step:
        session = self.session
        if session.began:
            raise PolicyError("transaction: a client assigns no addresses")
        if session.asks_user and not session.user_admitted:
            raise PolicyError("transaction: the user is not authenticated yet")
        address = session.configuration.pool.get(session.peer_identity)
        values: Values = {}
        if address is not None:
            values = {INTERNAL_ADDRESS: address.octets, INTERNAL_NETMASK: b"\xff" * 4}
            session.address = address
            session.outbox.report(AddressAssigned(session.name, address))
        payloads = _attributes(REPLY, self.identifier, values)
        return Step(
            payloads, finished=True, label=Label("mode-config reply", "ike-mode-config-reply")
        )

    def _ask_user(self, now_ns: int) -> Step:
        login = self.session.configuration.login
        if login is None:
            raise PolicyError("transaction: there is no user to ask")
        who = self.session.peer_identity or str(self.session.path.peer)
        self.session.outbox.report(Prompt(self.session.name, f"user name and password for {who}"))
        return Step(due_ns=now_ns + int(login.seconds * SECOND))

    def resume(self, now_ns: int) -> Step:
        """Answer what the user has typed by now."""
        login = self.session.configuration.login
        if login is None:
            return Step(finished=True)
        typed: Values = {
            XAUTH_TYPE: 0,
            XAUTH_USER: login.user.encode(),
            XAUTH_PASSWORD: login.password.encode(),
        }
        payloads = _attributes(REPLY, self.identifier, typed)
        return Step(payloads, finished=True, label=Label("XAUTH reply", "ike-xauth-reply"))

    def completed(self, now_ns: int) -> None:
        """Go on after a verdict."""
        if self.refused:
            self.session.give_up("the peer refuses the user")
        elif self.admitted:
            self.session.user_admitted = True
            self.session.proceed(now_ns)
