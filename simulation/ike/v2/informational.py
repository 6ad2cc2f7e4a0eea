"""INFORMATIONAL exchanges: DELETE, and asking whether the peer lives (RFC 7296 section 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from simulation.ike.happenings import Rejected
from simulation.ike.rules import Label
from simulation.ike.v2 import nat_detection
from simulation.ike.v2.mobike import UpdateRequest, answer_update
from simulation.ike.v2.rules import INFORMATIONAL
from simulation.ike.v2.task import ESP, IKE, Payloads, Request, notices, notify
from simulation.wire.ikev2 import (
    COOKIE2,
    NAT_DETECTION_DESTINATION_IP,
    UPDATE_SA_ADDRESSES,
    D,
    DeletePayload,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.ike.association import Path
    from simulation.ike.children import Child
    from simulation.ike.message import Message
    from simulation.ike.v2.task import AssociationV2
    from simulation.wire.isakmp import Part


class DeleteRequest(Request):
    """Says that the whole association is deleted; unlike in IKEv1 it is acknowledged."""

    exchange: ClassVar[int] = INFORMATIONAL
    label = Label("DELETE", "ike-delete")

    def build(self) -> Payloads:
        """Return the one payload."""
        return [[DeletePayload(protocol=IKE)]]

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Forget the session: the peer knows."""
        self.session.end("deleted here, and the peer knows")

    def abandoned(self, now_ns: int) -> None:
        """Forget the session all the same."""
        self.session.end("deleted here, and the peer never answered")


class ChildDeletion(Request):
    """Says that one pair of ESP associations is deleted, because another took its place."""

    exchange: ClassVar[int] = INFORMATIONAL
    label = Label("DELETE of ESP", "ike-delete")

    def __init__(self, session: AssociationV2, child: Child) -> None:
        super().__init__(session)
        self.child = child
        child.deleting = True
        child.rekey_ns = None

    def stands(self) -> bool:
        """Return false once the peer has deleted the pair itself."""
        return not self.child.closed

    def build(self) -> Payloads:
        """Return the one payload, which names what this side receives on."""
        return [_deletion([self.child])]

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Forget the pair: until now its packets were still taken (section 1.4.1)."""
        self.session.drop_child(self.child, "replaced, and the peer knows")

    def abandoned(self, now_ns: int) -> None:
        """Give the session up: a peer that answers no request is gone."""
        self.session.give_up("no answer to DELETE")


def _deletion(children: Sequence[Child]) -> Sequence[Part]:
    spis = b"".join(child.inbound.spi.to_bytes(4, "big") for child in children)
    return [DeletePayload(protocol=ESP, spi_size=4, count=len(children), spis=spis)]


class LivenessCheck(Request):
    """Asks for nothing but an answer; behind a NAT, also whether its mapping still holds."""

    exchange: ClassVar[int] = INFORMATIONAL
    label = Label("liveness check", "ike-liveness-check")

    def build(self) -> Payloads:
        """Return the view of the path where a NAT may have changed it: RFC 4555 section 3.8."""
        session = self.session
        if session.nat_local and session.peer_mobike and session.began:
            return nat_detection.own_view(session.spis, session.path)
        return []

    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Update the addresses where the NAT gave us others than before."""
        seen = notices(message).get(NAT_DETECTION_DESTINATION_IP)
        if seen is None:
            return
        session = self.session
        if session.seen_as != seen[0]:
            session.request(UpdateRequest(session), now_ns)

    def abandoned(self, now_ns: int) -> None:
        """Take the peer for dead."""
        self.session.give_up("the peer does not answer: taken for dead")


def answer_information(
    session: AssociationV2, message: Message, path: Path, now_ns: int
) -> Payloads:
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
            parts += _deleted(session, node.header, now_ns)
    return parts


def deletes_ike(message: Message) -> bool:
    """Return whether a message deletes the association that it comes by."""
    deletions = [each.header for each in message.all(D)]
    return any(isinstance(each, DeletePayload) and each.protocol == IKE for each in deletions)


def _deleted(session: AssociationV2, header: DeletePayload, now_ns: int) -> Payloads:
    if not session.configuration.honour_delete:
        what = "DELETE is acknowledged but not acted upon"
        session.outbox.report(Rejected("delete-ignored", what, "RFC 7296 section 1.4.1"))
        return []
    if header.protocol == IKE:
        session.closed_by_peer(now_ns)
        return []
    spis = {
        int.from_bytes(header.spis[start : start + 4], "big")
        for start in range(0, len(header.spis), 4)
    }
    # Where both sides delete a pair at once, neither names it in its answer (section 1.4.1).
    told = [child for child in session.deleted_by_peer(spis) if not child.deleting]
    return [_deletion(told)] if told else []
