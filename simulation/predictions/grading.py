"""Grading an answer against what the trace says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation.errors import AskingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.predictions.prediction import Prediction


def _unfit(what: str, accepted: str) -> AskingError:
    return AskingError(what, where="answer", accepted=accepted)


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of one choice, place or field of the answer."""

    id: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Grade:
    """What came of an answer: *score* is from 0 to 1, *right* where all of it is right."""

    right: bool
    partly: bool
    score: float
    parts: tuple[Part, ...]
    explanation: str

    def as_json(self) -> dict[str, Any]:
        """Return the grade as plain data."""
        return asdict(self)


def grade(prediction: Prediction, answer: Sequence[str]) -> Grade:
    """Return what *answer* is worth: ids of choices, one number, or a text for each field.

    Raises `AskingError` for what does not fit the question's form.
    """
    given = [str(each).strip() for each in answer]
    score, parts = _GRADERS[prediction.form](prediction, given)
    return Grade(score == 1, 0 < score < 1, round(score, 3), tuple(parts), prediction.explanation)


def _choice(prediction: Prediction, given: list[str]) -> tuple[float, list[Part]]:
    _known(prediction, given)
    if len(given) != 1:
        raise _unfit(f"{len(given)} choices", "one of them")
    right = given[0] == prediction.answer[0]
    return float(right), [Part(given[0], right, _feedback(prediction, given[0]))]


def _several(prediction: Prediction, given: list[str]) -> tuple[float, list[Part]]:
    """Count what was chosen rightly less what was chosen wrongly: choosing all earns nothing."""
    _known(prediction, given)
    chosen, wanted = set(given), set(prediction.answer)
    parts = [
        Part(each.id, (each.id in chosen) == (each.id in wanted), each.feedback)
        for each in prediction.choices
        if each.id in chosen | wanted
    ]
    hits, wrong = len(chosen & wanted), len(chosen - wanted)
    return max(0.0, (hits - wrong) / len(wanted)) if wanted else float(not chosen), parts


def _order(prediction: Prediction, given: list[str]) -> tuple[float, list[Part]]:
    """Take a place as right where what stands there reads as what belongs there."""
    _known(prediction, given)
    if sorted(given) != sorted(prediction.answer):
        raise _unfit(f"{len(given)} of {len(prediction.answer)}", "each of them once")
    labels = {each.id: each.label for each in prediction.choices}
    parts = [
        Part(mine, labels[mine] == labels[true], _feedback(prediction, mine))
        for mine, true in zip(given, prediction.answer, strict=True)
    ]
    return sum(part.right for part in parts) / len(parts), parts


def _number(prediction: Prediction, given: list[str]) -> tuple[float, list[Part]]:
    quantity = prediction.quantity
    assert quantity is not None
    try:
        [mine] = (float(each.replace(",", "")) for each in given)
    except ValueError as error:
        raise _unfit(str(given)[:80], f"one number of {quantity.unit}") from error
    true = float(prediction.answer[0])
    off = abs(mine - true)
    right, near = off <= quantity.right, off <= quantity.partly
    score = 1.0 if right else 1 - off / (2 * quantity.partly) if near else 0.0
    way = "" if right else "more than it was" if mine > true else "less than it was"
    told = f"{mine:g} {quantity.unit}" + (f": {abs(mine - true):g} {way}" if way else "")
    said = next((each.feedback for each in prediction.choices if float(each.id) == mine), "")
    return score, [Part("", right, f"{told}. {said}".strip())]


def _fields(prediction: Prediction, given: list[str]) -> tuple[float, list[Part]]:
    if len(given) != len(prediction.answer):
        raise _unfit(f"{len(given)} texts", f"one for each of {len(prediction.answer)} fields")
    parts = [
        Part(choice.id, _alike(mine, true), choice.feedback)
        for choice, mine, true in zip(prediction.choices, given, prediction.answer, strict=True)
    ]
    return sum(part.right for part in parts) / len(parts), parts


def _alike(mine: str, true: str) -> bool:
    """Whether two texts say the same value: as people write it, or as a number of any base."""
    if mine.casefold() == true.casefold():
        return True
    try:
        return int(mine, 0) == int(true.split(" ", maxsplit=1)[0], 0)
    except ValueError:
        return False


def _known(prediction: Prediction, given: list[str]) -> None:
    known = [each.id for each in prediction.choices]
    for each in given:
        if each not in known:
            raise _unfit(f"{each[:40]!r} is no choice", ", ".join(known))
    if len(set(given)) != len(given):
        raise _unfit("a choice twice", "each of them once")


def _feedback(prediction: Prediction, chosen: str) -> str:
    return next(each.feedback for each in prediction.choices if each.id == chosen)


_GRADERS: Final = {
    "choice": _choice,
    "several": _several,
    "order": _order,
    "number": _number,
    "fields": _fields,
}
