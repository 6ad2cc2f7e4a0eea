"""How long a connection's packets may be: what ICMP tells (RFC 1191), what probes find (RFC 4821).

Sizes are those of IP packets in octets; a segment is shorter by the two headers.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from simulation.time import SECOND

if TYPE_CHECKING:
    from simulation.kernel.node import Node

HEADERS = 40
"""IPv4 and TCP header without options."""
SMALLEST_MTU = 68
BASE_MTU = 1024
"""What is taken to pass nearly everywhere (RFC 4821 section 7.2: `search_low`)."""
CLOSE_ENOUGH = 16
"""A search ends where less than this is left to find (RFC 4821 section 7.3 leaves it open)."""
SEARCH_AGAIN = 600 * SECOND
"""RFC 4821 section 7.3, as RFC 1191 section 6.3."""
_BLACK_HOLE = 3
"""Retransmissions that make it one: R1 (RFC 1122 section 4.2.3.5)."""
_PLATEAUS = (32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, SMALLEST_MTU)
"""Sizes to try where a router does not tell its MTU (RFC 1191 section 7)."""


class Probing(StrEnum):
    """When a connection probes its path with segments of various lengths."""

    OFF = "off"
    BLACK_HOLE = "after-black-hole"
    """From the first time on that nothing passes any more, as hosts commonly do it."""
    ALWAYS = "always"


class PathMtuDiscovery:
    """The path MTU of one connection, and the search for it where the host probes."""

    def __init__(self, node: Node, name: str, mtu: int, probing: Probing) -> None:
        self._node = node
        self._name = name
        self._probing = probing
        self.path_mtu = mtu
        """The longest packet that the connection sends; a probe is longer."""
        self._low = self._high = mtu
        self._most = mtu
        self._searching = False
        self._ended_ns = 0

    def begin(self, mtu: int) -> int:
        """Begin with packets of at most *mtu*, which both ends take; return the first segment."""
        self._most = self._high = min(mtu, self.path_mtu)
        self._low = min(BASE_MTU, self._high)
        if self._probing is Probing.ALWAYS:
            self._searching = True
            self.path_mtu = self._low
        return min(mtu, self.path_mtu) - HEADERS

    # -- what is heard ----------------------------------------------------------------------

    def heard(self, mtu: int, length: int) -> int:
        """Take "too big" about a packet of *length*; return the longest segment from now on."""
        told = mtu or next(each for each in _PLATEAUS if each < max(length, SMALLEST_MTU + 1))
        if SMALLEST_MTU <= told < self._high:
            self._high = told
            self._low = min(self._low, told)
        if SMALLEST_MTU <= told < self.path_mtu:
            self._become(told, f"the path takes packets of {told} octets", "RFC 1191 6.5")
        return self.path_mtu - HEADERS

    def silent(self, retransmissions: int) -> int:
        """Take it that *retransmissions* of one segment brought nothing; return as `heard` does.

        At the third it is a black hole (RFC 4821 section 7.7): what passed before is tried, or
        what passes nearly everywhere, then halves.
        """
        if self._probing is not Probing.OFF and retransmissions >= _BLACK_HOLE:
            self._searching = True
            if retransmissions > _BLACK_HOLE:
                self._low = max(SMALLEST_MTU, self._low // 2)
            elif self.path_mtu <= self._low:
                self._low = min(BASE_MTU, self._low)
            if self._low < self.path_mtu:
                told = f"maybe a black hole, packets have {self._low} octets from now on"
                self._become(self._low, told, "RFC 4821 7.7")
        return self.path_mtu - HEADERS

    # -- probes -----------------------------------------------------------------------------

    def probe(self, now_ns: int) -> int:
        """Return how long a segment shall be that probes the path; 0 where there is no need."""
        if not self._searching:
            return 0
        if self._high - self._low < CLOSE_ENOUGH:
            if now_ns - self._ended_ns < SEARCH_AGAIN or self._high == self._most:
                return 0
            self._high = self._most
        return (self._low + self._high + 1) // 2 - HEADERS

    def came(self, segment: int, now_ns: int) -> int:
        """Take it that a probe of *segment* came; return as `heard` does (RFC 4821 7.6.1)."""
        size = segment + HEADERS
        self._low = max(self._low, size)
        self._ended_ns = now_ns
        if size > self.path_mtu:
            self._become(size, f"a probe of {size} octets came", "RFC 4821 7.6.1")
        return self.path_mtu - HEADERS

    def lost(self, segment: int, now_ns: int) -> None:
        """Take it that a probe of *segment*, and nothing else, was lost (RFC 4821 7.6.2)."""
        size = segment + HEADERS
        self._high = max(self._low, min(self._high, size - 1))
        self._ended_ns = now_ns
        self._node.note(f"{self._name}: a probe of {size} octets was lost", "RFC 4821 7.6.2")

    def _become(self, mtu: int, because: str, spec: str) -> None:
        self.path_mtu = mtu
        self._node.note(f"{self._name}: {because}", spec)
