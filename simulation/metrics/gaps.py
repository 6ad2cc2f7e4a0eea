"""What each gap around a move is made of: parts that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.figure import Figure, Row, figure, milliseconds
from simulation.metrics.moves import moves
from simulation.metrics.procedures import Busy, Procedures, shares
from simulation.metrics.silence import silences
from simulation.scenario.parameters import BY_KEY
from simulation.trace import StateChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulation.metrics.facts import Facts, Flow
    from simulation.metrics.moves import Move
    from simulation.metrics.procedures import Span
    from simulation.metrics.signalling import Signalling
    from simulation.metrics.silence import Silence

PARTS: Final = (
    ("before_ms", "Before the move", "From the last data to the detach."),
    ("off_link_ms", "Without a link", "From the detach, or later last data, to the attach."),
    (
        "access_ms",
        "Address",
        (
            "From the attach until the node had a care-of address (agent discovery, DHCP), and "
            "ARP for its neighbours."
        ),
    ),
    (
        "detection_ms",
        "Detection alone",
        (
            "The node waited to learn whether the link is trusted, and no signalling that was "
            "answered was under way. How long it waits is a parameter, which the row names."
        ),
    ),
    (
        "mobile_ip_ms",
        "Mobile IP",
        (
            "Registrations and the like under way, from the first request until the answer, "
            "repetitions included; in a gap that did not end, also what nobody answered."
        ),
    ),
    (
        "key_exchange_ms",
        "IKE or WireGuard",
        "Key exchange under way, likewise; where both were, it counts here.",
    ),
    ("user_ms", "The user", "The node waited for what the user types (user_seconds)."),
    (
        "idle_ms",
        "Nothing under way",
        (
            "Time between these in which the node had nothing under way; in a gap that did not "
            "end, up to its end."
        ),
    ),
    (
        "first_data_ms",
        "First data",
        "From the end of the last of these until data came: they had to be sent and to travel.",
    ),
)
"""Key, title and meaning of each part, in the order in which they are shown."""

_BUSY: Final = {
    Busy.ACCESS: "access_ms",
    Busy.USER: "user_ms",
    Busy.KEYS: "key_exchange_ms",
    Busy.MOBILE_IP: "mobile_ip_ms",
    Busy.DETECTION: "detection_ms",
}


def measure(facts: Facts, signalling: Signalling) -> list[Row]:
    """Return one row per move and direction of which data had come before."""
    found, procedures = silences(facts), Procedures(facts, signalling)
    return [
        {"move": number, **_row(facts, procedures, move, flow, silence)}
        for number, move in enumerate(moves(facts), 1)
        for flow in facts.of_kind("flow")
        if (silence := found.get((move.arrival.event, flow.name))) is not None
        and silence.begins_ns is not None
    ]


def _row(facts: Facts, procedures: Procedures, move: Move, flow: Flow, silence: Silence) -> Row:
    arrival, begins = move.arrival, silence.begins_ns
    assert begins is not None
    spans = [
        each
        for each in procedures.within(move.node, arrival.attach_ns, move.until_ns)
        if each.since_ns < silence.ends_ns
        # A node that was still asking when data came had not made them wait.
        and (each.busy is not Busy.DETECTION or _over(each, silence.ends_ns))
    ]
    ended = silence.after is not None
    parts = _parts(move, begins, silence.ends_ns, spans, ended=ended)
    return {
        "label": f"{move.node}: {move.origin or 'nowhere'} to {arrival.link}, {flow.name}",
        "node": move.node,
        "from": move.origin,
        "to": arrival.link,
        "direction": flow.name,
        "event": arrival.event,
        "resumed": ended,
        "gap_ms": figure(
            milliseconds(silence.ends_ns - begins),
            [each for each in (silence.before, silence.after) if each is not None],
        ),
        **{
            key: figure(milliseconds(parts.get(key, 0)), _evidence(spans, key)) for key, *_ in PARTS
        },
        "detection_by": detection_by(facts, move),
    }


def _parts(move: Move, begins: int, ends: int, spans: list[Span], *, ended: bool) -> dict[str, int]:
    """Return the parts of the gap from *begins* to *ends*, ns, by key."""
    detach, attach = move.arrival.detach_ns, move.arrival.attach_ns
    start = max(begins, attach)
    done = max((each.until_ns for each in spans if _over(each, ends)), default=attach)
    done = min(max(done, start), ends) if ended else ends
    found = {
        "before_ms": max(0, min(detach, ends) - begins),
        "off_link_ms": max(0, min(attach, ends) - max(begins, detach)),
        "first_data_ms": max(0, ends - max(done, start)),
    }
    if done > start:
        for busy, took in shares(spans, start, done).items():
            found["idle_ms" if busy is None else _BUSY[busy]] = took
    return found


def _over(span: Span, ends: int) -> bool:
    return span.attained and span.until_ns <= ends


def _evidence(spans: list[Span], key: str) -> list[int]:
    return sorted(
        {each.event for each in spans if _BUSY[each.busy] == key and each.event is not None}
    )


Compared = tuple[str, list[tuple[str, Row]]]
"""A move and direction, and what its gap is made of under each option that has one."""


def compared(found: Iterable[tuple[str, Iterable[Row]]]) -> list[Compared]:
    """Return what `measure` returned for each option, by move and direction instead."""
    groups: dict[tuple[int, str], Compared] = {}
    for option, rows in found:
        for row in rows:
            title = f"{row['move']}. {row['label']}"
            group = groups.setdefault((row["move"], row["direction"]), (title, []))
            group[1].append((option, row))
    return [group for _, group in sorted(groups.items(), key=lambda each: each[0])]


def detection_by(facts: Facts, move: Move) -> Figure:
    """Return the parameter, with its value, by which a node ended its waiting for the inside.

    Where somebody answered who is reached from outside, an external home agent or the gateway,
    that is `t_detect_s` more; else `silence_s` without an answer of the internal home agent (RFC
    5265 section 3.3, RFC 5266 section 3.4).  Nothing where it did not come to be outside.
    """
    mine = [each for each in facts.of(StateChanged) if each[1].node == move.node]
    answered = any(event.machine == "external registration" for _, event in mine)
    for number, event in mine:
        if not move.arrival.attach_ns <= event.at_ns < move.until_ns:
            continue
        if (event.machine, event.new) == ("detection", "outside"):
            key = "t_detect_s" if answered else "silence_s"
            value = facts.trace.head["scenario"].get(key, BY_KEY[key].default)
            return figure(f"{key}={value:g}", [number])
        answered |= (event.machine, event.new) == ("vpn client", "up")
    return figure(None)
