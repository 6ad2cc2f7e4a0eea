"""What each move of a mobile node costs: silence, loss, signalling, prompts, and who had to act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation.metrics.figure import Row, figure, milliseconds
from simulation.metrics.flows import reordered
from simulation.metrics.tcp import stalls_of
from simulation.trace import Acted, Prompted, RowChanged, StateChanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.metrics.facts import Delivery, Facts, Flow
    from simulation.metrics.signalling import Exchange, Message, Signalling
    from simulation.trace import TableRow

ANCHOR_TABLES: Final = frozenset(
    {"bindings", "binding-cache", "sad", "host-routes", "esp-routes", "sessions", "peers"}
)
"""Tables of fixed nodes whose rows say where a mobile node's packets go."""

_AGEING: Final = frozenset({"expires_ns", "lifetime_s", "packets", "octets", "sequence"})
"""Columns that change without any packet going another way."""

_MILESTONES: Final = frozenset({"inside", "outside", "registered", "up", "bound", "established"})


@dataclass(frozen=True, slots=True)
class Move:
    """One arrival of a mobile node on a link; times in ns.

    `since_ns` is when it had come to where it left from, `until_ns` when it leaves again.
    """

    event: int
    node: str
    action: str
    origin: str
    link: str
    since_ns: int
    detach_ns: int
    attach_ns: int
    until_ns: int


def moves(facts: Facts) -> list[Move]:
    """Return every attach and restart of the timeline, in order."""
    found = []
    for node in facts.mobiles:
        actions = [
            (number, event.action)
            for number, event in facts.of(Acted)
            if event.action["node"] == node
        ]
        left, since = None, 0
        for place, (number, action) in enumerate(actions):
            if action["do"] in ("detach", "crash"):
                left = action["at_ns"]
            elif action["do"] in ("attach", "restart"):
                spell = (since, action["at_ns"] if left is None else left)
                found.append(_move(facts, number, action, spell, actions[place + 1 :]))
                left, since = None, action["at_ns"]
    return sorted(found, key=lambda each: each.event)


def _move(
    facts: Facts,
    number: int,
    action: Mapping[str, Any],
    spell: tuple[int, int],
    later: list[tuple[int, Mapping[str, Any]]],
) -> Move:
    leaves = (each["at_ns"] for _, each in later if each["do"] in _LEAVING)
    since, detach = spell
    return Move(
        event=number,
        node=action["node"],
        action=action["do"],
        origin=facts.place(action["node"], detach - 1),
        link=action["link"],
        since_ns=since,
        detach_ns=detach,
        attach_ns=action["at_ns"],
        until_ns=min(next(leaves, facts.duration_ns), facts.duration_ns),
    )


_LEAVING: Final = frozenset({"detach", "attach", "crash", "restart"})


@dataclass(frozen=True, slots=True)
class Silence:
    """How data of one direction of a flow ceased and flowed again around a move."""

    begins_ns: int | None
    before: Delivery | None
    after: Delivery | None
    lost: list[int]
    """Roots that were sent in between and never came."""
    reordered: list[int]

    @property
    def span_ns(self) -> int | None:
        """How long it was, if it ended."""
        if self.after is None or self.begins_ns is None:
            return None
        return self.after.at_ns - self.begins_ns


def silence(facts: Facts, flow: Flow, move: Move) -> Silence:
    """Return the silence of *flow* around *move*.

    It ends with the first delivery after the attach of something sent after the detach, and
    begins with the delivery before that one; or with the detach, where nothing had come all
    the time that the node was where it left from.
    """
    deliveries = flow.deliveries
    before, after = None, None
    for each in deliveries:
        if each.at_ns >= move.until_ns:
            break
        if each.at_ns >= move.attach_ns and each.sent_ns >= move.detach_ns:
            after = each
            break
        before = each
    begins = None if before is None else before.at_ns
    if before is not None and before.at_ns < move.since_ns:
        before, begins = None, move.detach_ns
    came = {each.root for each in deliveries}
    ends = after.sent_ns if after else move.until_ns
    gone = [
        root
        for root in flow.roots
        if begins is not None
        and root not in came
        and (root > before.root if before else facts.made_ns(root) >= begins)
        and facts.made_ns(root) < ends
        and facts.last_arrival_ns.get(root, 0) <= facts.duration_ns
    ]
    within = [each for each in deliveries if move.detach_ns <= each.at_ns < move.until_ns]
    return Silence(begins, before, after, gone, reordered(within))


