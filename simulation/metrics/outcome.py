"""What became of the data: honest sentences, and a row for each direction of each flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.metrics import tcp
from simulation.metrics.black_holes import black_holes
from simulation.metrics.figure import Row, figure, milliseconds, ratio
from simulation.metrics.losses import STILL_FLOWS_NS
from simulation.metrics.moves import moves
from simulation.metrics.names import Names, sentence
from simulation.metrics.stories import stories
from simulation.metrics.verdicts import fared, transferred
from simulation.trace import Ineffective

if TYPE_CHECKING:
    from simulation.metrics.black_holes import BlackHole
    from simulation.metrics.facts import Facts
    from simulation.metrics.stories import Story


_MS = 1_000_000


def measure(facts: Facts) -> Row:
    """Return the sentences and one row per direction of each flow of datagrams."""
    names, steps = Names(facts.trace), moves(facts)
    told = stories(facts, steps)
    transfers = tcp.measure(facts)
    holes = _black_holes(facts, told, transfers)
    nothing = [
        (number, f"“{event.action}” of {names.node(event.node)} does nothing: {event.because}")
        for number, event in facts.of(Ineffective)
    ]
    texts = [
        *(fared(names, told, len(steps)) if told or not transfers else []),
        *(transferred(facts, names, each) for each in transfers),
        *(_quoting(facts) if transfers else []),
        *(each.words(names) for each in holes),
        *(text for _, text in nothing),
    ]
    return {
        "text": " ".join(sentence(each) for each in texts),
        "survived": bool(told or transfers)
        and not any(each.suffered for each in told)
        and all(each["survived"]["value"] for each in transfers),
        "moves": len(steps),
        "flows": [_row(names, each) for each in told],
        "evidence": [*(each.number for each in holes), *(number for number, _ in nothing)],
    }


def _quoting(facts: Facts) -> list[str]:
    """Return how much ICMP errors quoted, where they told TCP of a narrow path: it decides."""
    if not any(each.message == "icmp-too-big" for each in facts.trace.packets):
        return []
    if facts.trace.head.get("scenario", {}).get("icmp_quotes") == "rfc792":
        return ["ICMP errors quoted 8 octets (RFC 792)"]
    return ["ICMP errors quoted as much as 576 octets have room for (RFC 1812 4.3.2.3)"]


def holes(facts: Facts) -> list[BlackHole]:
    """Return the black holes that the outcome tells of."""
    return _black_holes(facts, stories(facts, moves(facts)), tcp.measure(facts))


def _black_holes(facts: Facts, told: list[Story], transfers: list[Row]) -> list[BlackHole]:
    """Return the black holes of those that suffered, and of transfers that stalled in one."""
    flows = [each.flow for each in told if each.suffered]
    for each in transfers:
        stall = each["longest_stall_ms"]["value"]
        if not each["finished"]["value"] or (stall and stall * _MS >= STILL_FLOWS_NS):
            flows.append(facts.flows[each["label"]])
    return black_holes(facts, flows)


def _row(names: Names, story: Story) -> Row:
    lost = sum(len(each.lost) for each in story.phases)
    sent = sum(len(each.sent) for each in story.phases)
    worst = story.worst if story.suffered else None
    last = worst.causes[-1] if worst and worst.causes else None
    before = [story.flow.deliveries[-1].event] if story.final and story.flow.deliveries else []
    return {
        "label": story.flow.name,
        "direction": story.flow.name,
        "survived": not story.suffered,
        "longest_gap_ms": figure(milliseconds(story.gap_ns) if story.gap_ns else None),
        "lost_packets": figure(lost),
        "delivery_ratio": figure(ratio(sent - lost, sent)),
        "broke_at_ns": story.ceased_ns,
        "because": last.words(names) if last else "",
        "phases": [each.row(names) for each in story.phases],
        "evidence": [*before, last.number] if last else [],
    }
