"""What each move of a mobile node costs: silence, loss, signalling, prompts, and who had to act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.anchors import switched
from simulation.metrics.figure import Row, figure, milliseconds
from simulation.metrics.flows import reordered
from simulation.metrics.moves import moves
from simulation.metrics.silence import lost_in, silences
from simulation.metrics.tcp import stalls_of
from simulation.trace import Arrived, Prompted, StateChanged

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts, Flow
    from simulation.metrics.moves import Move
    from simulation.metrics.signalling import Message, Signalling
    from simulation.metrics.silence import Silence, Silences

_MILESTONES: Final = frozenset({"inside", "outside", "registered", "up", "bound", "established"})


def measure(facts: Facts, signalling: Signalling) -> list[Row]:
    """Return one row per move."""
    found = silences(facts)
    return [_row(facts, signalling, found, each) for each in moves(facts)]


def _row(facts: Facts, signalling: Signalling, found: Silences, move: Move) -> Row:
    arrival = move.arrival
    messages = signalling.within(move.node, arrival.detach_ns, move.until_ns)
    prompts = [
        number
        for number, event in facts.of(Prompted)
        if event.node == move.node and arrival.detach_ns <= event.at_ns < move.until_ns
    ]
    return {
        "label": f"{move.node}: {move.origin or 'nowhere'} to {arrival.link}",
        "node": move.node,
        "action": arrival.action,
        "from": move.origin,
        "to": arrival.link,
        "detach_ns": arrival.detach_ns,
        "attach_ns": arrival.attach_ns,
        "until_ns": move.until_ns,
        "event": arrival.event,
        "directions": [
            _direction(facts, flow, move, found.get((arrival.event, flow.name)))
            for flow in facts.of_kind("flow")
            if move.node in flow.ends
        ],
        "transfers": [
            _transfer(facts, flow, move) for flow in facts.of_kind("tcp") if move.node in flow.ends
        ],
        **signalling.counted(messages),
        "routability_ms": _checked(facts, signalling.routability(messages)),
        "prompts": figure(len(prompts), prompts),
        "anchor_switched_ms": switched(facts, signalling, move),
        "milestones": _milestones(facts, move),
    }


def _direction(facts: Facts, flow: Flow, move: Move, silence: Silence | None) -> Row:
    span, around, lost = None, list[int](), list[int]()
    if silence is not None:
        span, lost = silence.span_ns, lost_in(facts, flow, silence)
        around = [each for each in (silence.before, silence.after) if each is not None]
    start = move.arrival.detach_ns
    late = reordered([each for each in flow.deliveries if start <= each.at_ns < move.until_ns])
    return {
        "label": flow.name,
        "direction": flow.name,
        "resumed": silence is not None and silence.after is not None,
        "gap_ms": figure(None if span is None else milliseconds(span), around),
        "lost_packets": figure(len(lost), (facts.drops[root][0] for root in lost)),
        "reordered_packets": figure(len(late), late),
    }


def _transfer(facts: Facts, flow: Flow, move: Move) -> Row:
    """Return the longest stall that overlaps the node's move or its stay."""
    stalls = [
        (until - since, events)
        for since, until, events in stalls_of(facts, flow)
        if until > move.arrival.detach_ns and since < move.until_ns
    ]
    span, events = max(stalls, default=(None, ()))
    return {
        "label": flow.name,
        "direction": flow.name,
        "stall_ms": figure(None if span is None else milliseconds(span), events),
    }


def _checked(facts: Facts, messages: list[Message]) -> Row:
    """Return how long the first check of a new address took, from question to answer."""
    if not messages:
        return figure(None)
    asked = messages[0]
    answers = {each.root for each in messages if each.exchange == asked.exchange} - {asked.root}
    asker = facts.first_sent[asked.root][1].node
    for number, event in facts.of(Arrived):
        if event.node == asker and facts.root[event.packet] in answers:
            return figure(milliseconds(event.at_ns - asked.at_ns), [asked.event, number])
    return figure(None)


def _milestones(facts: Facts, move: Move) -> list[Row]:
    return [
        {
            "machine": machine,
            "state": event.new,
            "after_ms": figure(milliseconds(event.at_ns - move.arrival.attach_ns), [number]),
        }
        for number, event, machine in reached(facts, move)
    ]


def reached(facts: Facts, move: Move) -> list[tuple[int, StateChanged, str]]:
    """Return what the node attained after *move*: number and event, and the machine's name."""
    return [
        (number, event, _machine(event))
        for number, event in facts.of(StateChanged)
        if event.node == move.node
        and move.arrival.attach_ns <= event.at_ns < move.until_ns
        and event.new in _MILESTONES
    ]


def _machine(event: StateChanged) -> str:
    """Return the machine's name without the number of its session."""
    name = event.machine
    return "ike" if name.startswith("ike") else name
