"""One-way messages: DELETE, errors, and dead peer detection (RFC 2409 section 5.7, RFC 3706)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.errors import WireError
from simulation.ike.happenings import Rejected
from simulation.ike.rules import Label
from simulation.ike.v1.rules import INFORMATION, INFORMATIONAL
from simulation.ike.v1.task import DONE, Step, Task
from simulation.wire.ikev1 import (
    INVALID_ID_INFORMATION,
    NO_PROPOSAL_CHOSEN,
    NOTIFICATIONS,
    R_U_THERE,
    R_U_THERE_ACK,
    D,
    DeletePayload,
    N,
    NotificationPayload,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.ike.children import Child
    from simulation.ike.message import Message
    from simulation.ike.v1.task import AssociationV1
    from simulation.wire.isakmp import Part

ISAKMP, ESP = 1, 3


class Announcement(Task):
    """Says one thing and expects no answer."""

    exchange: ClassVar[int] = INFORMATIONAL
    rules = INFORMATION

    def __init__(self, session: AssociationV1, payload: Sequence[Part], label: Label) -> None:
        super().__init__()
        self.label = label
        self.session = session
        self.payload = payload

    def build(self, now_ns: int) -> Step:
        """Return the one message."""
        return Step([self.payload], finished=True, label=self.label)

    def process(self, message: Message, now_ns: int) -> Step:
        """Refuse: nothing answers an announcement."""
        raise WireError("an informational exchange has one message")


class LivenessCheck(Announcement):
    """Asks whether the peer lives; its answer comes in an exchange of its own."""

    def __init__(self, session: AssociationV1) -> None:
        session.liveness_number += 1
        self.number = session.liveness_number.to_bytes(4, "big")
        question = _about_cookies(session, R_U_THERE, self.number)
        super().__init__(session, question, Label("R-U-THERE", "ike-r-u-there"))

    def build(self, now_ns: int) -> Step:
        """Return the question, which is sent again until it is answered."""
        return Step([self.payload], expects=True, label=self.label)

    def abandoned(self, now_ns: int) -> None:
        """Take the peer for dead."""
        self.session.give_up("the peer does not answer: taken for dead (RFC 3706 section 5.5)")


def _about_cookies(session: AssociationV1, kind: int, data: bytes) -> Sequence[Part]:
    return [NotificationPayload(spi_size=16, type=kind, spi=session.cookies, data=data)]


def deletion_of_esp(session: AssociationV1, children: Sequence[Child]) -> Announcement:
    """Return the message that says on which SPIs this side receives no more."""
    spis = b"".join(child.inbound.spi.to_bytes(4, "big") for child in children)
    payload = DeletePayload(protocol=ESP, spi_size=4, count=len(children), spis=spis)
    return Announcement(session, [payload], Label("DELETE of ESP", "ike-delete"))


def deletion_of_isakmp(session: AssociationV1) -> Announcement:
    """Return the message that deletes the association itself."""
    whole = DeletePayload(protocol=ISAKMP, spi_size=16, count=1, spis=session.cookies)
    return Announcement(session, [whole], Label("DELETE of ISAKMP", "ike-delete"))


def error(session: AssociationV1, kind: int) -> Announcement:
    """Return the message that tells the peer why its proposal was refused."""
    label = Label(NOTIFICATIONS[kind], "ike-notification")
    return Announcement(session, _about_cookies(session, kind, b""), label)


class Information(Task):
    """Takes in what the peer announces."""

    exchange: ClassVar[int] = INFORMATIONAL
    rules = INFORMATION

    def __init__(self, session: AssociationV1) -> None:
        super().__init__()
        self.session = session

    def process(self, message: Message, now_ns: int) -> Step:
        """Take notifications and deletions."""
        for node in message.all(N):
            if isinstance(node.header, NotificationPayload):
                self._notified(node.header, now_ns)
        for node in message.all(D):
            if isinstance(node.header, DeletePayload):
                self._deleted(node.header)
        return DONE

    def _notified(self, header: NotificationPayload, now_ns: int) -> None:
        session = self.session
        if header.type == R_U_THERE:
            payload = _about_cookies(session, R_U_THERE_ACK, header.data)
            answer = Announcement(session, payload, Label("R-U-THERE-ACK", "ike-r-u-there-ack"))
            self.reply = session.begin(answer, now_ns)
        elif header.type == R_U_THERE_ACK:
            session.answered(header.data)
        elif header.type in (NO_PROPOSAL_CHOSEN, INVALID_ID_INFORMATION):
            session.refused(f"the peer says {NOTIFICATIONS[header.type]}")

    def _deleted(self, header: DeletePayload) -> None:
        session = self.session
        if not session.configuration.honour_delete:
            session.outbox.report(
                Rejected(
                    "delete-ignored",
                    f"DELETE of {header.count} associations is not acted upon",
                    "RFC 2408 section 3.15",
                )
            )
        elif header.protocol == ESP and header.spi_size == 4:
            spis = {
                int.from_bytes(header.spis[start : start + 4], "big")
                for start in range(0, len(header.spis), 4)
            }
            session.deleted_by_peer(spis)
        elif header.protocol == ISAKMP and session.cookies == header.spis:
            session.closed_by_peer()
