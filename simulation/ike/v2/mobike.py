"""MOBIKE: the initiator's address changes, and the responder may ask whether it is true.

RFC 4555 sections 3.5 (update), 3.7 (return routability), 3.8 (mappings), 3.9 (no NATs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.crypto.prf import same
from simulation.ike.happenings import Rejected
from simulation.ike.rules import Label
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.rules import INFORMATIONAL
from simulation.ike.v2.task import DenialError, Payloads, Request, notices, notify
from simulation.wire.ikev2 import (
    COOKIE2,
    UNACCEPTABLE_ADDRESSES,
    UNEXPECTED_NAT_DETECTED,
    UPDATE_SA_ADDRESSES,
)

if TYPE_CHECKING:
    from simulation.ike.association import Path
    from simulation.ike.message import Message
    from simulation.ike.v2.task import AssociationV2

COOKIE_OCTETS = 16
_RETRIES = 3
"""How often an update is tried again after a NAT showed up where none is allowed."""


class UpdateRequest(Request):
    """The initiator says: my packets come from here now."""

    exchange: ClassVar[int] = INFORMATIONAL
    label = Label("UPDATE_SA_ADDRESSES", "ike-update-sa-addresses")

    def __init__(self, session: AssociationV2, tries: int = _RETRIES) -> None:
        super().__init__(session)
        self.tries = tries

    def build(self) -> Payloads:
        """Return the update; the address itself is the one in the IP header."""
        session, configuration = self.session, self.session.configuration
        self.path = session.path
        parts: Payloads = [notify(UPDATE_SA_ADDRESSES)]
        if configuration.nat_traversal:
            parts += nat_detection.own_view(session.spis, session.path)
        if configuration.no_nats_allowed:
            parts += nat_detection.no_nats(session.path)
        return parts

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Take the acknowledgement, and notice NATs on the new path."""
        session = self.session
        if session.path != self.path:
            return  # another change came in between, and its own update follows
        told = notices(message)
        if UNEXPECTED_NAT_DETECTED in told:
            if self.tries:
                session.request(UpdateRequest(session, self.tries - 1), now_ns)
            else:
                session.give_up("the peer sees a NAT, and none is allowed")
        elif UNACCEPTABLE_ADDRESSES in told:
            session.give_up("the peer does not accept the new address")
        else:
            session.see_nats(path, told, "the peer acknowledges the new path")

    def abandoned(self, now_ns: int) -> None:
        """Give the session up."""
        self.session.give_up("no answer to UPDATE_SA_ADDRESSES")


class RoutabilityCheck(Request):
    """The responder asks the new address for a number that only it can have read."""

    exchange: ClassVar[int] = INFORMATIONAL
    label = Label("COOKIE2", "ike-cookie2")

    def __init__(self, session: AssociationV2, before: Path, *, moved: bool) -> None:
        super().__init__(session)
        self.path = session.path
        self.before = before
        self.moved = moved
        """True where the ESP associations follow the new path already."""
        self.cookie = session.configuration.stream("cookie2").octets(COOKIE_OCTETS)

    def stands(self) -> bool:
        """Return false once the peer says that it is somewhere else, and is asked there."""
        return self.session.path == self.path

    def build(self) -> Payloads:
        """Return the number."""
        return [notify(COOKIE2, self.cookie)]

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Compare the number; a wrong one ends the association (section 3.7)."""
        session = self.session
        told = notices(message).get(COOKIE2, [b""])
        if not same(told[0], self.cookie):
            session.give_up("COOKIE2 came back changed")
        elif session.path == self.path and not self.moved:
            session.esp_follows("the new address answered COOKIE2")

    def abandoned(self, now_ns: int) -> None:
        """Go back to where the peer was: nobody answers at the new address."""
        session = self.session
        if session.path != self.path:
            return
        session.path = self.before
        session.outbox.report(
            Rejected(
                "return-routability",
                f"{self.path.peer} does not answer COOKIE2",
                "RFC 4555 section 3.7",
            )
        )
        if self.moved:
            session.esp_follows("the new address does not answer")


def _proven(session: AssociationV2) -> Path:
    """Return where the peer was before an open check asked whether it has moved."""
    asking = session.asking
    return asking.before if isinstance(asking, RoutabilityCheck) else session.path


def answer_update(session: AssociationV2, path: Path, told: dict[int, list[bytes]]) -> Payloads:
    """Return the answer to an update, and follow it as far as policy lets us.

    Raise `DenialError` where the message was translated on the way and forbids that.
    """
    if not session.peer_mobike or session.began:
        raise DenialError("MOBIKE was not agreed on", UNACCEPTABLE_ADDRESSES)
    if nat_detection.translated(path, told):
        raise DenialError(
            "the addresses were changed on the way although no NAT is allowed",
            UNEXPECTED_NAT_DETECTED,
        )
    before, session.path = _proven(session), path
    found = nat_detection.nats(session.spis, path, told)
    if found is not None and session.configuration.nat_traversal:
        session.nat_local, session.nat_peer = found
    policy = session.configuration.return_routability
    if policy != "before":
        session.esp_follows("UPDATE_SA_ADDRESSES")
    if policy != "off":
        session.after_answer = RoutabilityCheck(session, before, moved=policy == "after")
    if found is None:
        return []
    return nat_detection.own_view(session.spis, path)
