"""Where and why packets of a flow were lost, phase by phase of its life."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.figure import Row, figure, ratio
from simulation.metrics.names import link
from simulation.metrics.silence import sent_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.metrics.facts import Facts, Flow
    from simulation.metrics.names import Names
    from simulation.metrics.silence import Silence
    from simulation.trace import Dropped

STILL_FLOWS_NS: Final = 2_000_000_000
"""A flow that brought nothing for this long at the end, though data were lost, has ceased."""
_LAST: Final = 10
"""Packets by which the cause is judged that kept a flow silent to the end of a phase."""
_MOST_CAUSES: Final = 3
_SAME: Final = {"arp-queue": "arp-failed"}
"""Reasons that are the beginning of another: what waits for an answer that never comes."""


class Cause(NamedTuple):
    """Why packets ended at one node; *number* and *event* are the last of these drops."""

    packets: int
    alike: bool
    """Whether all of them say the same words."""
    number: int
    event: Dropped

    def words(self, names: Names) -> str:
        """Return where they ended and why."""
        where = names.at(self.event.node, self.event.where)
        return f"{where} ({'' if self.alike else 'the last: '}{plainly(self.event)})"


def reason(event: Dropped) -> str:
    """Return why a packet ended, in plain words."""
    told = _PLAIN.get(event.reason, "").format(link=link(event.where), detail=event.detail)
    detail = event.detail
    if detail.startswith(_WAITS):
        # The node waits; a packet that it may not send meanwhile is dropped.
        detail = f"no data may go out: {detail.removeprefix(_WAITS)}"
    return told or detail or event.reason


def plainly(event: Dropped) -> str:
    """Return why a packet ended, in plain words, and the section that asks for it."""
    return f"{reason(event)}, {event.spec}" if event.spec else reason(event)


_WAITS: Final = "user data waits: "
_PLAIN: Final = {
    "detached": "too late: the node had left {link}",
    "no-station": "whoever was meant is no longer in {link}: no such station on the link",
    "redirected": "led astray to it",
    "link-loss": "lost on the way in {link}",
    "too-big": "too big to go on, and not to be cut: {detail}",
}
"""What the reason's own words say less plainly; true of one packet and of many."""


@dataclass(slots=True)
class Phase:
    """A stretch of a flow's life: a stay, the silence around a move, or the end; times in ns."""

    label: str
    since_ns: int
    until_ns: int
    silence: Silence | None = None
    final: bool = False
    """Whether nothing came any more."""
    sent: list[int] = field(default_factory=list)
    """Roots that were sent in it and have come, or ended."""
    lost: list[int] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    """In the order in which they set in; the last kept the flow silent where the phase is so."""

    def row(self, names: Names) -> Row:
        """Return it ready for JSON."""
        came = len(self.sent) - len(self.lost)
        return {
            "label": self.label,
            "since_ns": self.since_ns,
            "until_ns": self.until_ns,
            "sent_packets": figure(len(self.sent)),
            "lost_packets": figure(len(self.lost), (each.number for each in self.causes)),
            "delivery_ratio": figure(ratio(came, len(self.sent))),
            "causes": [
                {
                    "node": each.event.node,
                    "reason": each.event.reason,
                    "words": each.words(names),
                    "lost_packets": figure(each.packets, [each.number]),
                }
                for each in self.causes
            ],
        }


def ceased_ns(facts: Facts, flow: Flow) -> int | None:
    """Return when the flow's last data came, if later ones were lost and none came to the end."""
    lost = facts.lost(flow)
    if not flow.deliveries:
        return facts.made_ns(flow.roots[0]) if lost else None
    last = flow.deliveries[-1]
    newest = max(each.root for each in flow.deliveries[-_LAST:])
    silent = facts.duration_ns - last.at_ns >= STILL_FLOWS_NS
    return last.at_ns if silent and any(root > newest for root in lost) else None


