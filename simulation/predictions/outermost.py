"""Asks which header will be outermost on the next link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.predictions.routing import ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.predictions.scene import Handling, Scene
    from simulation.trace import Layer, NestingEvent, Sent

_SLUG: Final = "outermost"


def layer_id(layer: Layer) -> str:
    """Return the id of a kind of layer: its header and its role."""
    return f"{layer.header}:{layer.role}"


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for handling in scene.ordinary():
        sent = scene.sent(handling)
        if sent is None or not scene.nesting(handling):
            continue
        stack = scene.record(sent[1].packet).stack
        flow = scene.record(handling.root).flow
        yield Candidate(handling.stop, (handling.node, sent[1].link, bool(flow), stack))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for handling in scene.handling(asking.at):
        sent = scene.sent(handling)
        if sent is not None and scene.nesting(handling):
            made = _of(scene, asking, handling, *sent)
            if made is not None:
                return made
    return None


def _of(
    scene: Scene, asking: Asking, handling: Handling, number: int, sent: Sent
) -> Prediction | None:
    known = _layers(scene, handling)
    outer = scene.trace.stack_of(sent.packet)[0]
    if len(known) < 2:
        return None
    addresses = ends(scene.trace.frames[sent.frame])
    whose = f", from {addresses.source} to {addresses.destination}" if addresses else ""
    done = _done(scene, handling)
    choices = tuple(
        Choice(key, scene.layer(layer), _feedback(scene, layer, outer, handling, done), layer.role)
        for key, layer in sorted(known.items())
    )
    packet = scene.packet(handling.root)
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(handling.node)} is about to send {packet} on the link {sent.link}. "
        "Which header will be outermost there, next inside the Ethernet frame?",
        where="layers",
        form="choice",
        choices=choices,
        answer=(layer_id(outer),),
        explanation=f"{done} Outermost on the link {sent.link} is the {scene.layer(outer)}{whose}.",
        evidence=Evidence(number, sent.packet, handling.node),
        hides=(*FUTURE, "caption", "way"),
        **times(scene, asking, number),
        packet=scene.holding(handling),
    )


def _layers(scene: Scene, handling: Handling) -> dict[str, Layer]:
    """Return the IP headers that the packet has anywhere on its way, by their ids."""
    found: dict[str, Layer] = {}
    for each in scene.by_root[handling.root]:
        sent = scene.sent(each)
        if sent is not None:
            for layer in scene.trace.stack_of(sent[1].packet):
                if layer.header in {"ipv4", "minimal"}:
                    found.setdefault(layer_id(layer), layer)
    return found


def _done(scene: Scene, handling: Handling) -> str:
    """Return in a sentence what the node does to the packet."""
    steps = [_step(scene, event) for _, event in scene.nesting(handling)]
    return f"{scene.The(handling.node)} {', then '.join(steps)}."


def _step(scene: Scene, event: NestingEvent) -> str:
    outside, inside = scene.trace.stack_of(event.packet), scene.trace.stack_of(event.inner)
    around = outside[: len(outside) - len(inside)] or outside[:1]
    what = " and ".join(scene.layer(each) for each in around)
    return (
        f"puts {what} around it" if event.kind in {"wrapped", "encrypted"} else f"takes {what} off"
    )


def _feedback(scene: Scene, layer: Layer, outer: Layer, handling: Handling, done: str) -> str:
    if layer_id(layer) == layer_id(outer):
        return f"Yes. {done}"
    within = scene.sent(handling)
    assert within is not None
    stack = scene.trace.stack_of(within[1].packet)
    depth = next((n for n, each in enumerate(stack) if layer_id(each) == layer_id(layer)), None)
    where = (
        "That header is not there on this link"
        if depth is None
        else f"That header is there too, further in, as layer {depth + 1} from the outside"
    )
    return f"You chose the {scene.layer(layer)}. {where}. {done}"


OUTERMOST: Final = Kind(
    _SLUG,
    "Which header is outermost?",
    "no node puts anything around a packet or takes it off",
    _candidates,
    _make,
)
