"""Asks whether a packet of data will arrive, and if not, who drops it and why."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from simulation.catalogue import REASONS
from simulation.metrics.losses import plainly
from simulation.predictions.chance import shuffled, some
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulation.predictions.scene import Handling, Scene
    from simulation.trace import Dropped

_SLUG: Final = "arrives"
_ARRIVES: Final = "arrives"
_OTHERS: Final = 3
_LIKELY: Final[Mapping[str, str]] = {
    "firewall": "filtered",
    "nat": "nat-no-mapping",
    "vpn-gateway": "no-sa",
    "foreign-agent": "no-visitor",
    "home-agent": "no-tunnel",
    "router": "no-route",
}
"""Why a node of each kind could drop a packet, where the trace has no other example."""
Outcome = tuple[int, str]
"""The event that decided it, and the id of the choice that says so."""


def _outcomes(scene: Scene) -> dict[int, Outcome]:
    """Return what became of each packet of data; what is still under way at the end has none."""
    found: dict[int, Outcome] = {
        root: (number, f"{event.node}:{event.reason}")
        for root, (number, event) in scene.facts.drops.items()
    }
    for flow in scene.facts.flows.values():
        for each in flow.deliveries:
            found.setdefault(each.root, (each.event, _ARRIVES))
    return found


def _begun(scene: Scene) -> Iterator[tuple[Handling, Outcome]]:
    outcomes = scene.once(_outcomes)
    for handling in scene.ordinary():
        if handling.arrived is None and handling.root in outcomes:
            outcome = outcomes[handling.root]
            if handling is scene.by_root[handling.root][0] and outcome[0] > handling.stop:
                yield handling, outcome


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for handling, (_, answer) in _begun(scene):
        way = tuple(each.node for each in scene.by_root[handling.root])
        yield Candidate(handling.stop, (scene.record(handling.root).flow, way, answer))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    here = {each.root for each in scene.handling(asking.at)}
    outcomes = scene.once(_outcomes)
    for handling in scene.handling(asking.at):
        first = scene.by_root[handling.root][0]
        if handling is first and handling.root in outcomes and handling.root in here:
            return _of(scene, asking, handling, outcomes[handling.root])
    return None


def _of(scene: Scene, asking: Asking, handling: Handling, outcome: Outcome) -> Prediction:
    number, answer = outcome
    root = handling.root
    drops = scene.once(_drops)
    others = [each for each in shuffled(drops, asking.chance) if each != answer][:_OTHERS]
    likely = [each for each in _likely(scene, root) if each not in {answer, *others}]
    others += some(likely, _OTHERS - len(others), asking.chance)
    if answer != _ARRIVES:
        others = [*others[: _OTHERS - 1], _ARRIVES]
    choices = tuple(
        Choice(each, _label(scene, root, each), _feedback(scene, root, each, outcome, drops))
        for each in sorted({answer, *others}, key=lambda each: (each != _ARRIVES, each))
    )
    event = scene.event(number)
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(handling.node)} is about to send {scene.packet(root)}. Will it "
        "arrive? If not, who drops it, and why?",
        where="list",
        form="choice",
        choices=choices,
        answer=(answer,),
        explanation=_told(scene, root, outcome),
        evidence=Evidence(number, root, event.node),
        hides=(*FUTURE, "caption", "way"),
        **times(scene, asking, number),
    )


def _drops(scene: Scene) -> dict[str, list[tuple[int, Dropped]]]:
    """Return the drops of data in this trace, by node and reason."""
    found: dict[str, list[tuple[int, Dropped]]] = defaultdict(list)
    for number, event in sorted(scene.facts.drops.values(), key=lambda each: each[0]):
        found[f"{event.node}:{event.reason}"].append((number, event))
    return found


def _likely(scene: Scene, root: int) -> list[str]:
    return [
        f"{each.node}:{_LIKELY[scene.names.kind(each.node)]}"
        for each in scene.by_root[root]
        if scene.names.kind(each.node) in _LIKELY
    ]


def _label(scene: Scene, root: int, choice: str) -> str:
    if choice == _ARRIVES:
        _, receiver = scene.facts.flows[scene.record(root).flow].ends
        return f"It arrives at {scene.node(receiver)}"
    node, reason = choice.split(":")
    return f"{scene.The(node)} drops it: {REASONS[reason]}"


def _told(scene: Scene, root: int, outcome: Outcome) -> str:
    number, answer = outcome
    event = scene.event(number)
    if answer == _ARRIVES:
        return f"It arrives at {scene.node(event.node)}, at {scene.seconds(number)}."
    dropped = scene.facts.drops[root][1]
    return f"{scene.The(event.node)} drops it at {scene.seconds(number)}: {plainly(dropped)}."


def _feedback(
    scene: Scene,
    root: int,
    choice: str,
    outcome: Outcome,
    drops: Mapping[str, list[tuple[int, Dropped]]],
) -> str:
    told = _told(scene, root, outcome)
    if choice == outcome[1]:
        return told
    if choice == _ARRIVES:
        return f"You expected it to arrive. {told}"
    node = choice.split(":", maxsplit=1)[0]
    passed = next((each for each in scene.by_root[root] if each.node == node), None)
    at = scene.seconds(passed.stop) if passed else ""
    mine = f"this one passed it at {at}" if passed else "this one never came there"
    if passed and scene.event(outcome[0]).node == node:
        mine = f"this one came there at {at}, and that was not what became of it"
    if choice not in drops:
        chosen = "It drops no data for that reason here"
    else:
        count, first = len(drops[choice]), drops[choice][0][0]
        many = f"{count} packets" if count > 1 else "one packet"
        chosen = f"It drops {many} of data for that reason, the first at {scene.seconds(first)}"
    return f"You chose {scene.node(node)}. {chosen}; {mine}. {told}"


ARRIVES: Final = Kind(
    _SLUG,
    "Will it arrive?",
    "no packet of data is sent of which something becomes",
    _candidates,
    _make,
)
