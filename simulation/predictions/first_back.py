"""Asks which of several designs brings data back first after the same move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.names import link
from simulation.metrics.silence import silences
from simulation.options import OPTIONS
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.predictions.silence import leaving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.silence import Silence
    from simulation.predictions.scene import Scene

_SLUG: Final = "first-back"
_NEVER: Final = 1 << 62


_APART_NS: Final = 1_000_000
"""Designs that are back within so little of one another are not asked to be told apart."""


class _Design(NamedTuple):
    """What one design makes of the move; *back_ns* is beyond all time where data stay away."""

    option: str
    back_ns: int
    silence: Silence | None


def _silences(scene: Scene) -> list[Silence]:
    return list(silences(scene.facts).values())


def _moves(scene: Scene) -> list[tuple[int, Silence]]:
    found = []
    for silence in scene.once(_silences):
        number = leaving(scene, silence)
        if number is not None and silence.begins_ns is not None:
            found.append((number, silence))
    return found


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for number, silence in scene.once(_moves):
        yield Candidate(number, (silence.arrival.event, silence.flow))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    here = [each for number, each in scene.once(_moves) if number == asking.at]
    if not here or not asking.others:
        return None
    for silence in (here[asking.chance.below(len(here))], *here):
        designs = [_design(each, silence) for each in (scene, *asking.others)]
        best = sorted(designs, key=lambda each: each.back_ns)
        named = {each.option for each in designs}
        if len(named) == len(designs) and best[1].back_ns - best[0].back_ns >= _APART_NS:
            return _of(scene, asking, silence, designs, best[0])
    return None


def _design(scene: Scene, like: Silence) -> _Design:
    """Return what becomes of the same direction of data after the same move in *scene*."""
    option = str(scene.trace.head["scenario"]["option"])
    for each in scene.once(_silences):
        same = each.arrival.node == like.arrival.node and each.flow == like.flow
        if same and each.arrival.attach_ns == like.arrival.attach_ns:
            return _Design(option, each.ends_ns if each.after is not None else _NEVER, each)
    return _Design(option, _NEVER, None)


def _of(
    scene: Scene, asking: Asking, silence: Silence, designs: list[_Design], best: _Design
) -> Prediction:
    sender, receiver = scene.facts.flows[silence.flow].ends
    arrival = silence.arrival
    seen = silence.after if silence.after is not None else arrival.event
    choices = tuple(
        Choice(each.option, _title(each.option), _told(each))
        for each in sorted(designs, key=lambda each: list(OPTIONS).index(each.option))
    )
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(arrival.node)} goes, and will come into {link(arrival.link)}. Under "
        f"which of these designs do data come again first from {scene.node(sender)} to "
        f"{scene.node(receiver)}?",
        where="list",
        form="choice",
        choices=choices,
        answer=(best.option,),
        explanation=" ".join(each.feedback for each in choices),
        evidence=Evidence(seen, None, receiver),
        hides=(*FUTURE, "caption"),
        **times(scene, asking, max(seen, asking.at)),
    )


def _title(option: str) -> str:
    return f"{option}: {OPTIONS[option].title}"


def _told(design: _Design) -> str:
    title = _title(design.option)
    if design.silence is None or design.back_ns == _NEVER:
        return f"{title}: they do not come again before the next move."
    span = design.back_ns - design.silence.arrival.detach_ns
    return f"{title}: they come again {span / 1_000_000:,.0f} ms after the node left."


FIRST_BACK: Final = Kind(
    _SLUG,
    "Which design is back first?",
    "no other design's run of the same move is at hand in which data come again at another time",
    _candidates,
    _make,
)
