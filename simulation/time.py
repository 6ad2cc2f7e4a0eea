"""Simulated time: whole nanoseconds since 2003-01-13T00:00:00Z."""

from typing import Final

NANOSECOND: Final = 1
MICROSECOND: Final = 1_000
MILLISECOND: Final = 1_000_000
SECOND: Final = 1_000_000_000
EPOCH_UNIX_SECONDS: Final = 1_042_416_000
"""Simulated 0 in seconds since 1970-01-01T00:00:00Z."""


def seconds(value: float) -> int:
    """Return *value* seconds in nanoseconds, rounded to the nearest."""
    return round(value * SECOND)
