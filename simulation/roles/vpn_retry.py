"""When a VPN that went down is tried again."""

from collections.abc import Callable

from simulation.kernel.node import Node
from simulation.roles.role import Timer
from simulation.time import SECOND

FIRST_PAUSE = 1 * SECOND
LONGEST_PAUSE = 64 * SECOND


class VpnRetry:
    """Tries again after a pause that doubles with each failure: who refuses is not pestered.

    No RFC gives the times; they are those of IKE's own repetitions (`Backoff`).
    """

    def __init__(self, node: Node, again: Callable[[], None]) -> None:
        self._pause = FIRST_PAUSE
        self._failure = ""
        self._timer = Timer(node, again)

    @property
    def after(self) -> str:
        """What to add to the word that it is tried: how it failed last, if it did."""
        return f"; the last one failed: {self._failure}" if self._failure else ""

    def failed(self, because: str) -> None:
        """Try again after the pause, and wait twice as long the next time."""
        self._failure = because
        self._timer.start(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def begin_anew(self) -> None:
        """Forget earlier failures: they say nothing about where the node is now."""
        self._pause = FIRST_PAUSE
        self._failure = ""
