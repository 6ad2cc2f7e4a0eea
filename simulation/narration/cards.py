"""The cards of a story: what the question is and who takes part; what came of it and what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics import outcome
from simulation.metrics.moves import moves
from simulation.metrics.stories import stories
from simulation.narration.beat import Choice, Closing, Opening, Player
from simulation.narration.prose import Prose, prose
from simulation.narration.terms import NODES
from simulation.narration.words import number, span
from simulation.options import OPTIONS
from simulation.scenario import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simulation.narration.beat import Beat
    from simulation.narration.reading import Reading

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
    mover = "" if steps[0].node == mobile else f", and {words.node(steps[0].node)}"
    return f"{talks}{mover} and moves {origin}to {', then to '.join(places)}"


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
    found = outcome.measure(facts)
    gaps = [each.gap_ns for each in stories(facts, moves(facts))]
    rows = found["flows"]
    lost = sum(each["lost_packets"]["value"] for each in rows)
    sent = sum(each["sent_packets"]["value"] for row in rows for each in row["phases"])
    longest = max(gaps, default=0)
    broke = next((each for each in rows if not each["survived"]), None)
    if found["survived"]:
        came = "the conversation went on through everything that happened"
    elif broke and broke["because"]:
        came = f"the conversation did not survive. Data end at {broke['because']}"
    else:
        came = str(found["text"])
    silence = (
        f"the longest {words.term('silence', 'silence')} around a move was {span(longest)}"
        if longest
        else "no move silenced the data"
    )
    were = "was" if lost <= 1 else "were"
    losses = f"of {sent:,} packets {number(lost) if lost else 'none'} {were} lost" if sent else ""
    return Closing(
        prose(came), bool(found["survived"]), prose(silence), _losses(losses), _choices(reading)
    )


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
