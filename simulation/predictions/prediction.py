"""What a question made from a trace is: prompt, choices, answer, evidence, and what to hide."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

from simulation.errors import AbsentError

Form: TypeAlias = Literal["choice", "several", "order", "number", "fields"]
"""One choice; a set of them; all of them in order; one number; a text for each choice."""
Where: TypeAlias = Literal["nodes", "layers", "list", "number", "fields"]
"""Where it is answered: on the stage, on the packet's layers, in a list, in boxes."""
Hidden: TypeAlias = Literal[
    "caption", "ladder", "timeline", "packet", "way", "octets", "state", "metrics"
]
"""A part of the page that would tell the answer: for ladder and time line, what is yet to come."""

FUTURE: Final[tuple[Hidden, ...]] = ("ladder", "timeline", "metrics")
"""What tells of things to come, whatever is asked."""


class NoPredictionError(AbsentError):
    """Nothing of that kind can be asked of the trace there; `what` is a sentence."""

    def __init__(self, what: str, *, where: str = "kind", accepted: str) -> None:
        super().__init__(what, where=where, accepted=accepted)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose; *id* names a node, a layer, a table or a field where there is one.

    *feedback* says, with evidence from the trace, why it is wrong, or what makes it right.
    """

    id: str
    label: str
    feedback: str
    role: str = ""
    """The role of the layer that it is, by which it has its hue."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What to light when the answer is shown; what is not about a packet or row has none."""

    event: int
    packet: int | None = None
    node: str = ""
    table: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How a number is judged: right within *right*, partly right within *partly* of the answer."""

    unit: str
    right: float
    partly: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One question about the moment after event *at*, with its answer.

    *answer* holds ids of choices: the right one, all right ones, or all in their order; for a
    number its digits; for fields the text of each choice.  *packet* is what it is about, where
    it is about a packet.  *reveal* is the event after which the answer has been seen.
    """

    kind: str
    seed: int
    at: int
    at_ns: int
    prompt: str
    where: Where
    form: Form
    choices: tuple[Choice, ...]
    answer: tuple[str, ...]
    explanation: str
    evidence: Evidence
    hides: tuple[Hidden, ...]
    reveal: int
    reveal_ns: int
    packet: int | None = None
    quantity: Quantity | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the whole question with its answer, for whoever asks it of oneself."""
        return asdict(self)

    def without_answer(self) -> dict[str, Any]:
        """Return what may be known before it is answered, for a class."""
        known = asdict(self)
        for secret in ("answer", "explanation", "evidence", "reveal", "reveal_ns"):
            del known[secret]
        for choice in known["choices"]:
            del choice["feedback"]
        if self.quantity is not None:
            known["quantity"] = {"unit": self.quantity.unit}
        return known
