"""INFORMATIONAL exchanges: DELETE, and asking whether the peer lives (RFC 7296 section 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.ike.happenings import Rejected
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.mobike import UpdateRequest, answer_update
from simulation.ike.v2.rules import INFORMATIONAL
from simulation.ike.v2.task import Payloads, Request, notices, notify
from simulation.wire.ikev2 import (
    COOKIE2,
    NAT_DETECTION_DESTINATION_IP,
    UPDATE_SA_ADDRESSES,
    D,
    DeletePayload,
)

if TYPE_CHECKING:
    from simulation.ike.message import Message
    from simulation.ike.session import Path
    from simulation.ike.v2.session import SessionV2

IKE, ESP = 1, 3


class DeleteRequest(Request):
    """Says that the whole association is deleted; unlike in IKEv1 it is acknowledged."""

    exchange: ClassVar[int] = INFORMATIONAL
    label = "DELETE"

    def __init__(self, session: SessionV2) -> None:
        self.session = session

    def build(self) -> Payloads:
        """Return the one payload."""
        return [[DeletePayload(protocol=IKE)]]

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Forget the session: the peer knows."""
        self.session.end("deleted here, and the peer knows")

    def abandoned(self, now_ns: int) -> None:
        """Forget the session all the same."""
        self.session.end("deleted here, and the peer never answered")


class LivenessCheck(Request):
    """Asks for nothing but an answer; behind a NAT, also whether its mapping still holds."""

    exchange: ClassVar[int] = INFORMATIONAL
    label = "liveness check"

    def __init__(self, session: SessionV2) -> None:
        self.session = session

    def build(self) -> Payloads:
        """Return the view of the path where a NAT may have changed it: RFC 4555 section 3.8."""
        session = self.session
        if session.nat_local and session.peer_mobike and session.initiator:
            return nat_detection.own_view(session.spis, session.path)
        return []

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Update the addresses where the NAT gave us others than before."""
        seen = notices(message).get(NAT_DETECTION_DESTINATION_IP)
        if seen is None:
            return
        session = self.session
        if session.seen_as not in (None, seen[0]):
            session.request(UpdateRequest(session), now_ns)
        session.seen_as = seen[0]

    def abandoned(self, now_ns: int) -> None:
        """Take the peer for dead."""
        self.session.give_up("the peer does not answer: taken for dead")


def answer_information(session: SessionV2, message: Message, path: Path) -> Payloads:
    """Return the answer to an INFORMATIONAL request; an empty one is still an answer."""
    told = notices(message)
    parts: Payloads = []
    if UPDATE_SA_ADDRESSES in told:
        parts += answer_update(session, path, told)
    elif NAT_DETECTION_DESTINATION_IP in told:
        parts += nat_detection.own_view(session.spis, path)
    parts += [notify(COOKIE2, data) for data in told.get(COOKIE2, [])[:1]]
    for node in message.all(D):
        if isinstance(node.header, DeletePayload):
            parts += _deleted(session, node.header)
    return parts


def _deleted(session: SessionV2, header: DeletePayload) -> Payloads:
    if not session.configuration.honour_delete:
        what = "DELETE is acknowledged but not acted upon"
        session.outbox.tell(Rejected("delete-ignored", what, "RFC 7296 section 1.4.1"))
        return []
    if header.protocol == IKE:
        session.ends_after_answer = "the peer deleted it"
        return []
    spis = {
        int.from_bytes(header.spis[start : start + 4], "big")
        for start in range(0, len(header.spis), 4)
    }
    gone = [child for child in session.children if child.outbound.spi in spis]
    for child in gone:
        session.children.remove(child)
        session.drop_child(child, "the peer deleted it")
    own = b"".join(child.inbound.spi.to_bytes(4, "big") for child in gone)
    if not gone:
        return []
    return [[DeletePayload(protocol=ESP, spi_size=4, count=len(gone), spis=own)]]
