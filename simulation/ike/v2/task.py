"""One request and its response, seen from either side."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from simulation.errors import PolicyError
from simulation.ike.message import Message
from simulation.ike.session import Path
from simulation.wire.ikev2 import N, NotifyPayload
from simulation.wire.isakmp import Part

Payloads = list[Sequence[Part]]


class Request(ABC):
    """A request that this side makes; the conversation numbers, seals and repeats it."""

    exchange: ClassVar[int]
    label: str = ""
    """What the message is called, where its rule's name says too little."""

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

    def __init__(self, what: str, notification: int, *, fatal: bool = False) -> None:
        super().__init__(what)
        self.notification = notification
        self.fatal = fatal


def notices(message: Message) -> dict[int, list[bytes]]:
    """Return the data of every notification, by its type."""
    found: dict[int, list[bytes]] = {}
    for node in message.all(N):
        if isinstance(node.header, NotifyPayload):
            found.setdefault(node.header.type, []).append(node.header.data)
    return found


def notify(kind: int, data: bytes = b"") -> Sequence[Part]:
    """Return a Notify payload."""
    return [NotifyPayload(type=kind, data=data)]
