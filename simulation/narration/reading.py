"""A finished trace as a story reads it: flows, the ways of packets, the stays of nodes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from simulation.metrics.facts import Facts
from simulation.metrics.moves import leaves
from simulation.metrics.names import Names
from simulation.narration.words import Words
from simulation.options import OPTIONS
from simulation.trace import Acted, Event, RowChanged, Sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.facts import Delivery, Flow
    from simulation.trace import Stack, Trace

_Kind = TypeVar("_Kind", bound=Event)
_PASSED_ON: Final = ("registration-", "deregistration-", "esp-route-")


class Stay(NamedTuple):
    """A stretch between two departures or arrivals of a mobile node; events by number."""

    node: str
    action: str
    link: str
    begins: int
    ends: int


class Reading:
    """What the tellers of a story ask of one trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.facts = Facts(trace)
        option = OPTIONS.get(str(trace.head.get("scenario", {}).get("option", "")))
        self.words = Words(trace, option.layer_names if option else {})
        self.names = Names(trace)
        self.end = len(trace.events)
        self.hops: dict[int, list[int]] = defaultdict(list)
        """By innermost packet: the events by which it, whatever is around it, was sent."""
        for number, event in self.facts.of(Sent):
            self.hops[self.facts.root[event.packet]].append(number)
        self._numbers: dict[type[Event], list[int]] = {}

    @cached_property
    def flows(self) -> list[Flow]:
        """The flows that the story is about: of datagrams, else transfers, else pings."""
        found = (self.facts.of_kind(each) for each in ("flow", "tcp", "ping"))
        return next(filter(None, found), [])

    @cached_property
    def first_data(self) -> Delivery | None:
        """The first data that came."""
        found = [each.deliveries[0] for each in self.flows if each.deliveries]
        return min(found, default=None)

    @cached_property
    def stays(self) -> list[Stay]:
        """The stays of every mobile node, and the stretches on no link between them."""
        found = []
        for node in self.facts.mobiles:
            acts = [each for each in self.facts.of(Acted) if each[1].node == node]
            acts = [each for each in acts if leaves(each[1]) or each[1].action["do"] == "switch-on"]
            for at, (number, event) in enumerate(acts):
                ends = acts[at + 1][0] if at + 1 < len(acts) else self.end
                link = "" if event.action["do"] in {"detach", "crash"} else self.place(node, number)
                found.append(Stay(node, str(event.action["do"]), link, number, ends))
        return sorted(found, key=lambda each: each.begins)

    def stay_of(self, node: str, number: int) -> Stay | None:
        """Return the stay of *node* in which event *number* happened."""
        mine = [each for each in self.stays if each.node == node]
        return next((each for each in mine if each.begins <= number < each.ends), None)

    def place(self, node: str, number: int) -> str:
        """Return the link on which a mobile node is right after event *number*."""
        event = self.trace.events[number]
        if isinstance(event, Acted) and "link" in event.action:
            return str(event.action["link"])
        return self.facts.place(node, event.at_ns)

    def within(self, kind: type[_Kind], first: int, last: int) -> Iterator[tuple[int, _Kind]]:
        """Yield the events of *kind* from number *first* up to, not including, *last*."""
        found = self.facts.of(kind)
        numbers = self._numbers.setdefault(kind, [each for each, _ in found])
        yield from found[bisect_left(numbers, first) : bisect_left(numbers, last)]

    def at_ns(self, number: int) -> int:
        """Return when an event happened."""
        return self.trace.events[number].at_ns

    def root_of_cause(self, number: int) -> int | None:
        """Return the innermost packet whose arrival led to an event, if one did."""
        cause = self.trace.events[number].cause
        return None if cause is None else self.facts.root[cause]

    def said(self, root: int) -> list[int]:
        """Return the packets by which one message went on its way, as it was passed on."""
        chain = [root]
        while (before := self._heard(chain[0])) is not None and before not in chain:
            chain.insert(0, before)
        return chain

    def _heard(self, root: int) -> int | None:
        """Return the message that whoever sent *root* had heard and passes on, if it does.

        What it waited for meanwhile, such as an answer to its ARP, may be what led it to send.
        """
        packets = self.trace.packets
        if not self.hops.get(root):
            return None
        begun = self.hops[root][0]
        sender = self.sent(begun).node
        cause = self.root_of_cause(begun)
        if self.names.kind(sender) == "attacker":
            return cause  # it sends again what it heard, with another address
        if sender in self.facts.mobiles or not packets[root].message.startswith(_PASSED_ON):
            return None
        if cause is not None and packets[cause].message.startswith(_PASSED_ON):
            return cause
        if not packets[root].relayed:
            return None
        return next(
            (
                each
                for each in range(root - 1, -1, -1)
                if packets[each].message == packets[root].message
                and any(sender in self.sent(hop).to for hop in self.hops.get(each, ()))
            ),
            None,
        )

    def begun(self, root: int, otherwise: int) -> int:
        """Return the event by which a packet was first sent."""
        return self.hops[root][0] if self.hops.get(root) else otherwise

    def sent(self, number: int) -> Sent:
        """Return the event of that number, which is of a frame that was sent."""
        event = self.trace.events[number]
        assert isinstance(event, Sent)
        return event

    def stack(self, number: int) -> Stack:
        """Return the layers of the packet that was sent at event *number*."""
        return self.trace.stack_of(self.sent(number).packet)

    def access_hop(self, root: int, node: str) -> int | None:
        """Return the event by which a packet was sent on the link of the mobile *node*."""
        for number in self.hops.get(root, ()):
            hop = self.sent(number)
            if hop.node == node or node in hop.to:
                return number
        return None

    def mobile_of(self, flow: Flow) -> str:
        """Return the mobile node among the ends of a flow; the one that it goes from, of two."""
        return next((each for each in flow.ends if each in self.facts.mobiles), flow.ends[0])

    def rows(self, first: int, last: int, *tables: str) -> Iterator[tuple[int, RowChanged]]:
        """Yield the changes of rows of these tables between two events."""
        for number, event in self.within(RowChanged, first, last):
            if event.table in tables:
                yield number, event
