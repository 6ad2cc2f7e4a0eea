"""A trace as the metrics read it: events by kind, whose data each packet carries, who moved when.

Everything here comes from the trace; it is computed once for all metrics.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from simulation.trace import Delivered, Dropped, Fragmented, Lineage, PacketEvent, RowChanged, Sent

if TYPE_CHECKING:
    from simulation.trace import Event, Trace

_Kind = TypeVar("_Kind", bound="Event")


class Delivery(NamedTuple):
    """One arrival of a flow's data at its application; times in ns."""

    event: int
    at_ns: int
    root: int
    sent_ns: int
    octets: int


@dataclass(slots=True)
class Flow:
    """One direction of a flow: what was sent, in order, and what was delivered."""

    name: str
    roots: list[int] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def ends(self) -> tuple[str, str]:
        """The nodes that it goes from and to."""
        return ends_of(self.name)

    @property
    def since_ns(self) -> int | None:
        """When its first data were delivered; what was sent before that is not counted."""
        return self.deliveries[0].at_ns if self.deliveries else None

    @property
    def counted(self) -> list[Delivery]:
        """The deliveries of what was sent since the first delivery."""
        since = self.since_ns
        return [] if since is None else [each for each in self.deliveries if each.sent_ns >= since]

    @property
    def kind(self) -> str:
        """What it is: ``flow``, one way and measured; ``ping``, there and back; or ``tcp``."""
        return _kind_of(self.name)


def _kind_of(flow: str) -> str:
    word, space, _ = flow.partition(" ")
    return word if space and word in {"ping", "tcp"} else "flow"


def ends_of(flow: str) -> tuple[str, str]:
    """Return the nodes that a flow of that name goes from and to."""
    sender, _, receiver = flow.removeprefix(f"{_kind_of(flow)} ").partition(" > ")
    return sender, receiver


class Facts:
    """What several metrics need of one trace.

    `root` maps every packet to the innermost one that it carries: the packet that some node
    made before anything was put around it.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.duration_ns = int(trace.head.get("duration_ns", 0))
        self.lineage = Lineage(trace)
        self.root = [self.lineage.root(each) for each in range(len(trace.packets))]
        self._kinds: dict[type[Event], list[tuple[int, Any]]] = defaultdict(list)
        self.first_event: dict[int, int] = {}
        """The first event of each root."""
        self.first_sent: dict[int, tuple[int, Sent]] = {}
        """The first time that each root, whatever is around it, was put on a link."""
        self._sort_events()
        self.flows = self._flows()
        self.mobiles = [
            each["name"] for each in trace.head.get("nodes", ()) if each["kind"] == "mobile-node"
        ]
        self._places = self._walk()
        self._made_ns = self._made()
        self.parts = self.lineage.around(
            {p for _, cut in self.of(Fragmented) for p in cut.pieces[1:]}
        )
        """Fragments that are not the first of their packet, and whatever carries one."""

    def _sort_events(self) -> None:
        root, first = self.root, self.first_event
        for number, event in enumerate(self.trace.events):
            self._kinds[type(event)].append((number, event))
            if isinstance(event, PacketEvent):
                origin = root[event.packet]
                if origin not in first:
                    first[origin] = number
        for number, event in self.of(Sent):
            origin = root[event.packet]
            self.first_sent.setdefault(origin, (number, event))

    def _flows(self) -> dict[str, Flow]:
        flows: dict[str, Flow] = {}
        for number, record in enumerate(self.trace.packets):
            if record.flow and self.root[number] == number:
                flows.setdefault(record.flow, Flow(record.flow)).roots.append(number)
        for number, event in self.of(Delivered):
            flow = flows.setdefault(event.flow, Flow(event.flow))
            root = self.root[event.packet]
            flow.deliveries.append(Delivery(number, event.at_ns, root, event.sent_ns, event.octets))
        return flows

    def of(self, kind: type[_Kind]) -> list[tuple[int, _Kind]]:
        """Return number and event of every event of this *kind*."""
        return self._kinds[kind]

    def of_kind(self, *kinds: str) -> list[Flow]:
        """Return the flows of these kinds; see `Flow.kind`."""
        return [each for each in self.flows.values() if each.kind in kinds]

    def _made(self) -> list[int]:
        """Return for each packet the latest time at which it can have been made.

        Packets are numbered as they are made: one that waits, and has no event yet, was made
        before whatever happened to any later one.
        """
        events, first, latest = self.trace.events, self.first_event, self.duration_ns
        found = [0] * len(self.root)
        for packet in reversed(range(len(found))):
            if packet in first:
                latest = min(latest, events[first[packet]].at_ns)
            found[packet] = latest
        return found

    def made_ns(self, root: int) -> int:
        """Return when *root* was made, as far as events tell: its own, and those of later ones."""
        return self._made_ns[root]

    @cached_property
    def drops(self) -> dict[int, tuple[int, Dropped]]:
        """The drop that kept each user's packet from coming, by root.

        Of a packet that was cut it is the first: what happens to its other fragments follows
        from that.  Of any other it is the last, which ended the last copy.
        """
        came = {each.root for flow in self.flows.values() for each in flow.deliveries}
        pieces = self.lineage.around({p for _, cut in self.of(Fragmented) for p in cut.pieces})
        found: dict[int, tuple[int, Dropped]] = {}
        for number, event in self.of(Dropped):
            root = self.root[event.packet]
            if self.trace.packets[root].flow and root not in came:
                if event.packet in pieces and root in found:
                    continue
                found[root] = number, event
        return found

    def lost(self, flow: Flow) -> list[int]:
        """Return the roots of *flow* that ended before they came; others are still under way."""
        return [root for root in flow.roots if root in self.drops]

    # -- where nodes are --------------------------------------------------------------------

    def _walk(self) -> dict[str, list[tuple[int, str, str | None]]]:
        """Return when each node's interfaces came onto which link."""
        places: dict[str, list[tuple[int, str, str | None]]] = defaultdict(list)
        for _, event in self.of(RowChanged):
            if event.table == "interfaces":
                link = event.new["link"] if event.new else None
                if (event.old["link"] if event.old else None) != link:
                    places[event.node].append((event.at_ns, event.key, link))
        return places

    def links_of(self, node: str, at_ns: int) -> list[str]:
        """Return the links that *node* is on at that time."""
        current: dict[str, str | None] = {}
        for when, interface, link in self._places.get(node, ()):
            if when > at_ns:
                break
            current[interface] = link
        return [link for link in current.values() if link]

    def stays(self, node: str) -> list[tuple[int, str]]:
        """Return since when a node with one interface is on which link; none is empty."""
        return [(when, link or "") for when, _, link in self._places.get(node, ())]

    def place(self, node: str, at_ns: int) -> str:
        """Return the link that a node with one interface is on at that time, or nothing."""
        stays = self.stays(node)
        index = bisect_right(stays, at_ns, key=lambda each: each[0]) - 1
        return stays[index][1] if index >= 0 else ""

    def nodes_by_link(self, at_ns: int) -> dict[str, list[str]]:
        """Return which nodes stand on each link at that time."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in self._places:
            for link in self.links_of(node, at_ns):
                found[link].append(node)
        return found
