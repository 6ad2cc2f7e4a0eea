"""Shuffles the packets of an exchange, to be put in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.dissection import dissect
from simulation.narration.messages import TOLD
from simulation.predictions.chance import shuffled
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction
from simulation.predictions.scene import UNTOLD
from simulation.time import SECOND
from simulation.trace import Sent
from simulation.wire.registration import RegistrationReply, RegistrationRequest

if TYPE_CHECKING:
    from simulation.predictions.scene import Scene

_SLUG: Final = "shuffled"
_FEWEST, _MOST = 3, 6
_PAUSE: Final = 2 * SECOND
"""What comes later than this is no part of the same exchange."""
_ENDS: Final = {
    "registration": "registration",
    "deregistration": "registration",
    "ike": "keys",
    "wireguard": "keys",
    "dhcp": "address",
}
"""What the messages of each protocol are about, by the first word of their ids."""
_WORDS: Final = {
    "registration": "by which an agent learns where the node is",
    "keys": "by which two ends agree on keys",
    "address": "by which a node gets an address",
}


class _Letter(NamedTuple):
    """A message of an exchange: the event that first sent it, and what it is called."""

    event: int
    root: int
    label: str


class _Exchange(NamedTuple):
    """Messages of one matter that followed one another."""

    about: str
    letters: tuple[_Letter, ...]


def _exchanges(scene: Scene) -> list[_Exchange]:
    """Return what was exchanged: consecutive messages of one matter, no two called alike."""
    open_: dict[tuple[str, str], list[_Letter]] = {}
    found: list[_Exchange] = []
    sent = sorted((number, root) for root, (number, _) in scene.facts.first_sent.items())
    for number, root in sent:
        record = scene.record(root)
        about = _ENDS.get(record.message.split("-", maxsplit=1)[0], "")
        if not about or record.message in UNTOLD or record.fault:
            continue
        letter = _Letter(number, root, _label(scene, number, root))
        mine = open_.setdefault((about, _whose(scene, number)), [])
        late = bool(mine) and scene.at_ns(number) - scene.at_ns(mine[-1].event) > _PAUSE
        if late or letter.label in {each.label for each in mine} or len(mine) == _MOST:
            found.append(_Exchange(about, tuple(mine)))
            mine.clear()
        mine.append(letter)
    found += [_Exchange(about, tuple(mine)) for (about, _), mine in open_.items()]
    return [each for each in found if len(each.letters) >= _FEWEST and each.letters[0].event]


def _whose(scene: Scene, number: int) -> str:
    """Return the home address that a registration is about; others need no telling apart."""
    sent = scene.event(number)
    assert isinstance(sent, Sent)
    for layer in dissect(scene.trace.frames[sent.frame], scene.ring).layers:
        if isinstance(layer.header, RegistrationRequest | RegistrationReply):
            return str(layer.header.home_address)
    return ""


def _label(scene: Scene, number: int, root: int) -> str:
    """Return what a message is called, by whom it is sent and why, without a number of its own."""
    record = scene.record(root)
    name = re.sub(r"(, try)? \d+$", "", record.purpose)
    told = TOLD.get(record.message)
    why = f": {told.why}" if told and told.why else ""
    node = scene.event(number).node
    return f"{name}{why} ({node} sends it)"


def _stop(exchange: _Exchange) -> int:
    return exchange.letters[0].event - 1


def _candidates(scene: Scene) -> list[Candidate]:
    return [
        Candidate(_stop(each), tuple(letter.label for letter in each.letters))
        for each in scene.once(_exchanges)
    ]


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    for each in scene.once(_exchanges):
        if _stop(each) == asking.at:
            return _of(scene, asking, each)
    return None


def _of(scene: Scene, asking: Asking, exchange: _Exchange) -> Prediction:
    letters = exchange.letters
    order = shuffled(range(len(letters)), asking.chance)
    if order == sorted(order):
        order = [*order[1:], order[0]]
    choices = tuple(
        Choice(f"packet-{place}", letters[place].label, _feedback(scene, letters, place))
        for place in order
    )
    last = letters[-1].event
    return Prediction(
        kind=_SLUG,
        prompt=f"The next {len(letters)} packets of the exchange {_WORDS[exchange.about]} are "
        "shuffled. In which order are they sent?",
        where="list",
        form="order",
        choices=choices,
        answer=tuple(f"packet-{place}" for place in range(len(letters))),
        explanation="; ".join(f"{n}. {each.label}" for n, each in enumerate(letters, 1)) + ".",
        evidence=Evidence(letters[0].event, letters[0].root, scene.event(letters[0].event).node),
        hides=(*FUTURE, "caption", "packet", "octets", "way"),
        **times(scene, asking, last),
    )


def _feedback(scene: Scene, letters: tuple[_Letter, ...], place: int) -> str:
    before = f", after {letters[place - 1].label}" if place else ""
    return f"It was sent at {scene.seconds(letters[place].event)}{before}."


SHUFFLED: Final = Kind(
    _SLUG,
    "Put the packets in order.",
    "no exchange of three messages takes place",
    _candidates,
    _make,
)
