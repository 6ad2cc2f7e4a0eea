"""Asks what a sender will do after something that it sent was lost."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.losses import plainly
from simulation.metrics.names import capital
from simulation.predictions.chance import shuffled
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.predictions.scene import UNTOLD
from simulation.time import SECOND
from simulation.trace import Acted, Dropped, MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.predictions.scene import Scene

_SLUG: Final = "reaction"
_NOTHING: Final = "nothing"
_ASKING: Final[frozenset[MessageKind]] = frozenset(
    {
        "registration-request",
        "deregistration-request",
        "binding-update",
        "path-setup",
        "esp-route-request",
        "ike-main-mode-1",
        "ike-main-mode-3",
        "ike-main-mode-5",
        "ike-mode-config-request",
        "ike-quick-mode-1",
        "ike-r-u-there",
        "ike-sa-init-request",
        "ike-auth-request",
        "ike-create-child-sa-request",
        "ike-liveness-check",
        "ike-update-sa-addresses",
        "wireguard-initiation",
        "dhcp-discover",
        "dhcp-request",
    }
)
"""Messages that want an answer."""
_OTHERS: Final = 3


class _Lost(NamedTuple):
    """A message that was lost: the event, who had sent it, and what that node sent next."""

    number: int
    drop: Dropped
    root: int
    sender: str
    next: tuple[int, int] | None
    """The event and the root of its next signalling message, if there was one."""


class _Mail:
    """The signalling messages of each node, in the order in which it sent them."""

    def __init__(self, scene: Scene) -> None:
        self.sent: dict[str, list[tuple[int, int]]] = {}
        for root, (number, event) in scene.facts.first_sent.items():
            record = scene.record(root)
            if record.message and record.message not in UNTOLD and not record.relayed:
                self.sent.setdefault(event.node, []).append((number, root))
        for each in self.sent.values():
            each.sort()

    def after(self, node: str, number: int) -> tuple[int, int] | None:
        """Return event and root of the first message that *node* sent after event *number*."""
        mine = self.sent.get(node, [])
        place = bisect_right(mine, (number, 1 << 62))
        return mine[place] if place < len(mine) else None


def _lost(scene: Scene) -> list[_Lost]:
    """Return what was lost on its way: messages that somebody waits for an answer to."""
    mail = scene.once(_Mail)
    found: list[_Lost] = []
    for number, drop in scene.facts.of(Dropped):
        root = scene.facts.root[drop.packet]
        record = scene.record(root)
        first = scene.facts.first_sent.get(root)
        if first is None or first[0] > number or record.fault or record.relayed:
            continue
        if record.message in _ASKING:
            sender = first[1].node
            then = mail.after(sender, number)
            if not _acted(scene, sender, number, then):
                found.append(_Lost(number, drop, root, sender, then))
    return found


def _acted(scene: Scene, node: str, since: int, then: tuple[int, int] | None) -> bool:
    """Whether the timeline moved the node before it sent again: that cannot be foreseen."""
    until = then[0] if then else len(scene.trace.events)
    return any(
        since < number < until and event.node == node for number, event in scene.facts.of(Acted)
    )


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for each in scene.once(_lost):
        then = _choice(scene, each)
        message = scene.record(each.root).message
        yield Candidate(each.number, (message, each.drop.node, each.drop.reason, then))


def _name(scene: Scene, root: int) -> str:
    """Return what a message is called, however often it was tried and whichever way it went."""
    return capital(scene.packet(root).split(",", maxsplit=1)[0])


def _choice(scene: Scene, lost: _Lost) -> str:
    return _name(scene, lost.next[1]) if lost.next else _NOTHING


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for each in scene.once(_lost):
        if each.number == asking.at:
            return _of(scene, asking, each)
    return None


def _of(scene: Scene, asking: Asking, lost: _Lost) -> Prediction | None:
    answer, same = _choice(scene, lost), _name(scene, lost.root)
    known = {_name(scene, root) for _, root in scene.once(_Mail).sent[lost.sender]}
    others = [each for each in shuffled(sorted(known), asking.chance) if each != answer]
    chosen = [*others[:_OTHERS], answer]
    offered = sorted({*chosen, same, _NOTHING})
    told = _told(scene, lost, answer)
    choices = tuple(
        Choice(each, _label(each, same), told if each == answer else _not(scene, lost, each, told))
        for each in offered
    )
    reveal = lost.next[0] if lost.next else len(scene.trace.events) - 1
    what = scene.packet(lost.root)
    where = scene.names.at(lost.drop.node, lost.drop.where)
    return Prediction(
        kind=_SLUG,
        prompt=f"{capital(what)} ends at {where}: {plainly(lost.drop)}. "
        f"{scene.The(lost.sender)} had sent it. What is the next signalling message that it sends?",
        where="list",
        form="choice",
        choices=choices,
        answer=(answer,),
        explanation=told,
        evidence=Evidence(reveal, lost.next[1] if lost.next else lost.root, lost.sender),
        hides=(*FUTURE, "way"),
        packet=lost.drop.packet,
        **times(scene, asking, reveal),
    )


def _label(choice: str, lost: str) -> str:
    if choice == _NOTHING:
        return "Nothing any more"
    return f"The same once more: {choice}" if choice == lost else choice


def _not(scene: Scene, lost: _Lost, choice: str, told: str) -> str:
    """Return why *choice* is wrong: when the sender really sends such a message next, if ever."""
    if choice == _NOTHING:
        return f"It is not silent for good. {told}"
    mail = scene.once(_Mail).sent[lost.sender]
    sendings = (number for number, root in mail if _name(scene, root) == choice)
    later = next((number for number in sendings if number > lost.number), None)
    when = f"only at {scene.seconds(later)}" if later is not None else "never again in this run"
    return f"It sends that {when}. {told}"


def _told(scene: Scene, lost: _Lost, answer: str) -> str:
    who = scene.node(lost.sender)
    if lost.next is None:
        whole = "sends no signalling message any more until the end of the run"
        return f"{scene.The(lost.sender)} {whole}."
    number, root = lost.next
    span = (scene.at_ns(number) - scene.at_ns(lost.number)) / SECOND
    again = answer == _name(scene, lost.root)
    why = (
        "nobody told it of the loss: it waits for an answer, and asks again when none has come"
        if again
        else "it does not wait for that answer alone"
    )
    return f"{span:.3f} s later {who} sends {scene.packet(root)}; {why}."


REACTION: Final = Kind(
    _SLUG,
    "What will the sender do now?",
    "no message is lost that its sender wants an answer to",
    _candidates,
    _make,
)
