"""A trace as questions are made from it: what each node did with each packet, hop by hop."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from simulation.dissection import KeyRing
from simulation.metrics.facts import Facts
from simulation.metrics.names import Names, capital, with_article
from simulation.options import OPTIONS
from simulation.trace import (
    ROLES,
    Arrived,
    KeyHeld,
    NestingEvent,
    PacketEvent,
    RowChanged,
    Sent,
)
from simulation.wire.registry import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from simulation.trace import Event, Layer, PacketRecord, Stack, TableRow, Trace

_Made = TypeVar("_Made")
Tables: TypeAlias = "dict[str, dict[str, dict[str, TableRow]]]"
"""Rows by node, table and key."""

UNTOLD: Final = frozenset(
    {"arp", "gratuitous-arp", "agent-advertisement", "router-advertisement", "agent-solicitation"}
)
"""Messages about which nothing is asked: they never leave a link."""


@dataclass(slots=True)
class Handling:
    """What one node did with one packet, from its arrival, or its making, until it passed it on.

    *stop* is the last event before the node began; *events* are those at the node about the
    packet or what is around it, in order.
    """

    node: str
    root: int
    stop: int
    arrived: int | None
    events: list[int] = field(default_factory=list)


class Scene:
    """A finished trace with what the questions need of it, computed once."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.facts = Facts(trace)
        self.names = Names(trace)
        self._made: dict[Callable[[Scene], Any], Any] = {}

    def once(self, make: Callable[[Scene], _Made]) -> _Made:
        """Return what *make* makes of this scene, made the first time that it is asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        found: _Made = self._made[make]
        return found

    @cached_property
    def ring(self) -> KeyRing:
        """Every key of the run."""
        return KeyRing.from_trace(self.trace)

    @cached_property
    def handlings(self) -> list[Handling]:
        """Everything that nodes did with packets, in the order in which they began.

        A node handles a packet from its arrival on until it arrives there anew; one that made
        the packet, from the first event on.
        """
        found: list[Handling] = []
        current: dict[tuple[str, int], Handling] = {}
        root = self.facts.root
        for number, event in enumerate(self.trace.events):
            if not isinstance(event, PacketEvent):
                continue
            who = event.node, root[event.packet]
            if isinstance(event, Arrived):
                current[who] = Handling(*who, number, number)
                found.append(current[who])
            elif who in current:
                current[who].events.append(number)
            elif number > 0:
                current[who] = Handling(*who, number - 1, None, [number])
                found.append(current[who])
        return found

    @cached_property
    def by_root(self) -> Mapping[int, list[Handling]]:
        """The handlings of each packet, in order: its way."""
        found: dict[int, list[Handling]] = defaultdict(list)
        for each in self.handlings:
            found[each.root].append(each)
        return found

    @cached_property
    def _sorted_handlings(self) -> Mapping[int, list[Handling]]:
        found: dict[int, list[Handling]] = defaultdict(list)
        for each in self.handlings:
            found[each.stop].append(each)
        return found

    def handling(self, at: int) -> list[Handling]:
        """Return the handlings that begin after event *at*."""
        return self._sorted_handlings.get(at, [])

    def ordinary(self) -> Iterator[Handling]:
        """Yield the handlings of packets worth asking about: whole ones that nobody forged.

        Chatter of a link (ARP, advertisements) and DHCP, whose broadcasts reach everybody, is no
        matter of routes and layers.
        """
        parts = self.facts.parts
        cut = {self.facts.root[each] for each in parts}
        for each in self.handlings:
            record = self.record(each.root)
            chatter = record.message in UNTOLD or record.message.startswith("dhcp-")
            if not (chatter or record.fault or each.root in cut):
                yield each

    def record(self, packet: int) -> PacketRecord:
        """Return what is known of a packet."""
        return self.trace.packets[packet]

    def event(self, number: int) -> Event:
        """Return an event by its number."""
        return self.trace.events[number]

    def at_ns(self, number: int) -> int:
        """Return when an event happened, in ns."""
        return self.trace.events[number].at_ns

    def seconds(self, number: int) -> str:
        """Return when an event happened, in words."""
        return f"{self.at_ns(number) / 1e9:.3f} s"

    def sent(self, handling: Handling) -> tuple[int, Sent] | None:
        """Return the first frame by which the node passed the packet on, if it did."""
        for number in handling.events:
            event = self.event(number)
            if isinstance(event, Sent):
                return number, event
        return None

    def nesting(self, handling: Handling) -> list[tuple[int, NestingEvent]]:
        """Return what the node put around the packet and took off it, in order."""
        found = ((number, self.event(number)) for number in handling.events)
        return [(number, event) for number, event in found if isinstance(event, NestingEvent)]

    def holding(self, handling: Handling) -> int | None:
        """Return the packet as it came to the node; nothing where the node is to make it."""
        if handling.arrived is None:
            return None
        event = self.event(handling.arrived)
        assert isinstance(event, Arrived)
        return event.packet

    # -- tables -----------------------------------------------------------------------------

    def tables(self, at: int) -> Tables:
        """Return every row of every table as it is after event *at*."""
        found: Tables = defaultdict(lambda: defaultdict(dict))
        for number, event in self.facts.of(RowChanged):
            if number > at:
                break
            rows = found[event.node][event.table]
            if event.new is None:
                rows.pop(event.key, None)
            else:
                rows[event.key] = event.new
        return found

    def keys(self, at: int) -> dict[str, set[str]]:
        """Return the ids of the keys that each node held after event *at*."""
        found: dict[str, set[str]] = defaultdict(set)
        for number, event in self.facts.of(KeyHeld):
            if number > at:
                break
            found[event.node].add(event.key)
        return found

    def stations(self, at: int) -> dict[str, list[str]]:
        """Return which nodes stand on each link after event *at*, in the order of the head."""
        found: dict[str, list[str]] = defaultdict(list)
        tables = self.tables(at)
        for name in self.node_names:
            for row in tables[name]["interfaces"].values():
                if row.get("link"):
                    found[row["link"]].append(name)
        return found

    @cached_property
    def node_names(self) -> list[str]:
        """The names of all nodes."""
        return [each["name"] for each in self.trace.head["nodes"]]

    # -- words ------------------------------------------------------------------------------

    def node(self, name: str) -> str:
        """Return a node's name as prose has it."""
        return self.names.node(name)

    def The(self, name: str) -> str:  # noqa: N802 - it begins a sentence
        """Return a node's name as it begins a sentence."""
        return capital(self.node(name))

    def role(self, role: str) -> str:
        """Return what layers of that role are called under this option."""
        option = OPTIONS.get(self.trace.head["scenario"].get("option", ""))
        return (option.layer_names if option else {}).get(role) or ROLES[role]

    def layer(self, layer: Layer) -> str:
        """Return the words for a layer: its header, and what it is there for."""
        return f"{HEADERS[layer.header].title} ({self.role(layer.role)})"

    def layers(self, stack: Stack) -> str:
        """Return the words for several layers, from the outside."""
        return ", then ".join(self.layer(each) for each in stack)

    def packet(self, root: int) -> str:
        """Return what a packet is in words, with its article, without saying where it ends."""
        record = self.record(root)
        if record.flow:
            sender, receiver = self.facts.flows[record.flow].ends
            return f"a packet of data from {self.node(sender)} to {self.node(receiver)}"
        words = record.purpose.split(", relayed by", maxsplit=1)[0]
        return with_article(words)