def phases(facts: Facts, flow: Flow, silences: Sequence[Silence]) -> list[Phase]:
    """Return the phases of *flow* since its first delivery, or all of it where nothing came.

    Packets that are still under way are in none.
    """
    since, ceased = flow.since_ns or 0, ceased_ns(facts, flow)
    came = {each.root for each in flow.deliveries}
    ended = set(facts.lost(flow))
    where = _Places(facts, flow, silences, ceased)
    found: dict[str, Phase] = {}
    for root in flow.roots:
        if facts.made_ns(root) < since or not (root in came or root in ended):
            continue
        phase = where.phase(root)
        phase = found.setdefault(phase.label, phase)
        phase.sent.append(root)
        if root in ended:
            phase.lost.append(root)
    for phase in found.values():
        phase.causes = causes(facts, phase.lost)
    return list(found.values())


class _Places:
    """Says in which phase of a flow a packet was sent."""

    def __init__(
        self, facts: Facts, flow: Flow, silences: Sequence[Silence], ceased: int | None
    ) -> None:
        self._facts = facts
        self._flow = flow
        self._around = [(each, set(sent_in(facts, flow, each))) for each in silences]
        self._movers = [name for name in flow.ends if name in facts.mobiles]
        self._newest = -1
        self._ceased = ceased
        if flow.deliveries:
            self._newest = max(each.root for each in flow.deliveries)

    def phase(self, root: int) -> Phase:
        facts, end = self._facts, self._facts.duration_ns
        if self._ceased is not None and root > self._newest:
            return Phase(f"since {self._ceased / 1e9:.1f} s", self._ceased, end, final=True)
        for each, roots in self._around:
            if root in roots:
                since = each.begins_ns or 0
                label = f"around the move at {each.arrival.detach_ns / 1e9:.1f} s"
                return Phase(label, since, each.ends_ns, each)
        made = facts.made_ns(root)
        spans = [self._stay(name, made) for name in self._movers]
        since = max((span[0] for span in spans), default=0)
        until = min((span[1] for span in spans), default=end)
        places = " and ".join(link(span[2]) for span in spans if span[2])
        label = f"from {since / 1e9:.1f} s in {places}" if places else f"from {since / 1e9:.1f} s"
        return Phase(label, since, until)

    def _stay(self, node: str, at_ns: int) -> tuple[int, int, str]:
        since, place = 0, ""
        for when, where in self._facts.stays(node):
            if when > at_ns:
                return since, when, place
            since, place = when, where
        return since, self._facts.duration_ns, place


def causes(facts: Facts, lost: Sequence[int]) -> list[Cause]:
    """Return where and why *lost* roots ended, in the order in which that set in.

    The last is the most frequent among the last packets: what kept the others from coming at
    the end, however many had ended elsewhere before.
    """
    found: dict[Place, list[int]] = defaultdict(list)
    for root in lost:
        found[_place(facts.drops[root][1])].append(root)
    if not found:
        return []
    tail = set(lost[-_LAST:])
    last = max(found, key=lambda place: len(tail.intersection(found[place])))
    order = [*(each for each in found if each != last), last]
    return [_cause(facts, found[place]) for place in order]


def _cause(facts: Facts, lost: Sequence[int]) -> Cause:
    told = {plainly(facts.drops[root][1]) for root in lost}
    return Cause(len(lost), len(told) == 1, *facts.drops[lost[-1]])


def merged(found: Sequence[Cause]) -> list[Cause]:
    """Return the causes of several phases, equal ones added up; at most three, the last always."""
    kept: dict[Place, Cause] = {}
    for each in found:
        place = _place(each.event)
        so_far = kept.pop(place, each._replace(packets=0))
        alike = so_far.alike and each.alike and plainly(so_far.event) == plainly(each.event)
        kept[place] = each._replace(packets=so_far.packets + each.packets, alike=alike)
    if not kept:
        return []
    *others, last = kept.values()
    most = sorted(others, key=lambda each: -each.packets)[: _MOST_CAUSES - 1]
    return [*(each for each in others if each in most), last]


Place = tuple[str, str, str]
"""Node, reason, and link, interface or table."""


def _place(event: Dropped) -> Place:
    return event.node, _SAME.get(event.reason, event.reason), event.where
