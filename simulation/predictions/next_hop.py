"""Asks where a packet goes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.predictions.routing import reason
from simulation.trace import Arrived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.predictions.routing import Reason
    from simulation.predictions.scene import Handling, Scene
    from simulation.trace import Sent

_SLUG: Final = "next-hop"


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for handling in scene.ordinary():
        sent = scene.sent(handling)
        if sent is None or len(sent[1].to) != 1:
            continue
        record, place = scene.record(handling.root), scene.record(sent[1].packet).stack
        news = handling.node, sent[1].to[0], record.flow or record.message, place
        yield Candidate(handling.stop, news)


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for handling in scene.handling(asking.at):
        sent = scene.sent(handling)
        if sent is not None and len(sent[1].to) == 1:
            made = _of(scene, asking, handling, *sent)
            if made is not None:
                return made
    return None


def _of(
    scene: Scene, asking: Asking, handling: Handling, number: int, sent: Sent
) -> Prediction | None:
    places = _neighbours(scene, handling.node, number)
    answer = sent.to[0]
    if answer not in places or len(places) < 2:
        return None
    why = reason(scene, handling, number, sent)
    reveal = _arrival(scene, answer, number, sent)
    choices = tuple(
        Choice(name, scene.node(name), _feedback(scene, handling, name, places[name], why, sent))
        for name in sorted(places)
    )
    packet = scene.packet(handling.root)
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(handling.node)} holds {packet}. Where does it go next?",
        where="nodes",
        form="choice",
        choices=choices,
        answer=(answer,),
        explanation=f"It goes to {scene.node(answer)}: {why.words}.",
        evidence=Evidence(number, sent.packet, handling.node, "routes" if why.key else "", why.key),
        hides=(*FUTURE, "caption", "way"),
        **times(scene, asking, reveal),
        packet=scene.holding(handling),
    )


def _neighbours(scene: Scene, node: str, at: int) -> dict[str, str]:
    """Return who shares a link with *node*, and which link."""
    stations = scene.stations(at)
    return {
        other: link
        for link, present in stations.items()
        if node in present
        for other in present
        if other != node
    }


def _feedback(
    scene: Scene, handling: Handling, name: str, link: str, why: Reason, sent: Sent
) -> str:
    if name == sent.to[0]:
        return f"Yes: {why.words}."
    chosen = f"You chose {scene.node(name)}."
    if link == sent.link:
        whom = scene.node(sent.to[0])
        return (
            f"{chosen} It is on the link {link} too, but the frame bears the Ethernet address of "
            f"{whom}: {why.words}."
        )
    back = handling.arrived is not None and getattr(
        scene.event(handling.arrived), "link", ""
    ) == link  # fmt: skip
    came = "where the packet came from" if back else "another way"
    return f"{chosen} It is on the link {link}, {came}. But {why.words}."


def _arrival(scene: Scene, node: str, number: int, sent: Sent) -> int:
    for each in scene.by_root[scene.facts.root[sent.packet]]:
        if each.node == node and each.arrived is not None and each.arrived > number:
            event = scene.event(each.arrived)
            if isinstance(event, Arrived) and event.frame == sent.frame:
                return each.arrived
    return number


NEXT_HOP: Final = Kind(
    _SLUG,
    "Where does it go next?",
    "no node passes a packet on where it could go several ways",
    _candidates,
    _make,
)
