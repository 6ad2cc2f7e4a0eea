"""Packets that pass: data, messages of protocols, and packets that end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.facts import ends_of
from simulation.trace import MESSAGES, Arrived, Delivered, Dropped, Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from simulation.metrics.facts import Facts
    from simulation.moments.happening import Said
    from simulation.trace import Event

    Find = Callable[[Facts, Said], Iterator[int]]

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "mobile ip": (
        "registration-", "deregistration-", "mip-keepalive", "agent-", "binding-", "path-",
        "esp-route-",
    ),
    "ike": ("ike-",),
    "wireguard": ("wireguard-",),
    "dhcp": ("dhcp-",),
}  # fmt: skip
"""The protocols whose messages are named together: how the ids of their messages begin."""
KINDS: Final = tuple(sorted(MESSAGES))


def data(facts: Facts, said: Said) -> Iterator[int]:
    """Yield deliveries of data, or their passages where a place is named."""
    if said.keys() & {"by", "on", "at"}:
        roots = {
            root
            for name, flow in facts.flows.items()
            if _between(name, said)
            for root in flow.roots
        }
        return _passing(facts, said, roots)
    return (number for number, event in facts.of(Delivered) if _between(event.flow, said))


def lost_data(facts: Facts, said: Said) -> Iterator[int]:
    """Yield the drops that kept data from coming."""
    for root, (number, event) in facts.drops.items():
        if _between(facts.trace.packets[root].flow, said) and _ended(event, said):
            yield number


def drops(facts: Facts, said: Said) -> Iterator[int]:
    """Yield drops of whatever packets."""
    maker = said.get("from")
    for number, event in facts.of(Dropped):
        if _ended(event, said) and maker in (None, _maker(facts, facts.root[event.packet])):
            yield number


def messages(beginnings: tuple[str, ...]) -> Find:
    """Return what finds messages whose kind begins with one of these."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        records = facts.trace.packets
        placed = bool(said.keys() & {"by", "on", "at"})
        roots = {
            root
            for root in facts.first_sent
            if _is(records[root].message, beginnings)
            and (placed or not records[root].relayed)
            and said.get("from") in (None, _maker(facts, root))
        }
        return _passing(facts, said, roots)

    return found


def of_kind(kind: type[Event]) -> Find:
    """Return what finds every event of that *kind*."""

    def found(facts: Facts, said: Said) -> Iterator[int]:
        node = said.get("at")
        return (number for number, event in facts.of(kind) if node in (None, event.node))

    return found


def _passing(facts: Facts, said: Said, roots: set[int]) -> Iterator[int]:
    """Yield for each of *roots* the first time that it passes where *said* says."""
    seen = set[int]()
    kind: type[Sent | Arrived] = Arrived if "at" in said else Sent
    node = said.get("at") or said.get("by")
    for number, event in facts.of(kind):
        root = facts.root[event.packet]
        if root not in roots or root in seen or node not in (None, event.node):
            continue
        if said.get("on", event.link) == event.link:
            seen.add(root)
            yield number


def _is(message: str, beginnings: tuple[str, ...]) -> bool:
    return any(
        message.startswith(each) if each.endswith("-") else message == each for each in beginnings
    )


def _between(flow: str, said: Said) -> bool:
    sender, receiver = ends_of(flow)
    return said.get("from", sender) == sender and said.get("to", receiver) == receiver


def _ended(event: Dropped, said: Said) -> bool:
    return (
        said.get("at", event.node) == event.node
        and said.get("because", event.reason) == event.reason
    )


def _maker(facts: Facts, root: int) -> str:
    sent = facts.first_sent.get(root)
    return "" if sent is None else sent[1].node
