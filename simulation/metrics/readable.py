"""What each observer could read of the data that crossed it, with the keys that it held."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.metrics.figure import Row, figure, ratio
from simulation.trace import Arrived, KeyHeld, Sent, hidden_octets, shut_at

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts
    from simulation.trace import Stack


@dataclass(slots=True)
class _View:
    packets: int = 0
    clear: int = 0
    readable: int = 0
    sealed: int = 0
    clear_events: list[int] = field(default_factory=list)
    sealed_events: list[int] = field(default_factory=list)


def measure(facts: Facts) -> list[Row]:
    """Return one row per node that data crossed, and one per link for who taps it without keys."""
    nodes = _by_node(facts)
    links = _by_link(facts)
    return [
        *(_row(f"{name}", "node", name, view) for name, view in nodes.items()),
        *(_row(f"anyone on {name}", "link", name, view) for name, view in links.items()),
    ]


def _by_node(facts: Facts) -> dict[str, _View]:
    views: dict[str, _View] = defaultdict(_View)
    held: dict[str, set[str]] = defaultdict(set)
    split: dict[tuple[str, int], tuple[int, bool]] = {}
    packets, stacks = facts.trace.packets, facts.trace.stacks
    keys = iter(facts.of(KeyHeld))
    key = next(keys, None)
    for number, event in facts.of(Arrived):
        while key is not None and key[0] < number:
            held[key[1].node].add(key[1].key)
            split.clear()
            key = next(keys, None)
        record = packets[event.packet]
        if not record.flow:
            continue
        node = event.node
        seen = split.get((node, record.stack))
        if seen is None:
            seen = split[node, record.stack] = _seen(stacks[record.stack], held[node])
        _count(views[node], record.octets, seen, number)
    return views


def _by_link(facts: Facts) -> dict[str, _View]:
    views: dict[str, _View] = defaultdict(_View)
    packets, stacks = facts.trace.packets, facts.trace.stacks
    split: dict[int, tuple[int, bool]] = {}
    for number, event in facts.of(Sent):
        record = packets[event.packet]
        if not record.flow:
            continue
        seen = split.get(record.stack)
        if seen is None:
            seen = split[record.stack] = _seen(stacks[record.stack], set())
        _count(views[event.link], record.octets, seen, number)
    return views


def _seen(stack: Stack, keys: set[str]) -> tuple[int, bool]:
    """Return how many octets are hidden from who holds *keys*, and whether nothing is sealed."""
    return hidden_octets(stack, keys), shut_at(stack, keys) is None


def _count(view: _View, octets: int, seen: tuple[int, bool], number: int) -> None:
    hidden, clear = seen
    view.packets += 1
    view.sealed += hidden
    view.readable += octets - hidden
    if clear:
        view.clear += 1
        view.clear_events.append(number)
    else:
        view.sealed_events.append(number)


def _row(label: str, kind: str, name: str, view: _View) -> Row:
    return {
        "label": label,
        "observer": name,
        "kind": kind,
        "data_packets": figure(view.packets, view.clear_events or view.sealed_events),
        "clear_packets": figure(view.clear, view.clear_events),
        "clear_packets_ratio": figure(ratio(view.clear, view.packets), view.clear_events),
        "readable_octets": figure(view.readable, view.clear_events or view.sealed_events),
        "sealed_octets": figure(view.sealed, view.sealed_events),
    }
