"""Asks who on a packet's way can read what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.names import listed
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.trace import Arrived, hidden_octets, shut_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulation.predictions.scene import Handling, Scene

_SLUG: Final = "who-reads"
_FEWEST: Final = 2
Keys = dict[str, set[str]]


class _View(NamedTuple):
    """What a node on the way saw of the packet; *key* seals it to that node, or is empty."""

    event: int
    packet: int
    key: str


def _ways(scene: Scene) -> Iterator[list[Handling]]:
    """Yield the way of each packet that somebody made and several nodes passed on."""
    seen: set[int] = set()
    for handling in scene.ordinary():
        if handling.root not in seen and handling.arrived is None:
            seen.add(handling.root)
            way = scene.by_root[handling.root]
            if len({each.node for each in way}) >= _FEWEST + 2:
                yield way


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for way in _ways(scene):
        stacks = tuple((each.node, _stack(scene, each)) for each in way[1:])
        yield Candidate(way[0].stop, stacks)


def _stack(scene: Scene, handling: Handling) -> int:
    packet = scene.holding(handling)
    return -1 if packet is None else scene.record(packet).stack


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for handling in scene.handling(asking.at):
        way = scene.by_root[handling.root]
        if handling is way[0] and len({each.node for each in way}) >= _FEWEST + 2:
            made = _of(scene, asking, way)
            if made is not None:
                return made
    return None


def _of(scene: Scene, asking: Asking, way: list[Handling]) -> Prediction | None:
    last = next((each for each in reversed(way) if each.arrived is not None), None)
    if last is None or last.arrived is None:
        return None
    keys = scene.keys(last.arrived)
    views = _views(scene, way[1:], keys, {way[0].node, last.node})
    if len(views) < _FEWEST:
        return None
    readers = tuple(sorted(name for name, view in views.items() if not view.key))
    sealed = [view for view in views.values() if view.key]
    shown = sealed[0] if sealed else next(iter(views.values()))
    told = listed([scene.node(name) for name in readers]) if readers else "nobody"
    choices = tuple(
        Choice(name, scene.node(name), _feedback(scene, name, view, keys))
        for name, view in sorted(views.items())
    )
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(way[0].node)} is about to send {scene.packet(way[0].root)}. Who of "
        "these, through whose hands it passes, can read what is innermost in it?",
        where="nodes",
        form="several",
        choices=choices,
        answer=readers,
        explanation=f"Beside its two ends, {told} can read it.",
        evidence=Evidence(shown.event, shown.packet),
        hides=(*FUTURE, "caption", "packet", "way", "octets"),
        **times(scene, asking, last.arrived),
    )


def _views(scene: Scene, way: list[Handling], keys: Keys, ends: set[str]) -> Mapping[str, _View]:
    """Return for each node between the ends how far it could read: the best of its looks."""
    found: dict[str, _View] = {}
    for handling in way:
        number = handling.arrived
        if number is None or handling.node in ends:
            continue
        event = scene.event(number)
        assert isinstance(event, Arrived)
        for packet in (event.packet, *_unwrapped(scene, handling)):
            stack = scene.trace.stack_of(packet)
            shut = shut_at(stack, keys[handling.node])
            key = "" if shut is None else stack[shut].sealed
            known = found.get(handling.node)
            if known is None or (known.key and not key):
                found[handling.node] = _View(number, packet, key)
    return found


def _unwrapped(scene: Scene, handling: Handling) -> list[int]:
    sent = scene.sent(handling)
    return [sent[1].packet] if sent else []


def _feedback(scene: Scene, name: str, view: _View, keys: Keys) -> str:
    stack, octets = scene.trace.stack_of(view.packet), scene.record(view.packet).octets
    who = scene.The(name)
    if view.key:
        holders = listed([scene.node(each) for each in scene.node_names if view.key in keys[each]])
        clear = octets - hidden_octets(stack)
        return (
            f"{who} cannot: what passes it is sealed with {view.key}, a key that {holders} hold. "
            f"It can read {clear} of {octets} octets, and none of what is inside."
        )
    mine = next((each.sealed for each in stack if each.sealed), "")
    if mine:
        return f"{who} can: the packet is sealed with {mine}, and it holds that key itself."
    return (
        f"{who} can: the packet passes it with nothing sealed in it, all {octets} octets in clear."
    )


WHO_READS: Final = Kind(
    _SLUG,
    "Who can read it?",
    "no packet passes through the hands of two nodes between its ends",
    _candidates,
    _make,
)
