"""The one way to do something later: what is done then has its cause, and leaves none behind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    import simpy

    from simulation.kernel.recorder import Recorder


_Rest = TypeVarTuple("_Rest")


def later(
    recorder: Recorder,
    delay: int,
    cause: int | None,
    act: Callable[[*_Rest], None],
    *rest: *_Rest,
) -> None:
    """Call *act* with the *rest* in *delay* ns.

    Whatever happens in *act* happens because of the packet *cause*, or of none: a frame that
    arrives is the cause of what its receiver does at once, and a timer that rings has none.
    """
    timeout = recorder.env.timeout(delay)
    assert timeout.callbacks is not None
    timeout.callbacks.append(partial(_do, recorder, cause, act, rest))


def _do(
    recorder: Recorder,
    cause: int | None,
    act: Callable[[*_Rest], None],
    rest: tuple[*_Rest],
    _: simpy.Event,
) -> None:
    recorder.cause = cause
    try:
        act(*rest)
    finally:
        recorder.cause = None
