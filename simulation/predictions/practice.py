"""Draws what is asked about for practice: a kind of question, and runs over presets and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from simulation.options import OPTIONS
from simulation.predictions.asking import KINDS
from simulation.predictions.chance import shuffled, stream
from simulation.predictions.prediction import NoPredictionError
from simulation.scenario.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY: Final = "any"
COMPARED: Final = "first-back"
"""The kind that needs runs of other designs."""
_OTHERS: Final = 2


class Draw(NamedTuple):
    """What one question is asked about: *others* are options to hold the run against."""

    kind: str
    document: dict[str, Any]
    others: Sequence[str]


def drawn(kind: str, seed: int, number: int, attempt: int = 0) -> Draw:
    """Return what question *number* of a series is about; another *attempt* is another run.

    A series of `ANY` kind takes the kinds in turn.  The same arguments draw the same.
    """
    if kind == ANY:
        kinds = shuffled(KINDS, stream(seed, "practice kinds", 0))
        kind = kinds[number % len(kinds)]
    elif kind not in KINDS:
        raise NoPredictionError(f"There is no kind {kind[:40]!r}.", accepted=", ".join(KINDS))
    chance = stream(seed, f"practice {kind} {attempt}", number)
    preset = list(PRESETS.values())[chance.below(len(PRESETS))]
    option, *others = shuffled(OPTIONS, chance)[: _OTHERS + 1]
    return Draw(kind, preset.document(option), others if kind == COMPARED else ())
