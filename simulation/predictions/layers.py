"""Asks for the layers of a packet in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.predictions.chance import shuffled
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.predictions.scene import Handling, Scene
    from simulation.trace import Sent, Stack

_SLUG: Final = "layers"
_FEWEST, _MOST = 3, 9


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for handling in scene.ordinary():
        sent = scene.sent(handling)
        if sent is not None and scene.nesting(handling):
            stack = scene.trace.stack_of(sent[1].packet)
            if _FEWEST <= len(stack) <= _MOST:
                yield Candidate(handling.stop, (handling.node, stack))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for handling in scene.handling(asking.at):
        sent = scene.sent(handling)
        if sent is None or not scene.nesting(handling):
            continue
        stack = scene.trace.stack_of(sent[1].packet)
        if _FEWEST <= len(stack) <= _MOST:
            return _of(scene, asking, handling, sent, stack)
    return None


def _of(
    scene: Scene, asking: Asking, handling: Handling, sent: tuple[int, Sent], stack: Stack
) -> Prediction | None:
    number, event = sent
    labels = [scene.layer(each) for each in stack]
    places = shuffled(range(len(stack)), asking.chance)
    if [labels[place] for place in places] == labels:
        places = [*places[1:], places[0]]
    if [labels[place] for place in places] == labels:
        return None
    choices = tuple(
        Choice(f"layer-{place}", labels[place], _feedback(labels, place), stack[place].role)
        for place in places
    )
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(handling.node)} is about to send {scene.packet(handling.root)} on the "
        f"link {event.link}. Put its layers in order, from the outermost to the innermost.",
        where="layers",
        form="order",
        choices=choices,
        answer=tuple(f"layer-{place}" for place in range(len(stack))),
        explanation=f"From the outside: {scene.layers(stack)}.",
        evidence=Evidence(number, event.packet, handling.node),
        hides=(*FUTURE, "caption", "packet", "octets", "way"),
        packet=scene.holding(handling),
        **times(scene, asking, number),
    )


def _feedback(labels: list[str], place: int) -> str:
    around = f"inside the {labels[place - 1]}" if place else "outermost"
    inside = f", around the {labels[place + 1]}" if place + 1 < len(labels) else ", innermost"
    return f"It stands at place {place + 1} of {len(labels)}: {around}{inside}."


LAYERS: Final = Kind(
    _SLUG,
    "Put the layers in order.",
    "no node sends a packet of three layers or more that it has wrapped or unwrapped",
    _candidates,
    _make,
)
