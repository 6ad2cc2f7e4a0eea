"""Chance from a seed: one stream of octets for each user, named by that user.

A stream is SHA-256 in counter mode over the seed and the name, so that adding a user never
shifts the draws of another, and the same scenario draws the same octets on every machine.
"""

from __future__ import annotations

import hashlib


class Stream:
    """An endless, repeatable stream of octets."""

    __slots__ = ("_buffer", "_counter", "_prefix")

    def __init__(self, seed: int, name: str) -> None:
        self._prefix = f"mipviz/{seed}/{name}/".encode()
        self._counter = 0
        self._buffer = b""

    def octets(self, count: int) -> bytes:
        """Return the next *count* octets."""
        while len(self._buffer) < count:
            block = self._prefix + self._counter.to_bytes(8, "big")
            self._buffer += hashlib.sha256(block).digest()
            self._counter += 1
        drawn, self._buffer = self._buffer[:count], self._buffer[count:]
        return drawn

    def below(self, limit: int) -> int:
        """Return an integer from 0 to *limit* - 1; the bias is under 2**-64."""
        return int.from_bytes(self.octets(16), "big") % limit

    def uniform(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        return int.from_bytes(self.octets(7), "big") / (1 << 56)
