"""Python's collector of cycles, kept quiet while a run grows its trace.

A trace is hundreds of thousands of tuples that refer to nothing behind them.  The collector
would look at all of them again and again, for a third of a run's time, and find nothing.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def quiet() -> Iterator[None]:
    """Let nothing be collected; afterwards the collector is as it was."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
