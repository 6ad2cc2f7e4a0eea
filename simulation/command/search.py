"""`mipviz search`: which events of a run a filter matches, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.command.output import InputError
from simulation.experiments.table import table
from simulation.filters import FilterError, Index, match, parse
from simulation.trace import Dropped, PacketEvent, RowChanged, StateChanged

if TYPE_CHECKING:
    from simulation.filters import Expression
    from simulation.trace import Event, Trace


def read(text: str) -> Expression:
    """Return what the filter *text* says; raise `InputError` that points at what is wrong."""
    try:
        return parse(text)
    except FilterError as error:
        raise InputError(f"{error}; at: {_pointed(text, error)}") from error


def _pointed(text: str, error: FilterError) -> str:
    """Return *text* with brackets around what is wrong in it, for it has to be one line."""
    end = error.position + error.length
    return f"{text[: error.position]}>>>{text[error.position : end]}<<<{text[end:]}"


def found(trace: Trace, expression: Expression) -> list[dict[str, Any]]:
    """Return number, moment, node, kind and content of every event that matches."""
    return [
        {
            "event": number,
            "at_ns": trace.events[number].at_ns,
            "node": trace.events[number].node,
            "kind": trace.events[number].kind,
            "what": _what(trace, trace.events[number]),
        }
        for number in match(Index(trace), expression).events
    ]


def _what(trace: Trace, event: Event) -> str:
    match event:
        case Dropped():
            return f"{trace.packets[event.packet].purpose}: {event.detail}"
        case PacketEvent():
            return trace.packets[event.packet].purpose
        case StateChanged():
            return f"{event.machine}: {event.old} to {event.new}"
        case RowChanged():
            return f"{event.table}: {event.key}"
        case _:
            return event.meaning


def text(rows: list[dict[str, Any]]) -> str:
    """Return the matches as a table, and how many there are."""
    body = [
        (str(row["event"]), f"{row['at_ns'] / 1e9:.6f} s", row["node"], row["kind"], row["what"])
        for row in rows
    ]
    heads = ("event", "at", "node", "kind", "what")
    return f"{table(heads, body)}\n\n{len(rows)} matches" if rows else "no event matches"
