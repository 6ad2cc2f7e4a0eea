"""Asks how long data will be silent around a move; the nearest estimate wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.names import link, listed
from simulation.metrics.silence import silences
from simulation.predictions.kind import Asking, Candidate, Kind, times
from simulation.predictions.prediction import FUTURE, Choice, Evidence, Prediction, Quantity
from simulation.trace import Acted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.silence import Silence
    from simulation.predictions.scene import Scene

_SLUG: Final = "silence"
_MS: Final = 1_000_000
_RIGHT, _PARTLY = 0.2, 0.75
"""Shares of the silence by which an estimate may be off and still be right, or near."""


def leaving(scene: Scene, silence: Silence) -> int | None:
    """Return the action by which the node left before *silence*, if it acted at that time."""
    arrival = silence.arrival
    return next(
        (
            number
            for number, event in scene.facts.of(Acted)
            if event.node == arrival.node and event.at_ns == arrival.detach_ns
        ),
        None,
    )


def _ended(scene: Scene) -> list[tuple[int, Silence]]:
    """Return the silences that ended, with the action after which each is asked about."""
    found = []
    for silence in silences(scene.facts).values():
        number = leaving(scene, silence)
        if number is None or silence.span_ns is None or silence.after is None:
            continue
        if silence.after > number and silence.span_ns >= _MS:
            found.append((number, silence))
    return found


def _candidates(scene: Scene) -> Iterator[Candidate]:
    for number, silence in scene.once(_ended):
        yield Candidate(number, (silence.arrival.event, silence.flow))


def _make(scene: Scene, asking: Asking) -> Prediction | None:
    here = [each for number, each in scene.once(_ended) if number == asking.at]
    return _of(scene, asking, here[asking.chance.below(len(here))]) if here else None


def _of(scene: Scene, asking: Asking, silence: Silence) -> Prediction:
    span, after = silence.span_ns, silence.after
    assert span is not None
    assert after is not None
    arrival, span_ms = silence.arrival, round(span / _MS)
    sender, receiver = scene.facts.flows[silence.flow].ends
    way = f"from {scene.node(sender)} to {scene.node(receiver)}"
    begins = "the moment at which it left" if silence.before is None else "the last that came"
    return Prediction(
        kind=_SLUG,
        prompt=f"{scene.The(arrival.node)} goes, and will come into {link(arrival.link)}. For how "
        f"many milliseconds will no data come {way}? They count from {begins} to the first that "
        "comes again; whoever is nearest wins.",
        where="number",
        form="number",
        choices=_wrong(silence, span_ms),
        answer=(str(span_ms),),
        explanation=f"It is {span_ms:,} ms, until {scene.seconds(after)}. {_made_of(silence)}",
        evidence=Evidence(after, None, receiver),
        hides=(*FUTURE, "caption"),
        quantity=Quantity("ms", max(1, _RIGHT * span_ms), max(2, _PARTLY * span_ms)),
        **times(scene, asking, after),
    )


def _parts(silence: Silence) -> list[tuple[str, int]]:
    """Return what the silence is made of, in ms: by when the node left and when it came."""
    begins, arrival = silence.begins_ns or 0, silence.arrival
    spans = [
        ("before it left", arrival.detach_ns - begins),
        ("without any link", arrival.attach_ns - max(begins, arrival.detach_ns)),
        ("on the new link", silence.ends_ns - max(begins, arrival.attach_ns)),
    ]
    return [(words, round(span / _MS)) for words, span in spans if span >= _MS]


def _made_of(silence: Silence) -> str:
    told = listed([f"{span:,} ms {words}" for words, span in _parts(silence)])
    return f"It is made of {told}: an address, signalling and keys, before data can follow."


def _wrong(silence: Silence, span_ms: int) -> tuple[Choice, ...]:
    """Return a wrong estimate for each length that a part of the silence has."""
    parts: dict[int, list[str]] = {}
    for words, span in _parts(silence):
        if span != span_ms:
            parts.setdefault(span, []).append(words)
    return tuple(
        Choice(str(span), str(span), f"That is only the time {' or the time '.join(words)}.")
        for span, words in parts.items()
    )


SILENCE: Final = Kind(
    _SLUG,
    "How long will it be silent?",
    "no move of a node is followed by data again",
    _candidates,
    _make,
)
