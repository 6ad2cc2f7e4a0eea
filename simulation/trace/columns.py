"""A trace as columns: how it travels, piece by piece, and how it is read back."""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from simulation.trace.event import Event
from simulation.trace.kinds import KINDS
from simulation.trace.packets import Layer, PacketRecord
from simulation.trace.trace import Trace

_NUMBERS: Mapping[type[Event], int] = {kind: number for number, kind in enumerate(KINDS)}


def columns(events: Iterable[Event]) -> dict[str, Any]:
    """Return *events* as columns: shared ones, and one group of columns for each kind.

    ``{"t": [ns...], "k": [kind index...], "n": [node...], "c": [cause or null...],
    "f": {kind: {field: [values in order of the events of that kind]}}}``
    """
    shared: dict[str, list[Any]] = {"t": [], "k": [], "n": [], "c": []}
    groups: dict[type[Event], list[Event]] = {}
    for event in events:
        kind = type(event)
        shared["t"].append(event.at_ns)
        shared["k"].append(_NUMBERS[kind])
        shared["n"].append(event.node)
        shared["c"].append(event.cause)
        groups.setdefault(kind, []).append(event)
    fields = {
        kind.kind: {each.name: list(map(attrgetter(each.name), group)) for each in kind.fields}
        for kind, group in groups.items()
    }
    return {**shared, "f": fields}


def chunk(trace: Trace, first_event: int, first_packet: int, first_stack: int) -> dict[str, Any]:
    """Return everything that *trace* gained since those numbers, ready for JSON."""
    packets = trace.packets[first_packet:]
    return {
        "first_event": first_event,
        "first_packet": first_packet,
        "first_stack": first_stack,
        "until_ns": trace.events[-1].at_ns if trace.events else 0,
        "events": columns(trace.events[first_event:]),
        "packets": {
            name: [getattr(packet, name) for packet in packets] for name in PacketRecord._fields
        },
        "stacks": [[list(layer) for layer in stack] for stack in trace.stacks[first_stack:]],
    }


def append(trace: Trace, message: Mapping[str, Any]) -> None:
    """Add to *trace* what one chunk carries: the inverse of `chunk`."""
    trace.events.extend(_events(message["events"]))
    packets = message["packets"]
    trace.packets.extend(
        PacketRecord(*row)
        for row in zip(*(packets[name] for name in PacketRecord._fields), strict=True)
    )
    trace.stacks.extend(tuple(Layer(*layer) for layer in stack) for stack in message["stacks"])


def _events(read: Mapping[str, Any]) -> Iterator[Event]:
    """Yield the events that these columns hold: the inverse of `columns`."""
    groups = {
        kind: zip(*(read["f"][kind.kind][each.name] for each in kind.fields), strict=True)
        for kind in KINDS
        if kind.kind in read["f"]
    }
    for at_ns, number, node, cause in zip(read["t"], read["k"], read["n"], read["c"], strict=True):
        kind = KINDS[number]
        yield kind(node, *next(groups[kind])).at(at_ns, cause)
