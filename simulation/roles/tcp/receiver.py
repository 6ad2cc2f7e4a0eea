"""The receiving half of a connection: puts segments in order within its window."""

from __future__ import annotations


class Receiver:
    """Takes octets by their place (the peer's SYN stands at 0) and gives them out in order."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.expected = 1
        """Place of the next octet that is waited for."""
        self._pieces: dict[int, bytes] = {}

    @property
    def gap(self) -> bool:
        """Whether octets are here that cannot be given out yet."""
        return bool(self._pieces)

    def accepts(self, place: int, length: int) -> bool:
        """Return whether a segment touches the window (RFC 9293 section 3.10.7.4)."""
        end = place + length
        right = self.expected + self.window
        if length == 0:
            return self.expected <= place < right
        return place < right and end > self.expected

    def receive(self, place: int, data: bytes) -> bytes:
        """Take *data* and return what can now be given out in order, which may be nothing."""
        if place < self.expected:
            data = data[self.expected - place :]
            place = self.expected
        data = data[: max(0, self.expected + self.window - place)]
        if data and len(data) > len(self._pieces.get(place, b"")):
            self._pieces[place] = data
        return self._ready()

    def _ready(self) -> bytes:
        ready = b""
        for place in sorted(self._pieces):
            if place > self.expected:
                break
            piece = self._pieces.pop(place)
            fresh = piece[self.expected - place :]
            ready += fresh
            self.expected += len(fresh)
        return ready
