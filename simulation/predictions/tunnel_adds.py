"""Asks how many octets the next tunnel adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction, Quantity
from simulation.trace import Encrypted, Wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.predictions.scene import Handling, Scene
    from simulation.trace import NestingEvent, Stack

_SLUG: Final = "tunnel-adds"
_NEAR: Final = 8
"""Octets by which an estimate may be off and still be near: the padding of ESP."""


def _wrappings(scene: Scene, handling: Handling) -> list[tuple[int, NestingEvent]]:
    found = scene.nesting(handling)
    return [each for each in found if isinstance(each[1], Wrapped | Encrypted)]


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for handling in scene.ordinary():
        wrappings = _wrappings(scene, handling)
        if wrappings:
            added = tuple(_added(scene, event) for _, event in wrappings)
            yield Candidate(handling.stop, (handling.node, added))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for handling in scene.handling(asking.at):
        wrappings = _wrappings(scene, handling)
        if wrappings:
            number, event = wrappings[asking.chance.below(len(wrappings))]
            return _of(scene, asking, handling, number, event)
    return None


def _added(scene: Scene, event: NestingEvent) -> int:
    return scene.record(event.packet).octets - scene.record(event.inner).octets


def _around(scene: Scene, event: NestingEvent) -> Stack:
    outside, inside = scene.trace.stack_of(event.packet), scene.trace.stack_of(event.inner)
    return outside[: len(outside) - len(inside)] or outside[:1]


def _of(
    scene: Scene, asking: Asking, handling: Handling, number: int, event: NestingEvent
) -> Prediction:
    added, around = _added(scene, event), _around(scene, event)
    inside = scene.record(event.inner).octets
    made = "; ".join(
        f"{scene.layer(each)} {each.head}"
        + (f" before and {each.tail} behind" if each.tail else "")
        for each in around
    )
    outer = scene.record(event.packet).octets
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(handling.node)} is about to put {scene.packet(handling.root)} into a "
        f"tunnel: {scene.role(around[0].role)}. By how many octets does the packet of {inside} "
        "grow?",
        where="number",
        form="number",
        choices=_wrong(scene, added, around),
        answer=(str(added),),
        explanation=f"It grows by {added} octets, to {outer}. They are: {made}.",
        evidence=Evidence(number, event.packet, handling.node),
        hides=(*FUTURE, "caption", "packet", "octets", "way"),
        packet=scene.holding(handling),
        quantity=Quantity("octets", 0, _NEAR),
        **times(scene, asking, number),
    )


def _wrong(scene: Scene, added: int, around: Stack) -> tuple[Choice, ...]:
    """Return the sums at which one arrives by forgetting a part."""
    heads = sum(each.head for each in around)
    known = {
        around[0].head: f"That is the {scene.layer(around[0])} alone.",
        heads: "That is what stands before the packet; there is something behind it, too: padding "
        "up to whole blocks, and the check value.",
    }
    return tuple(Choice(str(n), str(n), said) for n, said in known.items() if n != added)


TUNNEL_ADDS: Final = Kind(
    _SLUG,
    "How many octets does the tunnel add?",
    "no node puts a packet into a tunnel",
    _candidates,
    _make,
)
