"""The sending half of a connection: what is unsent, what is outstanding, what may go now.

Places in the stream are counted from the SYN, which stands at 0; data begins at 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.roles.tcp.congestion import DUPLICATES, Congestion
from simulation.roles.tcp.timing import RetransmissionTimeout

BUFFER = 65536


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment to send: its place, its data, and whether the stream ends with it."""

    place: int
    data: bytes
    fin: bool = False
    again: bool = False

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.place + len(self.data) + self.fin


class Sender:
    """Decides what is sent; knows neither timers nor the network."""

    def __init__(self, segment: int) -> None:
        self.congestion = Congestion(segment)
        self.timeout = RetransmissionTimeout()
        self.window = 0
        """What the peer is ready to take beyond `una`."""
        self.una = 0
        """The first place that is not acknowledged."""
        self.nxt = 0
        """The next place to send."""
        self.top = 0
        """Behind everything that was ever sent."""
        self.closed = False
        self.retransmissions = 0
        self.probe: Piece | None = None
        """The segment under way that is longer than others, to try the path (RFC 4821)."""
        self._data = bytearray()
        self._first = 1
        self._timed: tuple[int, int] | None = None

    # -- the application's side -------------------------------------------------------------

    @property
    def room(self) -> int:
        """Octets that the application may write now."""
        return 0 if self.closed else BUFFER - len(self._data)

    def write(self, octets: bytes) -> None:
        """Append to the stream; no more than `room`."""
        self._data += octets

    def close(self) -> None:
        """End the stream behind what was written."""
        self.closed = True

    # -- what may go ------------------------------------------------------------------------

    @property
    def segment(self) -> int:
        """Octets of data that one segment holds."""
        return self.congestion.segment

    @property
    def flight(self) -> int:
        """Octets that are sent and not acknowledged."""
        return self.nxt - self.una

    @property
    def _data_end(self) -> int:
        return self._first + len(self._data)

    @property
    def everything_acknowledged(self) -> bool:
        """Whether the peer has all of the stream and its end."""
        return self.closed and self.una > self._data_end

    def next_piece(self, now: int, probe: int = 0) -> Piece | None:
        """Return the next segment that the windows let go, and count it as sent.

        *probe* octets of data are to try the path, if enough follows to tell their loss.
        """
        limit = self.una + min(self.congestion.window, self.window)
        available = max(0, self._data_end - self.nxt)
        if self._may_probe(probe, available):
            if limit - self.nxt < probe:
                return None  # what is under way makes room for it
            self.probe = self._sent(self._piece(self.nxt, probe), now)
            return self.probe
        size = min(self.segment, available, limit - self.nxt)
        last = self.closed and size == available and self.nxt <= self._data_end
        if size < 0 or (size == 0 and not last):
            return None
        resends = self.nxt < self.top
        # RFC 9293 section 3.7.4: a small segment waits while others are outstanding.
        if 0 < size < self.segment and self.flight and not last and not resends:
            return None
        return self._sent(self._piece(self.nxt, size), now)

    def _may_probe(self, probe: int, available: int) -> bool:
        """Return whether a probe can go, with segments behind it that show whether it came.

        RFC 4821 section 7.4; none goes while something else is lost or tried.
        """
        followed = probe + (DUPLICATES + 1) * self.segment
        idle = self.probe is None and self.nxt == self.top and not self.congestion.recovering
        fits = followed <= min(available, self.congestion.window, self.window)
        return probe > self.segment and idle and fits

    @property
    def probe_at_front(self) -> bool:
        """Whether the oldest outstanding segment is a probe."""
        return self.probe is not None and self.probe.place == self.una

    def end_probe(self, place: int) -> int:
        """Return how long the probe was that an acknowledgement up to *place* covers, or 0."""
        if self.probe is None or place < self.probe.end:
            return 0
        probe, self.probe = self.probe, None
        return len(probe.data)

    def first_piece(self, now: int) -> Piece:
        """Return the oldest outstanding segment once more, if it was a probe its front alone."""
        self.probe = None
        return self._sent(self._piece(self.una, min(self.segment, self._data_end - self.una)), now)

    def _piece(self, place: int, size: int) -> Piece:
        start = place - self._first
        data = bytes(self._data[start : start + size])
        fin = self.closed and place + size == self._data_end
        return Piece(place, data, fin, again=place < self.top)

    def _sent(self, piece: Piece, now: int) -> Piece:
        if piece.again:
            self.retransmissions += 1
            # Karn: a segment that was sent twice tells nothing of the round trip.
            self._timed = None
        elif self._timed is None:
            self._timed = (piece.end, now)
        self.nxt = max(self.nxt, piece.end)
        self.top = max(self.top, piece.end)
        return piece

    def syn_sent(self, now: int) -> None:
        """Count the SYN as sent, once or once more."""
        self._timed = None if self.top else (1, now)
        self.nxt = self.top = 1

    # -- what comes back --------------------------------------------------------------------

    def acknowledged(self, place: int, now: int) -> bool:
        """Take an acknowledgement of new octets up to *place*.

        Return whether the segment at *place* is known to be lost.
        """
        octets = place - self.una
        if self._timed is not None and place >= self._timed[0]:
            self.timeout.sample(now - self._timed[1])
            self._timed = None
        established = self.una > 0
        self.una = place
        self.nxt = max(self.nxt, place)
        done = min(max(0, place - self._first), len(self._data))
        del self._data[:done]
        self._first += done
        return self.congestion.acknowledged(octets, place) if established else False

    def duplicate(self) -> bool:
        """Take a duplicate acknowledgement; return whether to retransmit the first segment."""
        probed = self.probe_at_front
        return self.congestion.duplicate(self.flight, self.una, self.top, probed=probed)

    def timed_out(self, *, again: bool) -> None:
        """Go back to the first octet that is not acknowledged (RFC 5681 section 3.1)."""
        self.congestion.timed_out(self.flight, self.top, again=again)
        self.timeout.back_off()
        self.go_back()

    def resize(self, segment: int) -> bool:
        """Use segments of that size, and send again what was too long (RFC 1191 section 6.5).

        Return whether there is something to send again.
        """
        shorter = segment < self.segment
        self.congestion.segment = segment
        if shorter:
            self.go_back()
        return shorter

    def go_back(self) -> None:
        """Send from the first octet that is not acknowledged."""
        self.nxt = max(1, self.una)
        self._timed = None
        self.probe = None
