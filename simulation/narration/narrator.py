"""The narrator: reads a trace once, event by event, and remembers what it has said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.metrics import outcome
from simulation.metrics.facts import Facts
from simulation.metrics.losses import reason
from simulation.metrics.names import Names, sentence
from simulation.narration import actions, rows, states
from simulation.narration.data import DataStory
from simulation.narration.messages import (
    REPEATED,
    SILENT,
    WHOLE,
    is_fragment,
    sort_of,
    tell,
    wrapping,
)
from simulation.trace import Lineage, relayed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.trace import (
        Acted,
        ConnectionLost,
        Delivered,
        Dropped,
        Encrypted,
        Event,
        Fragmented,
        Ineffective,
        KeyHeld,
        Noted,
        Prompted,
        RowChanged,
        Sent,
        StateChanged,
        Trace,
        TransferFinished,
        Translated,
    )


class Line(NamedTuple):
    """One line: the event that it tells, a sentence, the section behind it, and its weight."""

    event: int
    text: str
    spec: str = ""
    phase: bool = False
    """Whether a milestone was reached: a chapter of the story begins."""


def lines(trace: Trace, first_event: int, last_event: int) -> list[dict[str, Any]]:
    """Return the lines for the events from *first_event* up to, not including, *last_event*.

    What counts as the first of its kind depends on everything before, which is read in silence.
    Whoever reads a trace piece by piece keeps a `Narrator`.
    """
    return Narrator(trace).lines(first_event, last_event)


class Narrator:
    """Tells one trace, also while it still grows."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._next = 0
        self._names: Names | None = None
        self._said: set[tuple[str, ...]] = set()
        self._lineage = Lineage(trace)
        self._data = DataStory(Names(trace))

    def lines(self, first_event: int, last_event: int | None = None) -> list[dict[str, Any]]:
        """Return the lines from *first_event* up to *last_event*, or to where the trace ends."""
        if self._names is None or first_event < self._next:
            self.__init__(self.trace)  # type: ignore[misc]
            self._names = Names(self.trace)
            self._data = DataStory(self._names)
        end = len(self.trace.events) if last_event is None else last_event
        told: list[Line] = []
        for number in range(self._next, end):
            event = self.trace.events[number]
            tells = _TELLS.get(event.kind)
            if tells is None:
                continue
            line = tells(self, number, event)
            if line is not None and number >= first_event:
                told.append(line)
        self._next = max(self._next, end)
        if self.trace.finished and end == len(self.trace.events):
            told = self._closed(told, end - 1)
        return [each._asdict() for each in told]

    def _closed(self, told: list[Line], last: int) -> list[Line]:
        """Return *told* with what the end of the run makes final, at its last event."""
        at_ns = int(self.trace.head.get("duration_ns", 0))
        texts = [self._data.ended(at_ns), *self._black_holes()]
        text = " ".join(sentence(each) for each in texts if each)
        if not text:
            return told
        text = f"{sentence('the run ends')} {text}"
        if told and told[-1].event == last:
            before = told.pop()
            return [*told, before._replace(text=f"{before.text} {text}", phase=True)]
        return [*told, Line(last, text, phase=True)]

    def _black_holes(self) -> list[str]:
        """Return what is to be said of packets that were too big, if any were."""
        if not any(each[0] == "too-big" for each in self._said):
            return []
        return [each.words(self.names) for each in outcome.holes(Facts(self.trace))]

    @property
    def names(self) -> Names:
        """The words for nodes."""
        assert self._names is not None
        return self._names

    def first(self, *what: str) -> bool:
        """Return whether this is said for the first time, and remember that it was."""
        if what in self._said:
            return False
        self._said.add(what)
        return True

    # -- kinds ------------------------------------------------------------------------------

    def action(self, number: int, event: Acted) -> Line | None:
        """Tell what the scenario does to a node; what was said of drops may be said again."""
        action = event.action
        node = self.names.node(event.node)
        self._said = {each for each in self._said if each[0] not in ("dropped", "told")}
        unended = self._data.acted(number, event)
        text = actions.tell(self.trace, node, event)
        turns = action["do"] != "detach" or bool(unended)
        return Line(number, sentence(text + unended), phase=turns)

    def sent(self, number: int, event: Sent) -> Line | None:
        """Tell each message once, when its maker sends it."""
        packet = event.packet
        record = self.trace.packets[packet]
        if record.flow or record.message in SILENT:
            return None
        if not self.first("sent", str(self._lineage.root(packet))):
            return None
        stack = self.trace.stack_of(packet)
        what, why, spec = tell(record, fragment=is_fragment(stack))
        if record.message in REPEATED and not self.first("told", event.node, what):
            return None
        if record.relayed:
            what = what.removesuffix(relayed_by(event.node))
        does = "relays" if record.relayed else "sends"
        around = wrapping(stack)
        fault = f" ({record.fault})" if record.fault else ""
        text = f"{self.names.at(event.node, event.link)} {does} {what}{around}{fault}"
        if record.message in WHOLE:
            text = f"{what}{around}{fault}"
        text += f": {why}" if why else ""
        return Line(number, sentence(text), spec)

    def dropped(self, number: int, event: Dropped) -> Line | None:
        """Tell the first drop of each kind at each node since the last action."""
        record = self.trace.packets[event.packet]
        if record.message in SILENT:
            return None
        new = self.first("dropped", event.node, event.reason, sort_of(record))
        if event.reason == "too-big" and record.flow:
            self._said.add(("too-big", record.flow))
        if record.flow:
            told = self._data.dropped(event, record.flow, new=new)
            return Line(number, sentence(told.text), event.spec, told.phase) if told else None
        node = self.names.at(event.node, event.where)
        fragment = is_fragment(self.trace.stack_of(event.packet))
        text = f"{node} drops {tell(record, fragment=fragment)[0]}: {reason(event)}"
        return Line(number, sentence(text), event.spec) if new else None

    def encrypted(self, number: int, event: Encrypted) -> Line | None:
        """Tell the first data that each key seals."""
        record, key = self.trace.packets[event.packet], event.key
        named = f"{key.removeprefix('esp:')} ({event.suite})"
        if not record.flow or not self.first("encrypted", key):
            return None
        text = (
            f"{self.names.node(event.node)} seals data {self.names.flow(record.flow)} with "
            f"{named}: whoever lacks this key sees only addresses"
        )
        spec = "WireGuard white paper 5.4.6" if key.startswith("wg:") else "RFC 4303 3.3"
        return Line(number, sentence(text), spec)

    def translated(self, number: int, event: Translated) -> Line | None:
        """Tell the first translation of each pair of addresses, and when an attacker begins it."""
        if not self.first("translated", event.node, event.before):
            return None
        text = f"{self.names.node(event.node)} rewrites {event.before} to {event.after}"
        attack = self.names.kind(event.node) == "attacker"
        turns = attack and self.first("told", event.node, "translated")
        return Line(number, sentence(text), "RFC 3022 2.2", turns)

    def fragmented(self, number: int, event: Fragmented) -> Line | None:
        """Tell the first packet of each flow that a node cuts."""
        record = self.trace.packets[event.packet]
        if not self.first("fragmented", event.node, sort_of(record)):
            return None
        text = (
            f"{self.names.node(event.node)} cuts a packet of {record.octets} octets into "
            f"{len(event.pieces)} fragments, because the next link takes less"
        )
        turns = bool(record.flow) and self.first("cut", record.flow)
        return Line(number, sentence(text), "RFC 791 3.2", turns)

    def delivered(self, number: int, event: Delivered) -> Line | None:
        """Tell the first data of each flow, and the first after each silence."""
        told = self._data.delivered(number, event)
        return Line(number, sentence(told.text), phase=told.phase) if told else None

    def row(self, number: int, event: RowChanged) -> Line | None:
        """Tell changes of the tables that decide where packets go."""
        text, spec = rows.tell(self.names, event)
        return Line(number, sentence(text), spec) if text else None

    def state(self, number: int, event: StateChanged) -> Line | None:
        """Tell every step of a state machine, and which of them are milestones."""
        awaited = self._data.awaits(event.node)
        text, phase = states.tell(self.names.node(event.node), event, awaited=awaited)
        return Line(number, sentence(text), event.spec, phase)

    def key(self, number: int, event: KeyHeld) -> Line | None:
        """Tell keys that were negotiated, not those that were configured."""
        key, purpose = event.key, event.purpose
        if key.startswith(("psk:", "mip:", "wg-static:", "wg-ephemeral:")):
            return None
        fresh = self.first("key", key)
        if not self.first("keys", event.node, purpose, str(event.at_ns)):
            return None
        node = self.names.node(event.node)
        if fresh:
            text = f"{node} computes keys for {purpose} ({event.algorithm})"
        else:
            text = f"{node} has the same keys for {purpose}; they never crossed a link"
        return Line(number, sentence(text))

    def prompt(self, number: int, event: Prompted) -> Line | None:
        """Tell that the user is kept waiting."""
        text = f"the user of {self.names.node(event.node)} is asked for a {event.what}"
        return Line(number, sentence(text), phase=True)

    def note(self, number: int, event: Noted) -> Line | None:
        """Pass a note on."""
        text = f"{self.names.node(event.node)}: {event.text}"
        return Line(number, sentence(text), event.spec)

    def ineffective(self, number: int, event: Ineffective) -> Line | None:
        """Tell what came to nothing."""
        text = f"{self.names.node(event.node)}: nothing happens: {event.because}"
        return Line(number, sentence(text), event.spec)

    def finished(self, number: int, event: TransferFinished) -> Line | None:
        """Tell what a transfer came to."""
        rate = event.octets * 8_000_000 / event.took_ns
        text = (
            f"{self.names.node(event.node)}: {event.flow}: {event.octets} octets in "
            f"{event.took_ns / 1e9:.3f} s, {rate:.0f} kb/s"
        )
        return Line(number, sentence(text))

    def lost(self, number: int, event: ConnectionLost) -> Line | None:
        """Tell that a transfer lost its connection."""
        node = self.names.node(event.node)
        text = f"{node}: {event.flow}: the connection is lost: {event.because}"
        return Line(number, sentence(text))


_TELLS: Mapping[str, Callable[[Narrator, int, Event], Line | None]] = {
    name: getattr(Narrator, name)
    for name in (
        "action", "sent", "dropped", "encrypted", "translated", "fragmented",
        "delivered", "row", "state", "key", "prompt", "note",
        "ineffective", "finished", "lost",
    )
}  # fmt: skip
