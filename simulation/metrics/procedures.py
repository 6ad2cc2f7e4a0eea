"""What a mobile node is busy with when: getting an address, registering, negotiating keys.

Two things tell: the states of its machines, and its messages on their way.  Fixed nodes count
where they act because of it, such as a foreign agent that negotiates for its visitor.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.trace import Arrived, Dropped, Prompted, Sent, StateChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.facts import Facts
    from simulation.metrics.signalling import Message, Signalling


class Busy(StrEnum):
    """What a node can be busy with."""

    ACCESS = "access"
    USER = "user"
    KEYS = "key_exchange"
    MOBILE_IP = "mobile_ip"
    DETECTION = "detection"


_STATES: Final = {
    "no link": Busy.ACCESS,
    "looking for a router": Busy.ACCESS,
    "detecting": Busy.DETECTION,
    "registering": Busy.MOBILE_IP,
    "deregistering": Busy.MOBILE_IP,
    "asking for a path": Busy.MOBILE_IP,
    "connecting": Busy.KEYS,
    "negotiating": Busy.KEYS,
    "keyed": Busy.KEYS,
    "handshake": Busy.KEYS,
}
"""States in which a machine awaits something, and what that is."""

_GOALS: Final = {
    Busy.MOBILE_IP: frozenset({"registered", "reachable"}),
    Busy.KEYS: frozenset({"up", "established"}),
}
"""States that say that it came; of the others every end is one."""

_FAMILIES: Final = {"ike": Busy.KEYS, "mobile-ip": Busy.MOBILE_IP}


class Span(NamedTuple):
    """A time in which a node was busy, ns; *event* ended it.

    *attained* says that what it awaited came: the machine reached its goal, the message arrived.
    """

    busy: Busy
    since_ns: int
    until_ns: int
    event: int | None
    attained: bool


class Procedures:
    """The spans of every mobile node of a trace."""

    def __init__(self, facts: Facts, signalling: Signalling) -> None:
        self._facts = facts
        self._signalling = signalling
        self._ends = _ends(facts)

    def within(self, node: str, since_ns: int, until_ns: int) -> list[Span]:
        """Return what *node* was busy with in that time; what lasts longer is cut to it."""
        messages = self._signalling.within(node, since_ns, until_ns)
        found = [
            *self._states(node, since_ns, until_ns),
            *self._flights(messages, node, until_ns),
            *self._exchanges(messages, node, until_ns),
            *self._prompts(node, since_ns, until_ns),
        ]
        return [each for each in found if each.since_ns < each.until_ns]

    # -- machines ---------------------------------------------------------------------------

    def _states(self, node: str, since_ns: int, until_ns: int) -> Iterator[Span]:
        machines: dict[tuple[str, str], list[tuple[int, StateChanged]]] = defaultdict(list)
        for number, event in self._facts.of(StateChanged):
            if not since_ns <= event.at_ns < until_ns:
                continue
            if event.node == node or self._signalling.concerns(event, node):
                machines[event.node, event.machine].append((number, event))
        for (where, _), changes in machines.items():
            first = changes[0][1]
            if where == node:
                yield from self._awaited(first.old, since_ns, changes, until_ns)
            else:
                yield from self._awaited("", since_ns, changes, until_ns)

    def _awaited(
        self, state: str, since_ns: int, changes: list[tuple[int, StateChanged]], until_ns: int
    ) -> Iterator[Span]:
        """Yield a span for each run of states that await the same; the first was *state*."""
        busy = _STATES.get(state)
        for number, event in changes:
            then = _STATES.get(event.new)
            if then is busy:
                continue
            if busy is not None:
                goals = _GOALS.get(busy)
                attained = goals is None or event.new in goals
                yield Span(busy, since_ns, event.at_ns, number, attained)
            busy, since_ns = then, event.at_ns
        if busy is not None:
            yield Span(busy, since_ns, until_ns, None, attained=False)

    # -- messages ---------------------------------------------------------------------------

    def _flights(self, messages: list[Message], node: str, until_ns: int) -> Iterator[Span]:
        """Yield a span for each message from its first link to where it ended."""
        for each in messages:
            busy, end = _FAMILIES.get(each.family), self._ends.get(each.root)
            if self._is_arp(each, node, end):
                busy = Busy.ACCESS
            if busy is None:
                continue
            if end is None or end.at_ns > until_ns:
                yield Span(busy, each.at_ns, until_ns, None, attained=False)
            else:
                yield Span(busy, each.at_ns, end.at_ns, end.event, end.arrived)

    def _is_arp(self, message: Message, node: str, end: _End | None) -> bool:
        """Return whether *node* asks by it for a neighbour on its link, or is told."""
        facts = self._facts
        if facts.trace.packets[message.root].message != "arp":
            return False
        return facts.trace.events[message.event].node == node or (
            end is not None and end.node == node
        )

    def _exchanges(self, messages: list[Message], node: str, until_ns: int) -> Iterator[Span]:
        """Yield a span for each IKE exchange of which something came back to *node*."""
        found: dict[bytes, list[Message]] = defaultdict(list)
        for each in messages:
            if each.exchange:
                found[each.exchange].append(each)
        for members in found.values():
            back = [
                end
                for end in map(self._ends.get, (each.root for each in members))
                if end and end.arrived and end.node == node and end.at_ns <= until_ns
            ]
            if back:
                last = max(back)
                yield Span(Busy.KEYS, members[0].at_ns, last.at_ns, last.event, attained=True)

    # -- people -----------------------------------------------------------------------------

    def _prompts(self, node: str, since_ns: int, until_ns: int) -> Iterator[Span]:
        """Yield a span for each prompt, until the node sends what the user typed."""
        packets = self._facts.trace.packets
        answers = [
            (event.at_ns, number)
            for number, event in self._facts.of(Sent)
            if event.node == node and packets[event.packet].message == "ike-xauth-reply"
        ]
        for _, event in self._facts.of(Prompted):
            if event.node == node and since_ns <= event.at_ns < until_ns:
                at, number = next(
                    ((at, n) for at, n in answers if event.at_ns <= at < until_ns),
                    (until_ns, None),
                )
                yield Span(Busy.USER, event.at_ns, at, number, attained=True)


class _End(NamedTuple):
    """Where and when the last that is known of a message happened, and whether it arrived."""

    at_ns: int
    event: int
    node: str
    arrived: bool


def _ends(facts: Facts) -> dict[int, _End]:
    """Return the end of each message, by root; one that anybody dropped did not arrive."""
    found: dict[int, _End] = {}
    for kind in (Arrived, Dropped):
        for number, event in facts.of(kind):
            root = facts.root[event.packet]
            if facts.trace.packets[root].flow:
                continue
            end = _End(event.at_ns, number, event.node, kind is Arrived)
            if root not in found or end.at_ns >= found[root].at_ns:
                found[root] = end
    return found


PRECEDENCE: Final = (
    (Busy.ACCESS, False),
    (Busy.USER, False),
    (Busy.KEYS, True),
    (Busy.MOBILE_IP, True),
    (Busy.DETECTION, True),
    (Busy.KEYS, False),
    (Busy.MOBILE_IP, False),
    (Busy.DETECTION, False),
)
"""What counts of several at once: the first of these; with True, of what was attained alone."""


def shares(spans: list[Span], since_ns: int, until_ns: int) -> dict[Busy | None, int]:
    """Return how many ns of that time each took; each instant counts once, free ones as None."""
    found: dict[Busy | None, int] = defaultdict(int)
    inside = {t for each in spans for t in (each.since_ns, each.until_ns)}
    edges = sorted({since_ns, until_ns, *(t for t in inside if since_ns < t < until_ns)})
    for start, end in pairwise(edges):
        under_way = [each for each in spans if each.since_ns <= start and end <= each.until_ns]
        found[_foremost(under_way)] += end - start
    return found


def _foremost(spans: list[Span]) -> Busy | None:
    for busy, attained in PRECEDENCE:
        if any(each.busy is busy and each.attained >= attained for each in spans):
            return busy
    return None
