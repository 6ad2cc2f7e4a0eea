"""Asks which of a node's tunnels a move touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from simulation.dissection import dissect
from simulation.dissection.layer_roles import layer_roles
from simulation.metrics.names import link, listed
from simulation.metrics.silence import silences
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.predictions.silence import leaving
from simulation.trace import ROLES, Arrived, Delivered, Sent
from simulation.wire.ipv4 import IPv4Header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from simulation.metrics.silence import Silence
    from simulation.predictions.scene import Scene

_SLUG: Final = "tunnels-changed"
_TUNNELS: Final = frozenset({"internal-mip", "ipsec", "external-mip"})


class _Tunnel(NamedTuple):
    """A tunnel as a packet shows it: its ends by their addresses, and the key that seals it."""

    source: str
    destination: str
    key: str


class _Shown(NamedTuple):
    """A packet of data on a mobile node's own link: its event, and the tunnels around it."""

    event: int
    packet: int
    tunnels: Mapping[str, _Tunnel]

    def with_those(self, other: _Shown, roles: Iterable[str]) -> _Shown:
        """Return it with the tunnels of *roles* that another packet shows."""
        more = {each: other.tunnels[each] for each in roles if each in other.tunnels}
        return self._replace(tunnels={**self.tunnels, **more})


_Move: TypeAlias = "tuple[int, Silence, _Shown, _Shown]"
"""The departure of a move, the silence around it, and data before and after."""


def _shown(scene: Scene, node: str, root: int) -> _Shown | None:
    """Return how the data of *root* looked on the link of *node*, where they came or went."""
    for handling in scene.by_root[root]:
        if handling.node != node:
            continue
        sent = scene.sent(handling)
        number = handling.arrived if handling.arrived is not None else sent[0] if sent else None
        event = None if number is None else scene.event(number)
        if number is not None and isinstance(event, Arrived | Sent):
            stack = scene.trace.stack_of(event.packet)
            layers = dissect(scene.trace.frames[event.frame], scene.ring).layers
            headers = [each.header for each in layers]
            roles = layer_roles([each.key for each in headers], stack)
            keys = {each.role: each.sealed for each in stack if each.sealed}
            return _Shown(
                number,
                event.packet,
                {
                    role: _Tunnel(str(header.source), str(header.destination), keys.get(role, ""))
                    for header, role in zip(headers, roles, strict=True)
                    if isinstance(header, IPv4Header) and role in _TUNNELS
                },
            )
    return None


def _moves(scene: Scene) -> list[_Move]:
    """Return the moves around which data came, with the data last before and first after."""
    found = list[_Move]()
    for silence in silences(scene.facts).values():
        number = leaving(scene, silence)
        if number is None or silence.before is None or silence.after is None:
            continue
        node = silence.arrival.node
        looks = [_delivered(scene, node, each) for each in (silence.before, silence.after)]
        before, after = looks
        if before and after and len({*before.tunnels, *after.tunnels}) > 1:
            found.append((number, silence, before, after))
    return [_both_ways(each, found) for each in found]


def _both_ways(one: _Move, moves: Sequence[_Move]) -> _Move:
    """Return a move with the tunnels that go around data of the other direction alone."""
    number, silence, before, after = one
    for at, other, was, now in moves:
        if at == number and other.arrival.node == silence.arrival.node:
            missing = {*was.tunnels, *now.tunnels} - {*before.tunnels, *after.tunnels}
            before = before.with_those(was, missing)
            after = after.with_those(now, missing)
    return number, silence, before, after


def _delivered(scene: Scene, node: str, number: int) -> _Shown | None:
    event = scene.event(number)
    assert isinstance(event, Delivered)
    return _shown(scene, node, scene.facts.root[event.packet])


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for number, silence, *_ in scene.once(_moves):
        yield Candidate(number, (silence.arrival.event, silence.flow))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    here = [each for each in scene.once(_moves) if each[0] == asking.at]
    if not here:
        return None
    _, silence, before, after = here[asking.chance.below(len(here))]
    return _of(scene, asking, silence, before, after)


def _of(
    scene: Scene, asking: Asking, silence: Silence, before: _Shown, after: _Shown
) -> Prediction:
    roles = [each for each in ROLES if each in before.tunnels or each in after.tunnels]
    touched = [each for each in roles if before.tunnels.get(each) != after.tunnels.get(each)]
    arrival, seen = silence.arrival, silence.after
    assert seen is not None
    choices = tuple(
        Choice(each, scene.role(each), _feedback(scene, each, before, after), each)
        for each in roles
    )
    told = listed([scene.role(each) for each in touched]) if touched else "none of them"
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(arrival.node)} goes, and will come into {link(arrival.link)}. Which of "
        "the tunnels around its data will look otherwise once data flow again: other ends, "
        "another key, around data only then, or no longer?",
        where="layers",
        form="several",
        choices=choices,
        answer=tuple(touched),
        explanation=f"The move touches {told}. {' '.join(each.feedback for each in choices)}",
        evidence=Evidence(after.event, after.packet, arrival.node),
        hides=(*FUTURE, "caption"),
        **times(scene, asking, max(seen, after.event)),
    )


def _feedback(scene: Scene, role: str, before: _Shown, after: _Shown) -> str:
    name, old, new = scene.role(role), before.tunnels.get(role), after.tunnels.get(role)
    if old is None and new is not None:
        return f"{name}: around data only now, between {_ends(new)}."
    if new is None or old is None:
        return f"{name}: gone from its own link: it ends before that now, or is not needed."
    if old == new:
        key = f", and the key {new.key}" if new.key else ""
        return f"{name}: as it was, between {_ends(new)}{key}."
    key = "the key stays" if old.key == new.key else f"the key is another, {new.key}"
    ends = f"between {_ends(old)} before, {_ends(new)} now"
    return f"{name}: {ends}{f'; {key}' if new.key else ''}."


def _ends(tunnel: _Tunnel) -> str:
    return f"{tunnel.source} and {tunnel.destination}"


TUNNELS_CHANGED: Final = Kind(
    _SLUG,
    "Which tunnels does the move touch?",
    "no move is followed by data in several tunnels",
    _candidates,
    _make,
)
