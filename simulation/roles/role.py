"""What every role shares: a state that moves along a table, and timers."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import ClassVar

from simulation.errors import MoveError
from simulation.kernel.node import Node
from simulation.trace import StateChanged


class Role:
    """A protocol role at one node, as a state machine.

    `moves` says what may follow what; `become` is the only setter and writes the trace.
    """

    moves: ClassVar[Mapping[StrEnum, frozenset[StrEnum]]]

    def __init__(self, node: Node, machine: str, state: StrEnum) -> None:
        self.node = node
        self.machine = machine
        self.state = state

    def become(self, state: StrEnum, because: str, spec: str = "") -> None:
        """Move to *state* and record why; no event is recorded where the state stays the same."""
        if state is self.state:
            return
        if state not in self.moves[self.state]:
            raise MoveError(f"{self.machine} at {self.node.name}: {self.state} to {state}")
        old, self.state = self.state, state
        self.node.recorder.record(
            StateChanged(self.node.name, self.machine, str(old), str(state), because, spec)
        )


class Timer:
    """One timer that can be restarted or stopped; it ends when the node is switched off."""

    def __init__(self, node: Node, act: Callable[[], None]) -> None:
        self._node = node
        self._act = act
        self._turn = 0
        self.running = False

    def start(self, delay: int) -> None:
        """Expire in *delay* ns, in place of any earlier time that was set."""
        self._turn += 1
        self.running = True
        turn = self._turn
        self._node.after(max(0, delay), lambda: self._ring(turn))

    def stop(self) -> None:
        """Do not expire."""
        self._turn += 1
        self.running = False

    def _ring(self, turn: int) -> None:
        if turn == self._turn:
            self.running = False
            self._act()
