"""The one place that knows when an unanswered message is sent again."""

from dataclasses import dataclass

from simulation.ike.happenings import Datagram


@dataclass(frozen=True, slots=True)
class Backoff:
    """Wait *first_ns*, then *factor* times as long each time; give up after *tries* sendings."""

    first_ns: int = 1_000_000_000
    factor: int = 2
    tries: int = 6


PATIENT = Backoff(first_ns=10_000_000_000, factor=1, tries=12)
"""For questions that a person answers."""


class Retransmitter:
    """Keeps the one message of an exchange that still waits for its answer."""

    __slots__ = ("_left", "_policy", "_wait", "datagram", "due_ns")

    def __init__(self) -> None:
        self.datagram: Datagram | None = None
        self.due_ns: int | None = None
        self._policy = Backoff()
        self._wait = 0
        self._left = 0

    def start(self, datagram: Datagram, policy: Backoff, now_ns: int) -> None:
        """Begin waiting for the answer to *datagram*, which is sent now."""
        self.datagram = datagram
        self._policy = policy
        self._wait = policy.first_ns
        self._left = policy.tries - 1
        self.due_ns = now_ns + self._wait

    def stop(self) -> None:
        """Stop waiting: the answer came, or nobody needs it any more."""
        self.due_ns = None

    def again(self, now_ns: int) -> Datagram | None:
        """Return what to send again now, or `None` once all tries are used up."""
        if self._left == 0:
            self.due_ns = None
            return None
        self._left -= 1
        self._wait *= self._policy.factor
        self.due_ns = now_ns + self._wait
        return self.datagram
