"""The story of the data: when they come, when they are lost and why, and when they come again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulation.metrics.losses import plainly, reason
from simulation.metrics.names import link
from simulation.narration.flowing import Flowing

if TYPE_CHECKING:
    from simulation.metrics.names import Names
    from simulation.narration.flowing import Again, Mute
    from simulation.trace import Acted, Delivered, Dropped

_SECOND = 1_000_000_000


class Told(NamedTuple):
    """A sentence without capital and full stop, and whether the story turns on it."""

    text: str
    phase: bool


class DataStory:
    """Tells what becomes of data; it is fed every action, drop of data and delivery, in order."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._flowing = Flowing()
        self._losing: dict[str, int] = {}
        """When the first loss of each flow was told, since it flowed and something was done."""
        self._came: set[str] = set()
        """Flows of which data have come that were sent after their first loss was told."""

    def awaits(self, node: str) -> bool:
        """Return whether data from or to *node* are still awaited."""
        return self._flowing.awaits(node)

    def acted(self, number: int, event: Acted) -> str:
        """Return what a node's leaving makes final, as an afterthought, or nothing."""
        for flow in self._came:
            del self._losing[flow]
        self._came.clear()
        unended = self._flowing.act(number, event)
        if not unended:
            return ""
        ways = " or ".join(self._names.flow(each.flow) for each in unended)
        return f"; no data {ways} came while it was in {link(unended[0].arrival.link)}"

    def dropped(self, event: Dropped, flow: str, *, new: bool) -> Told | None:
        """Return how lost data are told: the first ones, *new* kinds, and that a flow is silent."""
        way = self._names.flow(flow)
        mute = self._flowing.drop(event, flow)
        if mute is not None:
            return Told(self._mute(mute), phase=True)
        first = flow not in self._losing and self._flowing.has_flowed(flow)
        if not new and not first:
            return None
        self._losing.setdefault(flow, event.at_ns)
        where = self._names.at(event.node, event.where)
        data = "its own data" if flow.startswith(f"{event.node} > ") else f"data {way}"
        return Told(f"{where} drops {data}: {reason(event)}", phase=first)

    def _mute(self, mute: Mute) -> str:
        way, last = self._names.flow(mute.flow), mute.last
        since = "" if mute.since_ns is None else f" since {mute.since_ns / _SECOND:.1f} s"
        where = self._names.at(last.node, last.where)
        return f"no data {way} have come{since}; they end at {where} ({plainly(last)})"

    def delivered(self, number: int, event: Delivered) -> Told | None:
        """Return how first data are told, and data that come again; nothing of all others."""
        if event.sent_ns > self._losing.get(event.flow, event.sent_ns):
            self._came.add(event.flow)
        again = self._flowing.deliver(number, event)
        if again is None:
            return None
        way = self._names.flow(event.flow)
        if again.silent_ns is None:
            return Told(f"the first data {way} arrive", phase=True)
        done = again.complete and again.silence is not None
        text = f"data flow again {way}, after {self._silence(again)}"
        return Told(
            f"{text}: the handover is done" if done else text,
            phase=again.complete or again.silence is None,
        )

    def _silence(self, again: Again) -> str:
        span, quiet = again.silent_ns or 0, None
        if again.silence is not None and again.silence.span_ns is not None:
            span = again.silence.span_ns
            if again.silence.before is None and again.silence.quiet_since_ns is not None:
                quiet = again.silence.quiet_since_ns / _SECOND
        told = f"{span / 1_000_000:,.0f} ms of silence"
        return f"{told} since it left; none had come since {quiet:.1f} s" if quiet else told

    def ended(self, at_ns: int) -> str:
        """Return what the end of a run makes final: the flows that are silent; nothing if none."""
        found = self._flowing.mute(at_ns)
        return "; ".join(self._never(each) for each in found)

    def _never(self, mute: Mute) -> str:
        way = self._names.flow(mute.flow)
        last = f"the last ended at {self._names.at(mute.last.node, mute.last.where)}"
        if mute.since_ns is None:
            return f"no data {way} ever came, and {last} ({plainly(mute.last)})"
        return (
            f"data {way} have been silent since {mute.since_ns / _SECOND:.1f} s, for "
            f"{mute.span_ns / _SECOND:.1f} s, and did not come back: {last} ({plainly(mute.last)})"
        )
