"""The anti-replay window of RFC 4303 section 3.4.3."""


class ReplayWindow:
    """Remembers which of the newest *size* sequence numbers have been seen.

    Ask `admits` before the ICV is checked and call `accept` after it held, so that a
    forged packet never moves the window.
    """

    __slots__ = ("_mask", "_seen", "highest", "size")

    def __init__(self, size: int = 64) -> None:
        self.size = size
        self.highest = 0
        self._seen = 0
        self._mask = (1 << size) - 1

    def admits(self, sequence: int) -> bool:
        """Tell whether *sequence* is new: ahead of the window, or inside it and not yet seen."""
        if sequence > self.highest:
            return True
        behind = self.highest - sequence
        return sequence > 0 and behind < self.size and not self._seen >> behind & 1

    def refusal(self, sequence: int) -> str:
        """Return in words why *sequence*, which is not admitted, is none that may come now."""
        if 0 < sequence <= self.highest - self.size:
            return f"is too old for the replay window of {self.size}: {self.highest} came"
        return "is a replay"

    def accept(self, sequence: int) -> None:
        """Note that an authenticated packet with *sequence* arrived."""
        ahead = sequence - self.highest
        if ahead > 0:
            self._seen = (self._seen << ahead | 1) & self._mask if ahead < self.size else 1
            self.highest = sequence
        else:
            self._seen |= 1 << -ahead
