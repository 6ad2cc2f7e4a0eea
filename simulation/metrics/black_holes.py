"""Black holes of path MTU discovery: packets that are too big for a link, and nobody is told.

RFC 1191 rests on ICMP errors that reach whoever can send shorter packets: the sender, or the end
of a tunnel, which remembers it and tells the sender in its turn (RFC 2003 section 5).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.losses import plainly
from simulation.trace import Arrived, Dropped, PacketEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulation.metrics.facts import Facts, Flow
    from simulation.metrics.names import Names

_ENOUGH: Final = 2
"""So many packets are too big before it is a hole; one alone is how a sender learns."""


class BlackHole(NamedTuple):
    """Where packets of a flow that were too big ended, and what became of the errors about them.

    *number* and *dropped* are the last of *packets* drops; *error* is what became of the last
    error: it ended, or came to a node that did not act on it; `None` where none was sent.
    """

    flow: Flow
    packets: int
    number: int
    dropped: Dropped
    error: Dropped | Arrived | None

    def words(self, names: Names) -> str:
        """Return a sentence without capital and full stop: what was dropped where, and why."""
        where = names.at(self.dropped.node, self.dropped.where)
        way = names.flow(self.flow.name.removeprefix("tcp ").removeprefix("ping "))
        sender = names.node(self.flow.ends[0])
        return (
            f"path MTU discovery failed, which is called a black hole: {self.packets:,} packets "
            f"{way} were too big for {where} (the last: {plainly(self.dropped)}), "
            f"and {self._why(names, sender)}"
        )

    def _why(self, names: Names, sender: str) -> str:
        match self.error:
            case Dropped():
                where = names.at(self.error.node, self.error.where)
                ended = f"its ICMP errors ended at {where} ({plainly(self.error)})"
                return f"{ended}, so that {sender} never learned"
            case Arrived():
                return f"its ICMP errors came to {names.node(self.error.node)} and changed nothing"
            case _:
                return f"it sent no ICMP error, so that {sender} never learned"


def black_holes(facts: Facts, flows: Iterable[Flow]) -> list[BlackHole]:
    """Return which of *flows* had their last packets that were too big end in a black hole."""
    too_big = _too_big(facts)
    if not too_big:
        return []
    errors = _errors(facts)
    found = (
        _black_hole(facts, flow, too_big[flow.name], errors)
        for flow in flows
        if flow.name in too_big
    )
    return [each for each in found if each is not None]


Drop = tuple[int, Dropped]
Fate = tuple[str, str, Dropped | Arrived | None]
"""Whose data an error is about, who sent it, and the last that happened to it."""


def _too_big(facts: Facts) -> dict[str, list[Drop]]:
    """Return the drops of what was too big, by flow."""
    found: dict[str, list[Drop]] = defaultdict(list)
    for number, event in facts.of(Dropped):
        flow = facts.trace.packets[facts.root[event.packet]].flow
        if event.reason == "too-big" and flow:
            found[flow].append((number, event))
    return found


def _errors(facts: Facts) -> list[Fate]:
    """Return the errors that say how long packets may be, in order."""
    packets, events = facts.trace.packets, facts.trace.events
    told = {number for number, each in enumerate(packets) if each.message == "icmp-too-big"}
    first: dict[int, PacketEvent] = {}
    last: dict[int, PacketEvent] = {}
    for event in events:
        if isinstance(event, PacketEvent) and facts.root[event.packet] in told:
            first.setdefault(facts.root[event.packet], event)
            last[facts.root[event.packet]] = event
    found: list[Fate] = []
    for number, begun in first.items():
        about = packets[facts.root[begun.cause]].flow if begun.cause is not None else ""
        ended = last[number]
        fate = ended if isinstance(ended, Dropped | Arrived) else None
        found.append((about, begun.node, fate))
    return found


def _black_hole(
    facts: Facts, flow: Flow, drops: list[Drop], errors: list[Fate]
) -> BlackHole | None:
    number, last = drops[-1]
    alike = [event for _, event in drops if event.node == last.node]
    if last.node == flow.ends[0] or len(alike) < _ENOUGH:
        return None
    fates = [fate for about, node, fate in errors if (about, node) == (flow.name, last.node)]
    heard = next((fate for fate in fates if isinstance(fate, Arrived)), None)
    if heard is not None:
        # What was under way when the error came says nothing of whether anybody acts on it.
        later = [each for each in alike if facts.made_ns(each.packet) > heard.at_ns]
        deaf = heard.node == flow.ends[0] and flow.kind != "tcp"
        if deaf or len(later) < _ENOUGH:
            return None  # who sends datagrams of one size has learned, and goes on all the same
        return BlackHole(flow, len(alike), number, last, heard)
    if None in fates:
        return None  # the run ended before it was known
    return BlackHole(flow, len(alike), number, last, fates[-1] if fates else None)
