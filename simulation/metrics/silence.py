"""When data of one direction of a flow are silent around a move: the one definition of it.

Metrics read it off a whole trace; the narrator is told as it happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulation.metrics.facts import ends_of
from simulation.metrics.moves import Arrival, Travels, leaves
from simulation.trace import Acted, Delivered

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts, Flow


class Silence(NamedTuple):
    """How data of *flow* ceased around a move, and flowed again; times in ns, events by number.

    It begins with the last delivery, or with the detach where nothing had come all the time that
    the node was where it left from; with nothing at all where no data had ever come.  It ends
    with the first delivery after the attach of something sent after the detach.
    """

    flow: str
    arrival: Arrival
    begins_ns: int | None
    before: int | None
    ends_ns: int
    after: int | None
    """The delivery that ended it; nothing where it lasted until the next move or the end."""
    quiet_since_ns: int | None
    """When the very last data had come, however many moves ago."""

    @property
    def span_ns(self) -> int | None:
        """How long it was; nothing where no data had ever come."""
        return None if self.begins_ns is None else self.ends_ns - self.begins_ns


class Watch:
    """Follows actions and deliveries in the order of a trace."""

    def __init__(self) -> None:
        self._travels = Travels()
        self._last: dict[str, tuple[int, int]] = {}
        self._awaited: dict[str, Arrival] = {}
        """By node: where it stays, if it came there by a move."""
        self._resumed: set[tuple[int, str]] = set()

    def act(self, number: int, event: Acted) -> list[Silence]:
        """Return the silences that this action leaves without an end."""
        unended = []
        if leaves(event) and (stay := self._awaited.pop(event.node, None)) is not None:
            unended = [
                self._silence(flow, stay, event.at_ns, None)
                for flow in self._last
                if self._awaits(stay, flow)
            ]
        arrival = self._travels.act(number, event)
        if arrival is not None:
            self._awaited[event.node] = arrival
        return unended

    def deliver(self, number: int, event: Delivered) -> list[Silence]:
        """Return the silences that this delivery ends: one for each end of the flow that moved."""
        ended = []
        for node in ends_of(event.flow):
            stay = self._awaited.get(node)
            if stay and self._awaits(stay, event.flow) and event.sent_ns >= stay.detach_ns:
                ended.append(self._silence(event.flow, stay, event.at_ns, number))
                self._resumed.add((stay.event, event.flow))
        self._last[event.flow] = number, event.at_ns
        return ended

    def last_ns(self, flow: str) -> int | None:
        """Return when the last data of *flow* came."""
        last = self._last.get(flow)
        return None if last is None else last[1]

    def pending(self, flow: str, at_ns: int) -> list[Silence]:
        """Return the silences of *flow* around moves that have not ended by that time."""
        return [
            self._silence(flow, stay, at_ns, None)
            for stay in self._awaited.values()
            if self._awaits(stay, flow)
        ]

    def _awaits(self, stay: Arrival, flow: str) -> bool:
        return stay.node in ends_of(flow) and (stay.event, flow) not in self._resumed

    def _silence(self, flow: str, stay: Arrival, ends_ns: int, after: int | None) -> Silence:
        before, quiet = self._last.get(flow, (None, None))
        begins = quiet
        if quiet is not None and quiet < stay.since_ns:
            before, begins = None, stay.detach_ns
        return Silence(flow, stay, begins, before, ends_ns, after, quiet)


Silences = dict[tuple[int, str], Silence]
"""By the event of the arrival, and the flow."""


def silences(facts: Facts) -> Silences:
    """Return the silence of every flow around every move of one of its ends."""
    watch, found = Watch(), list[Silence]()
    for number, event in enumerate(facts.trace.events):
        match event:
            case Acted():
                found += watch.act(number, event)
            case Delivered():
                found += watch.deliver(number, event)
    for flow in facts.flows:
        found += watch.pending(flow, facts.duration_ns)
    return {(each.arrival.event, each.flow): each for each in found}


def sent_in(facts: Facts, flow: Flow, silence: Silence) -> list[int]:
    """Return the roots that were sent in *silence*.

    Sent in it is what was sent after the data that came last before it, and before the data
    that ended it.
    """
    if silence.begins_ns is None:
        return []
    events = facts.trace.events
    last, ends = -1, silence.ends_ns
    if silence.before is not None:
        last = facts.root[_delivered(events[silence.before]).packet]
    if silence.after is not None:
        ends = _delivered(events[silence.after]).sent_ns
    return [
        root
        for root in flow.roots
        if (root > last if silence.before is not None else facts.made_ns(root) >= silence.begins_ns)
        and facts.made_ns(root) < ends
    ]


def lost_in(facts: Facts, flow: Flow, silence: Silence) -> list[int]:
    """Return those of them that ended before they came."""
    return [root for root in sent_in(facts, flow, silence) if root in facts.drops]


def _delivered(event: object) -> Delivered:
    assert isinstance(event, Delivered)
    return event
