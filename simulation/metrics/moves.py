"""Who moved when: the timeline's departures and arrivals, as they are acted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.trace import Acted

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts

_DEPARTURES: Final = frozenset({"detach", "crash"})
_ARRIVALS: Final = frozenset({"attach", "restart"})


class Arrival(NamedTuple):
    """One arrival of a mobile node on a link; times in ns.

    `since_ns` is when the node had come to where it left from, `detach_ns` when it left.
    """

    event: int
    node: str
    action: str
    link: str
    since_ns: int
    detach_ns: int
    attach_ns: int


class Travels:
    """Follows the nodes from action to action."""

    def __init__(self) -> None:
        self._since_ns: dict[str, int] = {}
        self._left_ns: dict[str, int] = {}

    def act(self, number: int, event: Acted) -> Arrival | None:
        """Return the arrival that this action is, if it is one."""
        node, action = event.node, event.action
        if action["do"] in _DEPARTURES:
            self._left_ns[node] = event.at_ns
        if action["do"] not in _ARRIVALS or "link" not in action:
            return None  # a machine that starts again stays where it is
        left = self._left_ns.pop(node, event.at_ns)
        since, self._since_ns[node] = self._since_ns.get(node, 0), event.at_ns
        return Arrival(number, node, action["do"], action["link"], since, left, event.at_ns)


def leaves(event: Acted) -> bool:
    """Return whether the node's stay ends with this action."""
    return event.action["do"] in _DEPARTURES | _ARRIVALS


class Move(NamedTuple):
    """An arrival, the link that the node came from, and when it left again or the run ended, ns."""

    arrival: Arrival
    origin: str
    until_ns: int

    @property
    def node(self) -> str:
        """Who moved."""
        return self.arrival.node


def moves(facts: Facts) -> list[Move]:
    """Return every attach and restart of a mobile node, in order."""
    travels, found = Travels(), []
    actions = facts.of(Acted)
    for place, (number, event) in enumerate(actions):
        arrival = travels.act(number, event)
        if arrival is None or event.node not in facts.mobiles:
            continue
        later = (
            each.at_ns
            for _, each in actions[place + 1 :]
            if each.node == event.node and leaves(each)
        )
        origin = facts.place(event.node, arrival.detach_ns - 1)
        until = min(next(later, facts.duration_ns), facts.duration_ns)
        found.append(Move(arrival, origin, until))
    return found
