"""The sentences of an outcome: what was lost of each direction, when, where and to what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from simulation.metrics.figure import in_percent
from simulation.metrics.losses import causes, merged
from simulation.metrics.names import Names, link, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.metrics.facts import Facts
    from simulation.metrics.figure import Row
    from simulation.metrics.losses import Phase
    from simulation.metrics.stories import Story

_SECOND: Final = 1_000_000_000
_MS: Final = 1_000_000
_NEARLY_ALL: Final = 0.995
"""From this share on nothing more is said of losses beside moves."""


def fared(names: Names, stories: list[Story], moves: int) -> list[str]:
    """Return sentences without capital and full stop: how every direction fared."""
    if not stories:
        return ["no measured data were sent in this run"]
    bad = [each for each in stories if each.suffered]
    well = [each for each in stories if not each.suffered]
    told = [] if moves else ["nobody moved"]
    told += [text for each in bad for text in _badly(names, each)]
    if well:
        told += _well(names, well, stories, moves)
    return told


def _flowed(names: Names, well: list[Story], stories: list[Story], how: str) -> str:
    """Return that data of these directions flowed *how*."""
    if len(well) < len(stories):
        return f"data {_ways(names, well)} flowed {how}"
    if len(well) == 1:
        return f"data flowed {how}"
    many = "both directions" if len(well) == 2 else f"all {len(well)} directions"
    return f"data flowed {how} in {many}"


# -- directions that suffered ------------------------------------------------------------------


def _badly(names: Names, story: Story) -> list[str]:
    """Return which share came, and what took the rest, phase by phase."""
    way = names.flow(story.flow.name)
    if story.final is not None and not story.flow.deliveries:
        return [f"no data {way} ever came: {_ended(names, [story.final])}"]
    sent = sum(len(each.sent) for each in story.phases)
    came = sent - sum(len(each.lost) for each in story.phases)
    share = f"{way} {_percent(came, sent)} of the data came, {_of(came, sent)}"
    if len(story.phases) == 1:
        return [f"{share}: {_ended(names, story.phases)}", *_pause([story])]
    return [
        share,
        *_dead(names, story),
        *([_final(names, story.final)] if story.final else []),
        *_moving(names, story.around, sent),
        *_staying(names, story.stays),
        *_pause([story]),
    ]


def _dead(names: Names, story: Story) -> list[str]:
    """Return after which moves nothing came until the next, each way once."""
    dead = story.dead
    if not dead:
        return []
    ways = Counter(
        f"from {link(move.origin) if move.origin else 'nowhere'} to {link(move.arrival.link)}"
        for move, _ in dead
    )
    told = listed(
        [f"the move {way}" if many == 1 else f"{many} moves {way}" for way, many in ways.items()]
    )
    longest = max(phase.silence.span_ns or 0 for _, phase in dead if phase.silence)
    ended = _ended(names, [phase for _, phase in dead])
    silence = f"a silence of {longest / _MS:,.0f} ms that did not end by itself"
    return [f"nothing came after {told} until the next one, {silence}: {ended}"]


def _final(names: Names, phase: Phase) -> str:
    when = phase.since_ns / _SECOND
    return f"they ceased at {when:.1f} s and did not come back: {_ended(names, [phase])}"


def _moving(names: Names, spells: Sequence[Phase], sent: int) -> list[str]:
    """Return which share of *sent* was lost around moves after which data flowed again."""
    lost = sum(len(each.lost) for each in spells)
    share = f"{_of(lost, sent)} ({_percent(lost, sent)}) {'was' if lost == 1 else 'were'}"
    return [f"{share} lost to moving, {_where(names, spells)}"] if lost else []


def _staying(names: Names, stays: Sequence[Phase]) -> list[str]:
    """Return what was lost while nobody moved, stay by stay where it was much."""
    return [
        f"{each.label} {_percent(len(each.sent) - len(each.lost), len(each.sent))} came: "
        f"{_ended(names, [each])}"
        for each in stays
        if len(each.lost) > (1 - _NEARLY_ALL) * len(each.sent)
    ]


# -- directions that did well ------------------------------------------------------------------


def _well(names: Names, well: list[Story], stories: list[Story], moves: int) -> list[str]:
    spells = [phase for each in well for phase in each.around]
    sent = sum(len(phase.sent) for each in well for phase in each.phases)
    stays = [phase for each in well for phase in each.stays]
    if not any(each.spells for each in well):
        told = _flowed(names, well, stories, f"after {_moved(moves)}" if moves else "to the end")
        before = "; nothing had come before" if moves else ""
        return [f"{told}{before}: {_shares(names, stays)}", *_pause(well)]
    ways = "" if len(well) == len(stories) else f" {_ways(names, well)}"
    worst = max(well, key=lambda each: each.gap_ns)
    lost = _moving(names, spells, sent) or ["no packet was lost to moving"]
    longest = f"{worst.gap_ns / _MS:,.0f} ms ({names.flow(worst.flow.name)})"
    return [
        f"data{ways} flowed again after {_moved(moves)}",
        f"the longest silence around a move was {longest}; {lost[0]}",
        *([f"beside moves {_shares(names, stays)}"] if _short(well) else []),
        *_pause(well),
    ]


def _pause(stories: list[Story]) -> list[str]:
    """Return the longest silence that no move explains and that ended, where there is one."""
    longest = max(each.pause_ns for each in stories)
    return [f"once nothing came for {longest / _MS:,.0f} ms though nobody moved"] if longest else []


def _short(stories: list[Story]) -> bool:
    return any(each.share < _NEARLY_ALL for each in stories)


def _moved(moves: int) -> str:
    return "the move" if moves == 1 else f"each of {moves} moves"


def _shares(names: Names, stays: Sequence[Phase]) -> str:
    sent = sum(len(each.sent) for each in stays)
    came = sent - sum(len(each.lost) for each in stays)
    if came == sent:
        return f"all {sent:,} packets came"
    return f"{_of(came, sent)} came ({_percent(came, sent)}), {_where(names, stays)}"


def _ways(names: Names, stories: list[Story]) -> str:
    return listed([names.flow(each.flow.name) for each in stories])


# -- words -------------------------------------------------------------------------------------


def _percent(part: int, whole: int) -> str:
    return in_percent(part / whole if whole else 1.0)


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} packets"


def _ended(names: Names, phases: Sequence[Phase]) -> str:
    """Return how many packets ended, where and why."""
    lost = sum(len(each.lost) for each in phases)
    found = merged([cause for each in phases for cause in each.causes])
    if len(found) == 1:
        return f"{lost:,} ended at {found[0].words(names)}"
    return f"{lost:,} ended, {_where(names, phases)}" if found else "none has ended yet"


def _where(names: Names, phases: Sequence[Phase]) -> str:
    """Return how many of what was lost ended where and why."""
    lost = sum(len(each.lost) for each in phases)
    found = merged([cause for each in phases for cause in each.causes])
    if len(found) == 1:
        return f"at {found[0].words(names)}"
    parts = [f"{each.packets:,} at {each.words(names)}" for each in found]
    elsewhere = lost - sum(each.packets for each in found)
    return listed([*parts, f"{elsewhere:,} elsewhere"] if elsewhere else parts)


# -- transfers ---------------------------------------------------------------------------------


def transferred(facts: Facts, names: Names, transfer: Row) -> str:
    """Return what became of a TCP transfer, and what its last segments ended by if not all came."""
    octets, stall = transfer["delivered_octets"]["value"], transfer["longest_stall_ms"]["value"]
    flow = facts.flows[transfer["label"]]
    name = f"TCP {names.flow(flow.name.removeprefix('tcp '))}"
    if transfer["finished"]["value"]:
        return (
            f"{name} brought {octets:,} octets and finished; its longest stall was {stall:,.0f} ms"
        )
    lost = facts.lost(flow)
    found = causes(facts, lost[-1:])
    why = f"; the last segment that was lost ended at {found[0].words(names)}" if found else ""
    if not octets:
        return f"{name} brought nothing{why}"
    if not transfer["survived"]["value"]:
        return f"{name} brought {octets:,} octets before the connection was lost{why}"
    return (
        f"{name} brought {octets:,} octets and was not done; its longest stall was "
        f"{stall:,.0f} ms{why}"
    )
