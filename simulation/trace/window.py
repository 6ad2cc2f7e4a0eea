"""How a trace tells the windows of a TCP sender: one form, for who writes it and who reads it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_FORM: Final = re.compile(r"\bwindow (\d+) octets, threshold (\d+)$")


class Windows(NamedTuple):
    """Congestion window and slow start threshold in octets (RFC 5681 section 3.1)."""

    window: int
    threshold: int

    def words(self) -> str:
        """Return them as the reason of a change of phase ends with them."""
        return f"window {self.window} octets, threshold {self.threshold}"


def windows_in(because: str) -> Windows | None:
    """Return what the reason of a change of phase says of the windows, if it does."""
    found = _FORM.search(because)
    return None if found is None else Windows(int(found[1]), int(found[2]))
