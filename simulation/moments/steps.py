"""Steps of state machines and of the timeline, and the two ends of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.trace import Acted, KeyHeld, StateChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulation.metrics.facts import Facts
    from simulation.moments.happening import Said

    Find = Callable[[Facts, Said], Iterator[int]]


def becomes(machine: str, state: str) -> Find:
    """Return what finds the steps into *state* of machines in whose names *machine* stands."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        for number, event in facts.of(StateChanged):
            if machine in event.machine and event.new == state and _by(said, event.node):
                yield number

    return found


def keys(facts: Facts, said: Said) -> Iterator[int]:
    """Yield the events with which a node comes to hold a key."""
    node = said.get("at")
    return (number for number, event in facts.of(KeyHeld) if node in (None, event.node))


def action(do: str) -> Find:
    """Return what finds the actions of that name."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        for number, event in facts.of(Acted):
            link = event.action.get("link")
            if (
                event.action["do"] == do
                and _by(said, event.node)
                and said.get("onto", link) == link
            ):
                yield number

    return found


def attack(*, begins: bool) -> Find:
    """Return what finds the actions with which an attack begins, or ends."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        for number, event in facts.of(Acted):
            if event.action["do"] == "attack" and event.action["on"] is begins:
                yield number

    return found


def start(facts: Facts, said: Said) -> Iterator[int]:
    """Yield the first event."""
    yield from range(min(1, len(facts.trace.events)))


def end(facts: Facts, said: Said) -> Iterator[int]:
    """Yield the last event."""
    yield from range(len(facts.trace.events))[-1:]


def _by(said: Said, node: str) -> bool:
    return said.get("of", node) == node
