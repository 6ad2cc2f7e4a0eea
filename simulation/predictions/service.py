"""Questions and grades as plain data, for whoever asks by arguments that came from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from simulation.errors import AskingError
from simulation.predictions.asking import FIRST_SEED, KINDS, Examiner
from simulation.predictions.grading import grade
from simulation.predictions.practice import ANY
from simulation.predictions.prediction import NoPredictionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.predictions.prediction import Prediction
    from simulation.trace import Trace

MOST: Final = 20
"""Questions that are made at once."""
_SEEDS: Final = 1 << 31


def describe() -> list[dict[str, str]]:
    """Return every kind with its title, in the order in which they are offered."""
    return [{"slug": each.slug, "title": each.title} for each in KINDS.values()]


def predictions(traces: Sequence[Trace], arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return questions about the first of *traces*; the others made the same move.

    *arguments* are `kind`, `at`, `seed`, `count` and `answers` (whether to tell them), each
    optional.  With `at` the answer holds one question.
    """
    asked = _asked(traces, arguments)
    if arguments.get("answers", True):
        return [each.as_json() for each in asked]
    return [each.without_answer() for each in asked]


def graded(traces: Sequence[Trace], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the grade of the `answer` to the question of `kind`, `at` and `seed`, and it whole."""
    answer = arguments.get("answer")
    if not isinstance(answer, list) or not all(isinstance(each, str) for each in answer):
        raise AskingError("no list of texts", where="answer", accepted="ids, a number, or texts")
    if arguments.get("at") is None:
        raise AskingError("is missing", where="at", accepted="the event after which it was asked")
    [asked] = _asked(traces, arguments)
    return {"grade": grade(asked, answer).as_json(), "prediction": asked.as_json()}


def _asked(traces: Sequence[Trace], arguments: Mapping[str, Any]) -> list[Prediction]:
    examiner = Examiner(traces[0], traces[1:])
    kind = str(arguments.get("kind") or ANY)
    seed = _number(arguments, "seed", FIRST_SEED, _SEEDS)
    count = _number(arguments, "count", 1, MOST)
    if arguments.get("at") is not None:
        at = _number(arguments, "at", 0, len(traces[0].events))
        return [examiner.near(at, seed) if kind == ANY else examiner.ask(kind, at, seed)]
    kinds = list(KINDS) if kind == ANY else [kind]
    found = examiner.several(kinds, count, seed)
    if not found:
        raise NoPredictionError(f"Nothing to ask here of kind {kind}", accepted="another kind")
    return found


def _number(arguments: Mapping[str, Any], name: str, usual: int, most: int) -> int:
    found = arguments.get(name, usual)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= most:
        raise AskingError(f"{found!r:.40}", where=name, accepted=f"a whole number up to {most}")
    return found
