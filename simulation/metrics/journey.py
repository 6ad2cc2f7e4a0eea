"""One packet's way, hop by hop, and the layers that it wore on each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.errors import AbsentError
from simulation.metrics.names import Names
from simulation.trace import Delivered, Lineage, Sent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.trace import Layer, Stack, Trace


class Hop(NamedTuple):
    """One crossing of a link: from whom to whom, how long, and the layers, outermost first."""

    sender: str
    receivers: tuple[str, ...]
    link: str
    octets: int
    packet: int
    event: int
    layers: tuple[Layer, ...]


def journeys(trace: Trace) -> dict[str, Any]:
    """Return the nodes, and the way of the last packet that came in each direction, as JSON."""
    last: dict[str, Delivered] = {}
    for _, event in trace.of(Delivered):
        last[event.flow] = event
    names = Names(trace)
    ways = [
        {
            "flow": flow,
            "title": names.flow(flow),
            "at_ns": event.at_ns,
            "hops": [_told(hop) for hop in hops(trace, event.packet)],
        }
        for flow, event in last.items()
    ]
    nodes = [{key: node[key] for key in ("name", "label", "kind")} for node in trace.head["nodes"]]
    return {"nodes": nodes, "ways": ways}


def hops(trace: Trace, packet: int) -> list[Hop]:
    """Return how *packet*, or what it is part of, crossed each link, in order of time.

    Raises `AbsentError` if it never was on a link.
    """
    lineage = Lineage(trace)
    root = lineage.root(packet)
    found = [
        Hop(
            event.node,
            tuple(event.to),
            event.link,
            trace.packets[event.packet].octets,
            event.packet,
            number,
            trace.stack_of(event.packet),
        )
        for number, event in trace.of(Sent)
        if lineage.root(event.packet) == root
    ]
    if not found:
        raise AbsentError("never was on a link", where=f"packet {packet}", accepted="another one")
    return found


def tunnels(stack: Stack | Sequence[Layer]) -> list[tuple[str, bool]]:
    """Return the tunnels around the data, innermost first: role, and whether it seals.

    Layers of one role that follow one another are one tunnel; UDP that lets ESP through a NAT
    belongs to what it carries.
    """
    around = [layer for layer in stack if layer.role not in ("data", "access", "signalling")]
    roles = [("ipsec" if layer.role == "nat-traversal" else layer.role, layer) for layer in around]
    found = [
        (role, any(layer.sealed for _, layer in layers))
        for role, layers in groupby(roles, key=lambda each: each[0])
    ]
    return found[::-1]


def _told(hop: Hop) -> dict[str, Any]:
    around = [{"role": role, "sealed": sealed} for role, sealed in tunnels(hop.layers)]
    return {
        "from": hop.sender,
        "to": list(hop.receivers),
        "link": hop.link,
        "octets": hop.octets,
        "packet": hop.packet,
        "event": hop.event,
        "tunnels": around,
    }
