"""One request and its response, seen from either side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from simulation.errors import PolicyError
from simulation.ike.association import Association
from simulation.ike.configuration import SECOND
from simulation.wire.ikev2 import N, NotifyPayload
from simulation.wire.isakmp import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.crypto.ikev2_keys import IkeSaKeys
    from simulation.crypto.suites import IkeSuite
    from simulation.ike.association import Path
    from simulation.ike.children import Child
    from simulation.ike.message import Message
    from simulation.ike.rules import Label
    from simulation.wire.address import Prefix

IKE, ESP = 1, 3
"""Protocol identifiers of proposals, notifications and deletions (RFC 7296 section 3.3.1)."""
Payloads = list[Sequence[Part]]


def retry_at(session: AssociationV2, now_ns: int) -> int:
    """Return when to ask again after a TEMPORARY_FAILURE: within 5 to 15 s (section 2.25).

    Chance keeps two ends from refusing one another for ever.
    """
    drawn = int.from_bytes(session.configuration.stream("retry").octets(2), "big")
    return now_ns + 5 * SECOND + drawn * 10 * SECOND // 0xFFFF


class Nonces(NamedTuple):
    """Those of one CREATE_CHILD_SA exchange; of two at once, the lowest of all four decides."""

    asked: bytes
    answered: bytes

    def lose_to(self, others: Nonces) -> bool:
        """Return whether what this exchange made is the redundant one (section 2.8.1)."""
        return min(self) < min(others)


class Request(ABC):
    """A request that this side makes; the conversation numbers, seals and repeats it."""

    exchange: ClassVar[int]
    label: Label | None = None
    """What the message is called, where its rule's name says too little."""

    def __init__(self, session: AssociationV2) -> None:
        self.session = session

    def stands(self) -> bool:
        """Return whether the request still means anything when its turn comes."""
        return True

    @abstractmethod
    def build(self) -> Payloads:
        """Return the payloads, when it is this request's turn."""

    @abstractmethod
    def process(self, message: Message, path: Path, now_ns: int) -> None:
        """Take the response, which came by *path*."""

    @abstractmethod
    def abandoned(self, now_ns: int) -> None:
        """Learn that the peer never answered."""


class AssociationV2(Association, Protocol):
    """What the requests of IKEv2, and the answers to them, may know and do of their association."""

    suite: IkeSuite
    keys: IkeSaKeys | None
    spi_i: bytes
    spi_r: bytes
    nonce_i: bytes
    nonce_r: bytes
    request_octets: bytes
    """The request of IKE_SA_INIT as it was sent: the initiator's proof covers it."""
    response_octets: bytes
    """The response of IKE_SA_INIT as it was sent: the responder's proof covers it."""
    peer_mobike: bool
    seen_as: bytes | None
    """How the peer saw our end of the path, as a hash: in IKE_SA_INIT or its last update."""
    asking: Request | None
    """The request that waits for its response."""
    waiting: list[Request]
    after_answer: Request | None
    undecided: Callable[[int], None] | None
    """Decides for this association, where an open request of ours may yet make it redundant."""

    @property
    def spis(self) -> bytes:
        """Both SPIs, the initiator's first."""
        ...

    @property
    def key_id(self) -> str:
        """Id of this association's keys in the trace."""
        ...

    def request(self, task: Request, now_ns: int) -> None:
        """Make a request as soon as none is open."""
        ...

    def outbox_refusal(self, denial: DenialError) -> None:
        """Tell of a refusal that does not end the exchange."""
        ...

    def see_nats(self, path: Path, told: dict[int, list[bytes]], because: str) -> None:
        """Note where NATs stand on *path*, and let ESP change its encapsulation if it must."""
        ...

    def esp_follows(self, because: str) -> None:
        """Tell that ESP takes the path that IKE takes now."""
        ...

    def negotiate(
        self, local: Prefix, remote: Prefix, now_ns: int, replaces: Child | None = None
    ) -> None:
        """Ask for another pair of associations, in the place of one or beside them all."""
        ...

    def drop_child(self, child: Child, because: str) -> None:
        """Forget *child*, and tell that it is gone."""
        ...

    def another(self, spi: bytes, *, initiator: bool) -> AssociationV2:
        """Return an association with the same peer under the SPI *spi* of who begins it."""
        ...

    def join(self) -> None:
        """Be kept by the node: another association made this one."""
        ...

    def inherit(self, old: Association) -> None:
        """Take over from *old* who the peer is, and where."""
        ...

    def heard(self, now_ns: int) -> None:
        """Note that something authentic came from the peer."""
        ...

    def live(self, now_ns: int) -> None:
        """Begin the lifetime of this association."""
        ...

    def succeed(self, old: Association) -> None:
        """Take over the children of *old* (RFC 7296 section 2.8)."""
        ...

    def retire(self, now_ns: int) -> None:
        """Have this association deleted after another has taken its place."""
        ...

    def delete(self, now_ns: int) -> None:
        """Drop the children, tell the peer, and forget the association once it has answered."""
        ...

    def closed_by_peer(self, now_ns: int) -> None:
        """End once the peer has its answer."""
        ...

    def fail(self, because: str, now_ns: int) -> None:
        """Tell that an authenticated association is of no use, and delete it at the peer too."""
        ...

    def end(self, because: str) -> None:
        """Forget the association and its children without telling the peer."""
        ...


class DenialError(PolicyError):
    """A request that is refused with a notification, which may be the association's end."""

    def __init__(
        self, what: str, notification: int, *, fatal: bool = False, esp_spi: bytes = b""
    ) -> None:
        super().__init__(what)
        self.notification = notification
        self.fatal = fatal
        self.esp_spi = esp_spi
        """Which ESP association it is about, where it is about one."""


def notices(message: Message) -> dict[int, list[bytes]]:
    """Return the data of every notification, by its type."""
    found: dict[int, list[bytes]] = {}
    for node in message.all(N):
        if isinstance(node.header, NotifyPayload):
            found.setdefault(node.header.type, []).append(node.header.data)
    return found


def notify(kind: int, data: bytes = b"", *, esp_spi: bytes = b"") -> Sequence[Part]:
    """Return a Notify payload, about one ESP association or about none."""
    protocol = ESP if esp_spi else 0
    return [
        NotifyPayload(protocol=protocol, spi_size=len(esp_spi), type=kind, spi=esp_spi, data=data)
    ]
