"""Answers to queries about the packet and the event of a step's moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.lessons.figures import Figure
from simulation.metrics.losses import reason as plain_reason
from simulation.metrics.names import Names, listed
from simulation.trace import ROLES, Delivered, Dropped, KeyHeld, Sent, hidden_octets, shut_at
from simulation.wire.registry import HEADERS

if TYPE_CHECKING:
    import re

    from simulation.lessons.scene import Scene
    from simulation.trace import Layer, PacketRecord, Stack

_APPLICATION: Final = frozenset({"flow", "tcp-data", "data"})


def octets(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return the octets of the packet."""
    return None if scene.record is None else Figure(scene.record.octets)


def payload(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return the octets of user data in it: what its innermost header carries, or is."""
    found = _users(scene)
    if found is None:
        return None
    stack = scene.run.trace.stacks[found.stack]
    last = stack[-1]
    return Figure(last.head) if last.header in _APPLICATION else None


def overhead(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return how much bigger it is than the packet that it carries."""
    found = _users(scene)
    if found is None or scene.record is None:
        return None
    return Figure(scene.record.octets - found.octets)


def layers(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return the titles of its layers."""
    stack = _stack(scene)
    return None if stack is None else Figure(listed([_title(each) for each in stack]))


def tunnels(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return how many IP headers it has but one."""
    stack = _stack(scene)
    return None if stack is None else Figure(sum(each.header == "ipv4" for each in stack) - 1)


def readable(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return the titles of the layers that are in clear, the outermost sealed one's head too."""
    stack = _stack(scene)
    if stack is None:
        return None
    shut = shut_at(stack)
    shown = stack if shut is None else stack[: shut + 1]
    return Figure(listed([_title(each) for each in shown]))


def hidden(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return how many octets are sealed."""
    stack = _stack(scene)
    return None if stack is None else Figure(hidden_octets(stack))


def holders(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return who holds the key of its outermost sealed layer at that moment."""
    stack = _stack(scene)
    shut = None if stack is None else shut_at(stack)
    if stack is None or shut is None:
        return None
    key, trace = stack[shut].sealed, scene.run.trace
    found = [
        event.node for number, event in trace.of(KeyHeld) if event.key == key and number <= scene.at
    ]
    names = Names(trace)
    return Figure(listed([names.node(each) for each in dict.fromkeys(found)])) if found else None


def hops(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return on how many links it was put on its whole way, whatever was around it."""
    packet = scene.packet
    if packet is None:
        return None
    lineage = scene.run.lineage
    root = lineage.root(packet)
    return Figure(sum(lineage.root(event.packet) == root for _, event in scene.run.trace.of(Sent)))


def delay(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return how long delivered data were under way."""
    event = scene.event
    if not isinstance(event, Delivered):
        return None
    return Figure((event.at_ns - event.sent_ns) / 1e6, "ms")


def node(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return the node of the event."""
    name = scene.event.node
    return Figure(Names(scene.run.trace).node(name)) if name else None


def reason(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return why a dropped packet ended."""
    event = scene.event
    return Figure(plain_reason(event)) if isinstance(event, Dropped) else None


def time(scene: Scene, _: re.Match[str]) -> Figure | None:
    """Return when the event was."""
    return Figure(f"{scene.event.at_ns / 1e9:.2f} s")


def _stack(scene: Scene) -> Stack | None:
    return None if scene.record is None else scene.run.trace.stacks[scene.record.stack]


def _users(scene: Scene) -> PacketRecord | None:
    """Return the user's own packet, if that is what the packet carries."""
    if scene.packet is None:
        return None
    found = scene.run.trace.packets[scene.run.lineage.root(scene.packet)]
    return found if found.flow else None


def _title(layer: Layer) -> str:
    """Return a layer's title; of an IP header that is a tunnel's, whose tunnel it is."""
    known = HEADERS.get(layer.header)
    title = known.title if known is not None else layer.header
    return f"{title} of {ROLES[layer.role]}" if _is_tunnel(layer) else title


def _is_tunnel(layer: Layer) -> bool:
    return layer.header == "ipv4" and layer.role in {"internal-mip", "external-mip", "ipsec"}
