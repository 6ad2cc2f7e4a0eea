"""What a device on the way remembers of conversations, and for how long nothing has to pass."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from simulation.kernel.node import Node

Key = TypeVar("Key", bound=Hashable)


class Memory(Generic[Key]):
    """Conversations by their keys; one that nothing passes for its *timeout* (in ns) is forgotten.

    No RFC gives the times of packet filters; RFC 4787 section 4.3 gives those of translators.
    """

    def __init__(self, node: Node, timeout: Callable[[Key], int]) -> None:
        self._node = node
        self._timeout = timeout
        self._newest: dict[Key, int] = {}

    def note(self, key: Key) -> None:
        """Remember that something of the conversation passes now."""
        self._newest[key] = int(self._node.env.now)

    def knows(self, key: Key) -> bool:
        """Return whether the conversation is remembered still."""
        newest = self._newest.get(key)
        return newest is not None and int(self._node.env.now) - newest < self._timeout(key)

    def lapsed_after(self, key: Key) -> int | None:
        """Return the time-out in ns by which a conversation that was known is forgotten."""
        known = key not in self._newest or self.knows(key)
        return None if known else self._timeout(key)
