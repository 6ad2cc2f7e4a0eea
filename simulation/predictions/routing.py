"""Why a node passes a packet on as it does: the route that matched, read from its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulation.wire.address import Address, Prefix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.predictions.scene import Handling, Scene
    from simulation.trace import Sent, TableRow

_ETHERNET_OCTETS = 14
_IPV4 = b"\x08\x00"


class Ends(NamedTuple):
    """The outermost addresses of a frame."""

    source: Address
    destination: Address


class Reason(NamedTuple):
    """The route by which a packet left, and the same in words."""

    key: str
    words: str


def ends(frame: bytes) -> Ends | None:
    """Return source and destination of the outermost IPv4 header of *frame*, if it has one."""
    if frame[12:_ETHERNET_OCTETS] != _IPV4:
        return None
    header = frame[_ETHERNET_OCTETS:]
    return Ends(
        Address(int.from_bytes(header[12:16], "big")), Address(int.from_bytes(header[16:20], "big"))
    )


def matching(rows: Mapping[str, TableRow], outer: Ends, inbound: str | None) -> str:
    """Return the key of the route for a packet with these ends, or nothing.

    The order is that of the node's own table: by interface, then source, then longest match.
    """
    fitting = [
        (rank, key) for key, row in rows.items() if (rank := _rank(row, outer, inbound)) is not None
    ]
    return max(fitting)[1] if fitting else ""


def _rank(row: TableRow, outer: Ends, inbound: str | None) -> tuple[int, int, int] | None:
    destination = Prefix.parse(row["destination"])
    source = Prefix.parse(row["source"]) if row["source"] else None
    if outer.destination not in destination:
        return None
    if source is not None and outer.source not in source:
        return None
    if row["inbound"] not in (None, inbound):
        return None
    return (row["inbound"] is not None, source.length if source else -1, destination.length)


def reason(scene: Scene, handling: Handling, number: int, sent: Sent) -> Reason:
    """Return why *handling* ended in the frame that event *number* sent."""
    outer = ends(scene.trace.frames[sent.frame])
    node = scene.node(handling.node)
    if outer is None:
        return Reason("", f"{node} sends it on the link {sent.link}")
    rows = scene.tables(number)[handling.node]["routes"]
    inbound = None
    if handling.arrived is not None:
        inbound = getattr(scene.event(handling.arrived), "interface", None)
    key = matching(rows, outer, inbound)
    if not key or rows[key]["device"] != sent.interface:
        words = f"{node} knows who on the link {sent.link} is to have what is for it"
        return Reason("", f"its outermost destination is {outer.destination}, and {words}")
    via = rows[key]["via"]
    hop = f"to {via}" if via else "straight onto the link"
    route = "its default route" if key == "0.0.0.0/0" else f"its route {key}"
    words = f"its outermost destination is {outer.destination}; at {node}, {route} leads {hop}"
    return Reason(key, f"{words}, over the link {sent.link}")
