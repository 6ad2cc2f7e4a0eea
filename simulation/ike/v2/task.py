"""One request and its response, seen from either side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from simulation.errors import PolicyError
from simulation.ike.configuration import SECOND
from simulation.wire.ikev2 import N, NotifyPayload
from simulation.wire.isakmp import Part

if TYPE_CHECKING:
    from simulation.ike.message import Message
    from simulation.ike.session import Path
    from simulation.ike.v2.session import SessionV2

IKE, ESP = 1, 3
"""Protocol identifiers of proposals, notifications and deletions (RFC 7296 section 3.3.1)."""
Payloads = list[Sequence[Part]]


def retry_at(session: SessionV2, now_ns: int) -> int:
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
    label: str = ""
    """What the message is called, where its rule's name says too little."""

    def __init__(self, session: SessionV2) -> None:
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
