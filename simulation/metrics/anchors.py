"""When the anchors that carry a node's data have switched to where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.figure import Row, figure, milliseconds
from simulation.trace import Delivered, RowChanged, Sent

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts
    from simulation.metrics.moves import Move
    from simulation.metrics.signalling import Signalling
    from simulation.trace import TableRow

ANCHOR_TABLES: Final = frozenset(
    {"bindings", "binding-cache", "sad", "host-routes", "esp-routes", "proxy-sessions"}
)
"""Tables of fixed nodes whose rows say where a mobile node's packets go."""

_AGEING: Final = frozenset({"expires_ns", "lifetime_s", "packets", "octets", "sequence"})
"""Columns that change without any packet going another way."""


def switched(facts: Facts, signalling: Signalling, move: Move) -> Row:
    """Return when the last anchor on the way of the first data to the node had switched.

    In ms from the attach, with `where` it did.  Nothing where no data came to the node, or no
    anchor on their way had changed because of it.
    """
    passed = _way(facts, move)
    found = [
        (number, event)
        for number, event in facts.of(RowChanged)
        if move.arrival.attach_ns <= event.at_ns <= passed.get(event.node, -1)
        and event.table in ANCHOR_TABLES
        and event.new is not None
        and _switches(event.old, event.new)
        and signalling.concerns(event, move.node)
    ]
    if not found:
        return figure(None)
    number, event = found[-1]
    took = milliseconds(event.at_ns - move.arrival.attach_ns)
    return {**figure(took, [number]), "where": f"{event.node}, {event.table}"}


def _way(facts: Facts, move: Move) -> dict[str, int]:
    """Return when each fixed node sent on the first data that the node got after its move."""
    arrival = move.arrival
    first = next(
        (
            event
            for _, event in facts.of(Delivered)
            if event.node == move.node
            and arrival.attach_ns <= event.at_ns < move.until_ns
            and event.sent_ns >= arrival.detach_ns
        ),
        None,
    )
    if first is None:
        return {}
    root = facts.root[first.packet]
    return {
        event.node: event.at_ns
        for _, event in facts.of(Sent)
        if facts.root[event.packet] == root and event.node not in facts.mobiles
    }


def _switches(old: TableRow | None, new: TableRow) -> bool:
    if old is None:
        return True
    return any(old.get(key) != value for key, value in new.items() if key not in _AGEING)
