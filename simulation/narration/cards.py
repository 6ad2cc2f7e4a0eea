"""The cards of a story: what the question is and who takes part; what came of it and what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics import outcome, tcp
from simulation.metrics.losses import plainly
from simulation.metrics.moves import moves
from simulation.metrics.stories import stories
from simulation.narration.beat import Choice, Closing, Opening, Player
from simulation.narration.prose import Prose, prose
from simulation.narration.terms import NODES
from simulation.narration.words import number, span
from simulation.options import OPTIONS
from simulation.scenario import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulation.metrics.figure import Row
    from simulation.metrics.losses import Phase
    from simulation.metrics.stories import Story
    from simulation.narration.beat import Beat
    from simulation.narration.reading import Reading
    from simulation.narration.words import Words

_NEXT: Final[Mapping[str, str]] = {"leave-colocated": "handover-outside"}
"""Which scenario to see after which; else the one that follows in the list."""


def opening(reading: Reading, beats: Iterable[Beat]) -> Opening:
    """Return the card of the beginning."""
    scenario = reading.trace.head["scenario"]
    option = OPTIONS[str(scenario["option"])]
    slug = str(scenario.get("slug", ""))
    title = str(scenario.get("title") or slug)
    question = prose(
        _situation(reading),
        "do its data still arrive? Who can read them? What does it cost?",
    )
    return Opening(title, option.title, question, _cast(reading, beats))


def _situation(reading: Reading) -> str:
    words = reading.words
    if not reading.flows:
        return "nodes that roam, and nobody who sends data"
    mobile = reading.mobile_of(reading.flows[0])
    peer = next(each for each in reading.flows[0].ends if each != mobile)
    talks = f"{words.a_node(mobile)} talks to {words.a_node(peer)}"
    steps = [each for each in moves(reading.facts) if each.node in (mobile, peer)]
    if not steps:
        return f"{talks}, and something happens on the way"
    places = [words.link(each.arrival.link) for each in steps]
    origin = f"from {words.link(steps[0].origin)} " if steps[0].origin else ""
    mover = " and" if steps[0].node == mobile else f", and {words.node(steps[0].node)}"
    return f"{talks}{mover} moves {origin}to {', then to '.join(places)}"


def _cast(reading: Reading, beats: Iterable[Beat]) -> tuple[Player, ...]:
    names = dict.fromkeys(end for flow in reading.flows for end in flow.ends)
    for beat in beats:
        names.update(dict.fromkeys(beat.focus.nodes))
    known = {each["name"]: each for each in reading.trace.head["nodes"]}
    cast = []
    for name in filter(known.__contains__, names):
        kind, label = known[name]["kind"], known[name].get("label") or name
        cast.append(Player(name, str(label), kind, prose(_says(reading, name, kind))))
    return tuple(cast)


def _says(reading: Reading, name: str, kind: str) -> str:
    part = reading.words.part(reading.facts.links_of(name, reading.facts.duration_ns))
    fixed = name not in reading.facts.mobiles and kind not in {"router", "nat"}
    where = f" {part}" if part and fixed else ""
    return f"{reading.words.node(name)}{where}: {NODES[kind].text if kind in NODES else kind}"


def closing(reading: Reading) -> Closing:
    """Return the card of the end, of which every figure is one of the metrics."""
    facts, words = reading.facts, reading.words
    found, steps = outcome.measure(facts), moves(facts)
    told, transfers = stories(facts, steps), tcp.measure(facts)
    rows = found["flows"]
    lost = sum(each["lost_packets"]["value"] for each in rows)
    sent = sum(each["sent_packets"]["value"] for row in rows for each in row["phases"])
    if told and not transfers:
        came = _came(words, told)
    elif transfers and all(each["finished"]["value"] for each in transfers) and not told:
        came = "everything that was to be transferred came"
    else:
        came = str(found["text"])
    were = "was" if lost <= 1 else "were"
    losses = f"of {sent:,} packets {number(lost) if lost else 'none'} {were} lost" if sent else ""
    silence = _silence(words, told, transfers, len(steps))
    return Closing(
        prose(came), bool(found["survived"]), prose(silence), _losses(losses), _choices(reading)
    )


def _came(words: Words, told: Sequence[Story]) -> str:
    """Return what became of a conversation: nothing is said of it that one direction denies."""
    silent = [each for each in told if each.final is not None]
    if silent:
        ends = dict.fromkeys(_ended(words, each.final) for each in silent if each.final)
        where = f"the packets end at {' and at '.join(filter(None, ends))}"
        if len(silent) == len(told):
            return f"the conversation did not survive. In the end {where}"
        ways = " and ".join(_way(words, each) for each in silent)
        return f"the conversation goes one way alone. Nothing comes any more {ways}: {where}"
    dead = next((each for each in told if each.dead), None)
    if dead is not None:
        after = " and ".join(
            dict.fromkeys(f"to {words.link(move.arrival.link)}" for move, _ in dead.dead)
        )
        ended = _ended(words, dead.dead[-1][1])
        return (
            f"the conversation goes on in the end, but after the move {after} it did not until "
            f"the laptop moved again. Its packets ended at {ended}"
        )
    worst = next((each.worst for each in told if each.suffered), None)
    if worst is not None:
        return (
            "the conversation goes on in the end, but much was lost on the way. Packets ended "
            f"at {_ended(words, worst)}"
        )
    return "the conversation goes on after everything that happened"


def _ended(words: Words, phase: Phase) -> str:
    """Return where the packets of a phase ended last, and why."""
    if not phase.causes:
        return ""
    last, event = phase.causes[-1], phase.causes[-1].event
    where = words.at(event.node, event.where)
    return f"{where} ({'' if last.alike else 'the last: '}{plainly(event)})"


def _way(words: Words, told: Story) -> str:
    return f"from {words.node(told.flow.ends[0])} to {words.node(told.flow.ends[1])}"


def _silence(words: Words, told: Sequence[Story], transfers: Sequence[Row], steps: int) -> str:
    """Return the longest silence around a move, and the longest one beside them."""
    longest = max((each.gap_ns for each in told), default=0)
    pause = max((each.pause_ns for each in told), default=0)
    stalls = [each["longest_stall_ms"]["value"] or 0 for each in transfers]
    silence = words.term("silence", "silence")
    found = ["nobody moved" if not steps else ""]
    if longest:
        found = [f"the longest {silence} around a move was {span(longest)}"]
    elif steps and told:
        found = ["no move silenced the data"]
    if pause:
        found.append(f"once nothing arrived for {span(pause)}, though nobody moved then")
    if any(stalls):
        found.append(f"the longest stall of a transfer was {span(round(max(stalls) * 1e6))}")
    return ". ".join(filter(None, found))


def _losses(text: str) -> Prose:
    return prose(text) if text else Prose("")


def _choices(reading: Reading) -> tuple[Choice, ...]:
    """Return another design under the same move, another move, and a lesson."""
    scenario = reading.trace.head["scenario"]
    option, slug = str(scenario["option"]), str(scenario.get("slug", ""))
    other = "0" if option != "0" else "1.1"
    found = []
    if slug in PRESETS:
        order = list(PRESETS)
        after = _NEXT.get(slug) or order[(order.index(slug) + 1) % len(order)]
        found = [
            Choice(
                "comparison",
                f"The same under {OPTIONS[other].title}, side by side",
                f"scenario={slug}&options={option},{other}",
            ),
            Choice(
                "scenario",
                f"Next: {PRESETS[after].title}",
                f"option={option}&scenario={after}",
            ),
        ]
    return (*found, Choice("lesson", "Learn why: lessons about this design", f"option={option}"))
