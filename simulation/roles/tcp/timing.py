"""The retransmission timeout of one connection (RFC 6298); times in ns."""

from __future__ import annotations

from simulation.time import MILLISECOND, SECOND

INITIAL = 1 * SECOND
LEAST = 1 * SECOND
MOST = 60 * SECOND
GRANULARITY = 10 * MILLISECOND
AFTER_A_LOST_SYN = 3 * SECOND


class RetransmissionTimeout:
    """Follows the round trips that are measured, and doubles when nothing comes back."""

    def __init__(self) -> None:
        self.smoothed: int | None = None
        self.variation = 0
        self.value = INITIAL

    def sample(self, measured: int) -> None:
        """Take the round-trip time of a segment that was sent once only (RFC 6298 section 2)."""
        if self.smoothed is None:
            self.smoothed = measured
            self.variation = measured // 2
        else:
            self.variation = (3 * self.variation + abs(self.smoothed - measured)) // 4
            self.smoothed = (7 * self.smoothed + measured) // 8
        wanted = self.smoothed + max(GRANULARITY, 4 * self.variation)
        self.value = min(MOST, max(LEAST, wanted))

    def back_off(self) -> None:
        """Double after an expiry, up to the most (RFC 6298 section 5.5)."""
        self.value = min(MOST, self.value * 2)

    def begin_data(self) -> None:
        """Begin to send data after a SYN that had to be repeated (RFC 6298 section 5.7)."""
        if self.smoothed is None:
            self.value = AFTER_A_LOST_SYN
