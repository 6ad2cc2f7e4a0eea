"""State machines as tables: what may follow what, and every move told with its reason."""

from collections.abc import Callable, Mapping

from simulation.errors import MoveError
from simulation.ike.happenings import Happening, Moved

Moves = Mapping[str, frozenset[str]]
"""From each state to the states that may follow it."""


class Machine:
    """One state machine; `become` is the only way to move it."""

    __slots__ = ("_moves", "_name", "_tell", "state")

    def __init__(
        self, name: str, moves: Moves, start: str, tell: Callable[[Happening], None]
    ) -> None:
        self._name = name
        self._moves = moves
        self._tell = tell
        self.state = start

    def become(self, new: str, *, because: str, spec: str = "") -> None:
        """Move to *new* and tell it; raise `MoveError` where the table has no such move."""
        if new not in self._moves[self.state]:
            raise MoveError(f"{self._name} cannot move from {self.state} to {new}")
        old, self.state = self.state, new
        self._tell(Moved(self._name, old, new, because, spec))
