"""One exchange is one task: it builds messages and processes answers, and knows no timers.

The session alone encrypts, keeps the IV chain, notices copies and sends again.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from simulation.ike.message import Message
from simulation.ike.retransmission import Backoff
from simulation.ike.rules import MessageRule
from simulation.wire.isakmp import Node, Part

if TYPE_CHECKING:
    from simulation.ike.happenings import Datagram
    from simulation.wire.fields import Header


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
    label: str = ""
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


def attributes(node: Node) -> dict[int, int]:
    """Return the attributes inside a transform as numbers; the first of a kind counts."""
    found: dict[int, int] = {}
    for inner in node.inside:
        header: Header = inner.header
        value = getattr(header, "value", 0)
        number = int.from_bytes(value, "big") if isinstance(value, bytes) else int(value)
        found.setdefault(getattr(header, "attribute", 0), number)
    return found
