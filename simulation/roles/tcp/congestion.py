"""Congestion control of RFC 5681, with the partial acknowledgements of RFC 6582; in octets.

Places in the stream are counted from the SYN, which stands at 0, and never wrap.
"""

from __future__ import annotations

from enum import StrEnum

DUPLICATES = 3
"""Duplicate acknowledgements that mean a loss (RFC 5681 section 3.2)."""
UNBOUNDED = 1 << 30


class Phase(StrEnum):
    """How the window changes at present."""

    SLOW_START = "slow start"
    AVOIDANCE = "congestion avoidance"
    RECOVERY = "fast recovery"


def initial_window(segment: int) -> int:
    """Return the first congestion window for segments of that size (RFC 5681 section 3.1)."""
    if segment > 2190:
        return 2 * segment
    return 3 * segment if segment > 1095 else 4 * segment


class Congestion:
    """The congestion window of one sender."""

    def __init__(self, segment: int) -> None:
        self.segment = segment
        self.window = initial_window(segment)
        self.threshold = UNBOUNDED
        self.recovering = False
        self.recover = 0
        """What had been sent when the latest loss was found; earlier losses are the same one."""
        self._duplicates = 0

    @property
    def phase(self) -> Phase:
        """How the window changes at present."""
        if self.recovering:
            return Phase.RECOVERY
        return Phase.SLOW_START if self.window < self.threshold else Phase.AVOIDANCE

    def acknowledged(self, octets: int, place: int) -> bool:
        """Take an acknowledgement of *octets* new ones, up to *place*.

        Return whether the segment that begins at *place* is known to be lost, too.
        """
        self._duplicates = 0
        if not self.recovering:
            self._grow(octets)
            return False
        if place >= self.recover:
            self.recovering = False
            self.window = self.threshold
            return False
        # RFC 6582 section 3.2: a partial acknowledgement deflates by what left the network.
        self.window = max(self.segment, self.window - octets)
        if octets >= self.segment:
            self.window += self.segment
        return True

    def _grow(self, octets: int) -> None:
        if self.window < self.threshold:
            self.window += min(octets, self.segment)
        else:
            self.window += max(1, self.segment * self.segment // self.window)

    def duplicate(self, flight: int, place: int, sent: int, *, probed: bool = False) -> bool:
        """Take a duplicate acknowledgement of *place*; return whether to retransmit from there.

        *flight* octets are outstanding, *sent* is the end of what was ever sent.  A lost probe
        of the path MTU is no sign of congestion (RFC 4821 section 7.6).
        """
        if self.recovering:
            self.window += self.segment
            return False
        self._duplicates += 1
        if self._duplicates != DUPLICATES or place < self.recover:
            return False
        if probed:
            self.threshold = self.window
        else:
            self._halve(flight)
        self.recovering = True
        self.recover = sent
        self.window = self.threshold + DUPLICATES * self.segment
        return True

    def timed_out(self, flight: int, sent: int, *, again: bool) -> None:
        """Begin anew with one segment; *again* where the same segment had timed out before."""
        if not again:
            self._halve(flight)
        self.window = self.segment
        self.recovering = False
        self.recover = sent
        self._duplicates = 0

    def _halve(self, flight: int) -> None:
        self.threshold = max(flight // 2, 2 * self.segment)

    def idle(self) -> None:
        """Forget what an idle time has made of no value (RFC 5681 section 4.1)."""
        self.window = min(self.window, initial_window(self.segment))