def measure(facts: Facts, signalling: Signalling) -> list[Row]:
    """Return one row per move."""
    return [_row(facts, signalling, each) for each in moves(facts)]


def _row(facts: Facts, signalling: Signalling, move: Move) -> Row:
    messages = signalling.within(move.node, move.detach_ns, move.until_ns)
    prompts = [
        number
        for number, event in facts.of(Prompted)
        if event.node == move.node and move.detach_ns <= event.at_ns < move.until_ns
    ]
    return {
        "label": f"{move.node}: {move.origin or 'nowhere'} to {move.link}",
        "node": move.node,
        "action": move.action,
        "from": move.origin,
        "to": move.link,
        "detach_ns": move.detach_ns,
        "attach_ns": move.attach_ns,
        "until_ns": move.until_ns,
        "event": move.event,
        "directions": [
            _direction(facts, flow, move)
            for flow in facts.of_kind("flow")
            if move.node in flow.ends
        ],
        "transfers": [
            _transfer(facts, flow, move) for flow in facts.of_kind("tcp") if move.node in flow.ends
        ],
        **_signalling(messages, signalling.exchanges(messages)),
        "prompts": figure(len(prompts), prompts),
        "anchor_switched_ms": _anchor(facts, signalling, move),
        "milestones": _milestones(facts, move),
    }


def _direction(facts: Facts, flow: Flow, move: Move) -> Row:
    found = silence(facts, flow, move)
    gap = found.span_ns
    around = [each.event for each in (found.before, found.after) if each]
    lost = (facts.first_event[root] for root in found.lost if root in facts.first_event)
    return {
        "label": flow.name,
        "direction": flow.name,
        "resumed": found.after is not None,
        "gap_ms": figure(None if gap is None else milliseconds(gap), around),
        "lost_packets": figure(len(found.lost), lost),
        "reordered_packets": figure(len(found.reordered), found.reordered),
    }


def _transfer(facts: Facts, flow: Flow, move: Move) -> Row:
    """Return the longest stall that overlaps the node's move or its stay."""
    stalls = [
        (until - since, events)
        for since, until, events in stalls_of(facts, flow)
        if until > move.detach_ns and since < move.until_ns
    ]
    span, events = max(stalls, default=(None, ()))
    return {
        "label": flow.name,
        "direction": flow.name,
        "stall_ms": figure(None if span is None else milliseconds(span), events),
    }


def _signalling(messages: list[Message], exchanges: list[Exchange]) -> Row:
    told = [each for each in messages if each.family not in ("access", "error", "data")]
    access = [each for each in messages if each.family == "access"]
    ike = [each for each in told if each.family == "ike"]
    mobility = [each for each in told if each.family == "mobile-ip"]
    return {
        "signalling_messages": figure(len(told), (each.event for each in told)),
        "signalling_octets": figure(
            sum(each.octets for each in told), (each.event for each in told)
        ),
        "mobile_ip_messages": figure(len(mobility), (each.event for each in mobility)),
        "ike_messages": figure(len(ike), (each.event for each in ike)),
        "ike_exchanges": figure(len(exchanges), (each.event for each in exchanges)),
        "access_messages": figure(len(access), (each.event for each in access)),
        "access_octets": figure(
            sum(each.octets for each in access), (each.event for each in access)
        ),
    }


def _anchor(facts: Facts, signalling: Signalling, move: Move) -> Row:
    for number, event in facts.of(RowChanged):
        if not move.attach_ns <= event.at_ns < move.until_ns or event.node in facts.mobiles:
            continue
        if event.table not in ANCHOR_TABLES or event.new is None:
            continue
        if not _switches(event.old, event.new):
            continue
        if signalling.concerns(event, move.node):
            took = milliseconds(event.at_ns - move.attach_ns)
            return {**figure(took, [number]), "where": f"{event.node}, {event.table}"}
    return figure(None)


def _switches(old: TableRow | None, new: TableRow) -> bool:
    if old is None:
        return True
    return any(old.get(key) != value for key, value in new.items() if key not in _AGEING)


def _milestones(facts: Facts, move: Move) -> list[Row]:
    return [
        {
            "machine": _machine(event),
            "state": event.new,
            "after_ms": figure(milliseconds(event.at_ns - move.attach_ns), [number]),
        }
        for number, event in facts.of(StateChanged)
        if event.node == move.node
        and move.attach_ns <= event.at_ns < move.until_ns
        and event.new in _MILESTONES
    ]


def _machine(event: StateChanged) -> str:
    """Return the machine's name without the number of its session."""
    name = event.machine
    return "ike" if name.startswith("ike") else name
