"""What became of the data: one honest sentence, and a row for each direction of each flow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulation.metrics import tcp
from simulation.metrics.drops import reason_words
from simulation.metrics.figure import Row, figure, milliseconds
from simulation.metrics.handovers import Move, Silence, moves, silence
from simulation.trace import Dropped, Noted

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts, Flow

_SECOND: Final = 1_000_000_000
_STILL_FLOWS_NS: Final = 2 * _SECOND
"""A flow that brought nothing for this long at the end, though it was sent, has ceased."""


@dataclass(frozen=True, slots=True)
class _Story:
    """What became of one direction of a flow; `dead` are the moves after which nothing came."""

    flow: Flow
    spells: list[tuple[Move, Silence]]
    dead: list[Move]
    broke_ns: int | None
    because: str
    evidence: list[int]

    @property
    def gap_ns(self) -> int:
        return max((spell.span_ns or 0 for _, spell in self.spells), default=0)


def measure(facts: Facts) -> Row:
    """Return the sentence and one row per direction of each flow of datagrams."""
    steps = moves(facts)
    flows = facts.of_kind("flow") or facts.of_kind("ping")
    stories = [_story(facts, flow, steps) for flow in flows]
    transfers = tcp.measure(facts)
    nothing = [
        (number, event.text)
        for number, event in facts.of(Noted)
        if event.text.startswith("nothing happens")
    ]
    return {
        "text": " ".join(
            [
                *([_sentence(stories, steps)] if stories or not transfers else []),
                *(_transferred(each) for each in transfers),
                *(_capital(text) for _, text in nothing),
            ]
        ),
        "survived": bool(stories or transfers)
        and not any(_suffered(each) for each in stories)
        and all(each["survived"]["value"] for each in transfers),
        "moves": len(steps),
        "flows": [_row(each) for each in stories],
        "evidence": [number for number, _ in nothing],
    }


def _row(story: _Story) -> Row:
    return {
        "label": story.flow.name,
        "direction": story.flow.name,
        "survived": not _suffered(story),
        "longest_gap_ms": figure(milliseconds(story.gap_ns) if story.gap_ns else None),
        "lost_packets": figure(sum(len(spell.lost) for _, spell in story.spells)),
        "broke_at_ns": story.broke_ns,
        "because": story.because,
        "evidence": story.evidence,
    }


def _suffered(story: _Story) -> bool:
    return bool(story.dead) or story.broke_ns is not None


def _story(facts: Facts, flow: Flow, steps: list[Move]) -> _Story:
    spells = [(move, silence(facts, flow, move)) for move in steps if move.node in flow.ends]
    dead = [move for move, spell in spells if spell.after is None]
    broke = _broken(facts, flow)
    because, evidence = "", list[int]()
    if broke is not None:
        because, evidence = _why(facts, flow, broke, facts.duration_ns)
        if flow.deliveries:
            evidence.insert(0, flow.deliveries[-1].event)
    elif dead:
        because, evidence = _why(facts, flow, dead[0].attach_ns, dead[0].until_ns)
    return _Story(flow, spells, dead, broke, because, evidence)


def _broken(facts: Facts, flow: Flow) -> int | None:
    """Return when the flow's last data came, if they ceased for good though more was sent."""
    if not flow.roots:
        return None
    if not flow.deliveries:
        return facts.made_ns(flow.roots[0])
    last = flow.deliveries[-1]
    sent_later = any(
        facts.made_ns(root) < facts.duration_ns - _STILL_FLOWS_NS
        for root in flow.roots
        if root > last.root
    )
    return last.at_ns if sent_later else None


def _why(facts: Facts, flow: Flow, since_ns: int, until_ns: int) -> tuple[str, list[int]]:
    """Return the most frequent way in which the flow's packets ended in that time."""
    found: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], tuple[int, Dropped]] = {}
    packets = facts.trace.packets
    for number, event in facts.of(Dropped):
        if since_ns <= event.at_ns < until_ns and packets[event.packet].flow == flow.name:
            place = event.node, event.reason
            found[place] += 1
            last[place] = number, event
    if not found:
        return "nobody dropped its packets, and yet they did not come", []
    (node, reason), count = found.most_common(1)[0]
    number, event = last[node, reason]
    return f"{node} dropped {count}: {reason_words(event)}", [number]


def _sentence(stories: list[_Story], steps: list[Move]) -> str:
    if not stories:
        return "No measured data were sent in this run."
    broken = [each for each in stories if each.broke_ns is not None]
    if broken:
        told = "; ".join(_ceased(each) for each in broken)
        kept = [each.flow.name for each in stories if each not in broken]
        return f"{told}.{f' Data of {_and(kept)} flowed to the end.' if kept else ''}"
    if any(each.dead for each in stories):
        return _interrupted(stories)
    return _all_well(stories, steps)


def _ceased(story: _Story) -> str:
    if not story.flow.deliveries:
        return f"Nothing of {story.flow.name} ever came ({story.because})"
    when = (story.broke_ns or 0) / _SECOND
    return f"{story.flow.name} ceased at {when:.1f} s and did not come back ({story.because})"


def _interrupted(stories: list[_Story]) -> str:
    dead = next(story for story in stories if story.dead)
    where = _and([f"{move.origin or 'nowhere'} to {move.link}" for move in dead.dead])
    return (
        f"Nothing came through after the move from {where} ({dead.because}); "
        f"data flowed again only after a later move. {_cost(stories)}"
    )


def _all_well(stories: list[_Story], steps: list[Move]) -> str:
    if not steps:
        return "Data flowed in both directions to the end; nobody moved."
    moved = "the move" if len(steps) == 1 else f"each of {len(steps)} moves"
    if not any(story.gap_ns for story in stories):
        return f"Nothing had come before; data flowed after {moved}."
    return f"Data flowed again after {moved}. {_cost(stories)}"


def _cost(stories: list[_Story]) -> str:
    lost = sum(len(spell.lost) for each in stories for _, spell in each.spells)
    worst = max(stories, key=lambda each: each.gap_ns)
    return (
        f"The longest silence around a move was {worst.gap_ns / 1_000_000:,.0f} ms "
        f"({worst.flow.name}), and {lost} packets were lost to moving."
    )


def _transferred(transfer: Row) -> str:
    octets, stall = transfer["delivered_octets"]["value"], transfer["longest_stall_ms"]["value"]
    name = transfer["label"].replace("tcp", "TCP", 1)
    if not octets:
        return f"{name} brought nothing."
    told = f"{name} brought {octets:,} octets"
    if not transfer["survived"]["value"]:
        return f"{told} before the connection was lost."
    if transfer["finished"]["value"]:
        return f"{told} and finished; its longest stall was {stall:,.0f} ms."
    return f"{told} and was not done; its longest stall was {stall:,.0f} ms."


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
