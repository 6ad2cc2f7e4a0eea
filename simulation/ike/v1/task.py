"""One exchange is one task: it builds messages and processes answers, and knows no timers.

The session alone encrypts, keeps the IV chain, notices copies and sends again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from simulation.ike.association import Association

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.crypto.ikev1_keys import Phase1Keys
    from simulation.crypto.suites import IkeSuite
    from simulation.ike.happenings import Datagram
    from simulation.ike.message import Message
    from simulation.ike.retransmission import Backoff
    from simulation.ike.rules import Label, MessageRule
    from simulation.wire.fields import Header
    from simulation.wire.isakmp import Node, Part


@dataclass(frozen=True, slots=True)
class Step:
    """What a task wants done next."""

    payloads: Sequence[Sequence[Part]] | None = None
    """A message to send, or `None`."""
    expects: bool = False
    """True where that message is sent again until it is answered."""
    finished: bool = False
    due_ns: int | None = None
    """When `Task.resume` is to be called, for answers that take time."""
    backoff: Backoff | None = None
    label: Label | None = None
    """What the message is called, where its rule's name says too little."""


WAIT = Step()
DONE = Step(finished=True)


class Task(ABC):
    """One exchange as one side sees it."""

    exchange: ClassVar[int]
    rules: ClassVar[tuple[MessageRule, ...]]
    """One for each message, in order; the last serves for any that follow."""

    def __init__(self) -> None:
        self.reply: Datagram | None = None
        """An answer that was sent in an exchange of its own; copies of the question get it."""
        self.turn = 0
        """How many messages of this exchange have been sent or accepted."""

    @property
    def rule(self) -> MessageRule:
        """The rule of the next message, whichever way it goes."""
        return self.rules[min(self.turn, len(self.rules) - 1)]

    def seed(self, message_id: bytes) -> bytes:
        """Return what the HASH of the next message covers before the payloads themselves."""
        return message_id

    def build(self, now_ns: int) -> Step:
        """Return the first message, on the side that begins."""
        raise NotImplementedError(f"{type(self).__name__} never begins an exchange")

    @abstractmethod
    def process(self, message: Message, now_ns: int) -> Step:
        """Take a message that obeys the rule and whose HASH held."""

    def resume(self, now_ns: int) -> Step:
        """Go on at the time that a step asked for."""
        return WAIT

    def completed(self, now_ns: int) -> None:  # noqa: B027 most tasks have nothing to add
        """Learn that the exchange is over and its last message is on its way."""

    def abandoned(self, now_ns: int) -> None:  # noqa: B027
        """Learn that the peer never answered."""


class AssociationV1(Association, Protocol):
    """What the tasks of IKEv1 may know and do of their association."""

    initiator: bool
    suite: IkeSuite
    keys: Phase1Keys | None
    cookie_i: bytes
    cookie_r: bytes
    peer_dpd: bool
    asks_user: bool
    user_admitted: bool
    liveness_number: int

    @property
    def replaces(self) -> Association | None:
        """The association whose place this one is begun to take."""
        ...

    @property
    def cookies(self) -> bytes:
        """Both cookies, the initiator's first."""
        ...

    @property
    def key_id(self) -> str:
        """Id of this association's key in the trace."""
        ...

    def chain_from(self, iv: bytes) -> None:
        """Begin phase 1's chain with *iv* (RFC 2409 appendix B)."""
        ...

    def begin(self, task: Task, now_ns: int) -> Datagram | None:
        """Begin an exchange of its own for *task*; return its first message."""
        ...

    def proceed(self, now_ns: int) -> None:
        """Do what comes next once phase 1 stands."""
        ...

    def answered(self, number: bytes) -> None:
        """Learn that the peer lives."""
        ...

    def refused(self, because: str) -> None:
        """Learn that the peer refuses what quick mode proposes."""
        ...

    def closed_by_peer(self) -> None:
        """Close phase 1; children that the peer did not delete live on until they expire."""
        ...


def attributes(node: Node) -> dict[int, int]:
    """Return the attributes inside a transform as numbers; the first of a kind counts."""
    found: dict[int, int] = {}
    for inner in node.inside:
        header: Header = inner.header
        value = getattr(header, "value", 0)
        number = int.from_bytes(value, "big") if isinstance(value, bytes) else int(value)
        found.setdefault(getattr(header, "attribute", 0), number)
    return found
