"""Where silences around moves begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.metrics.facts import ends_of
from simulation.metrics.silence import silences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.facts import Facts
    from simulation.metrics.silence import Silence
    from simulation.moments.happening import Said


def ends(facts: Facts, said: Said) -> Iterator[int]:
    """Yield the deliveries with which silences end."""
    for silence in _silences(facts, said):
        if silence.after is not None:
            yield silence.after


def ends_longest(facts: Facts, said: Said) -> Iterator[int]:
    """Yield the delivery that ended the longest silence of those that ended."""
    ended = [each for each in _silences(facts, said) if each.after is not None]
    if ended:
        after = max(ended, key=_span).after
        assert after is not None
        yield after


def begins_longest(facts: Facts, said: Said) -> Iterator[int]:
    """Yield the last delivery before the longest silence."""
    begun = [each for each in _silences(facts, said) if each.before is not None]
    if begun:
        before = max(begun, key=_span).before
        assert before is not None
        yield before


def _span(silence: Silence) -> int:
    return silence.span_ns or 0


def _silences(facts: Facts, said: Said) -> Iterator[Silence]:
    for silence in silences(facts).values():
        sender, receiver = ends_of(silence.flow)
        if said.get("from", sender) == sender and said.get("to", receiver) == receiver:
            yield silence
