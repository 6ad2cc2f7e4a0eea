"""What became of each direction of each flow: its silences, its phases, and whether it suffered."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from simulation.metrics.losses import STILL_FLOWS_NS, Phase, ceased_ns, phases
from simulation.metrics.silence import silences

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts, Flow
    from simulation.metrics.moves import Move
    from simulation.metrics.silence import Silence

ENOUGH: Final = 0.95
"""Where a smaller share comes of what was sent outside of silences, a direction suffers."""


@dataclass(frozen=True, slots=True)
class Story:
    """One direction of a flow; *spells* are its silences around the moves of its ends."""

    flow: Flow
    spells: list[tuple[Move, Silence]]
    phases: list[Phase]
    ceased_ns: int | None

    @property
    def final(self) -> Phase | None:
        """The phase at the end in which nothing came any more."""
        return next((each for each in self.phases if each.final), None)

    @property
    def stays(self) -> list[Phase]:
        """The phases that are no silence."""
        return [each for each in self.phases if not each.silence and not each.final]

    @property
    def dead(self) -> list[tuple[Move, Phase]]:
        """The moves after which nothing came until the next one, though data were lost."""
        return [
            (move, phase)
            for move, silence in self.spells
            for phase in self.phases
            if phase.silence is silence and silence.after is None and phase.lost
        ]

    @property
    def around(self) -> list[Phase]:
        """The silences around moves that ended by themselves."""
        return [each for each in self.phases if each.silence and each.silence.after is not None]

    @property
    def gap_ns(self) -> int:
        """The longest silence around a move, whether it ended by itself or not."""
        return max((each.span_ns or 0 for _, each in self.spells), default=0)

    @property
    def pause_ns(self) -> int:
        """The longest silence beside moves that ended, of two seconds or more."""
        ends = [
            (each.begins_ns, each.ends_ns) for _, each in self.spells if each.begins_ns is not None
        ]
        pauses = [
            after.at_ns - before.at_ns
            for before, after in pairwise(self.flow.deliveries)
            if not any(begins < after.at_ns and before.at_ns < until for begins, until in ends)
            and any(before.root < root < after.root for stay in self.stays for root in stay.lost)
        ]
        return max((each for each in pauses if each >= STILL_FLOWS_NS), default=0)

    @property
    def share(self) -> float:
        """The share that came of what was sent outside of silences."""
        sent = sum(len(each.sent) for each in self.stays)
        return 1 - sum(len(each.lost) for each in self.stays) / sent if sent else 1.0

    @property
    def suffered(self) -> bool:
        """Whether data did not come as they should."""
        return bool(self.final or self.dead) or self.share < ENOUGH

    @property
    def worst(self) -> Phase | None:
        """The phase that its cause is told of: the silence for good, one without an end, a loss."""
        silent = self.final or next((phase for _, phase in self.dead), None)
        return silent or max(self.phases, key=lambda each: len(each.lost), default=None)


def stories(facts: Facts, moves: list[Move]) -> list[Story]:
    """Return the story of each direction of each flow of datagrams; of pings if there are none."""
    silent = silences(facts)
    found = []
    for flow in facts.of_kind("flow") or facts.of_kind("ping"):
        spells = [
            (move, each)
            for move in moves
            if (each := silent.get((move.arrival.event, flow.name))) and each.begins_ns is not None
        ]
        parts = phases(facts, flow, [each for _, each in spells])
        found.append(Story(flow, spells, parts, ceased_ns(facts, flow)))
    return found
