"""The parts of a story: beats that follow one another without gaps, and a card at either end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.narration import shape
    from simulation.narration.prose import Prose


class Focus(NamedTuple):
    """What a beat is about: nodes, a tunnel by the role of its layer, a packet, and a hop of it."""

    nodes: tuple[str, ...] = ()
    role: str = ""
    packet: int | None = None
    event: int | None = None

    def as_json(self) -> shape.Focus:
        """Return it ready for JSON."""
        return {
            "nodes": list(self.nodes),
            "role": self.role,
            "packet": self.packet,
            "event": self.event,
        }


NOWHERE: Final = Focus()
"""The focus of what is about no node and no packet."""


class FoldedLine(NamedTuple):
    """A line of the narrator that a beat does not say aloud."""

    event: int
    text: str
    spec: str


class Fold(NamedTuple):
    """What is folded into a beat under one title: how many, and the lines that tell it."""

    title: str
    times: int
    lines: tuple[FoldedLine, ...]

    def as_json(self) -> shape.Fold:
        """Return it ready for JSON."""
        lines: list[shape.FoldedLine] = [
            {"event": each.event, "text": each.text, "spec": each.spec} for each in self.lines
        ]
        return {"title": self.title, "times": self.times, "lines": lines}


class Cut(NamedTuple):
    """A stretch that is jumped over, ns, because nothing in it is new."""

    from_ns: int
    until_ns: int


@dataclass(frozen=True, slots=True)
class Point:
    """What the story turns on at an event, before it is known how long that is shown.

    *evidence* are the events on which its words rest; *shown* are the innermost packets whose
    way is worth seeing, the more the higher their number.
    """

    event: int
    kind: str
    weight: int
    question: str
    headline: str
    more: tuple[str, ...] = ()
    spec: str = ""
    focus: Focus = NOWHERE
    evidence: tuple[int, ...] = ()
    shown: tuple[tuple[int, float], ...] = ()

    @property
    def last(self) -> int:
        """The last event on which its words rest."""
        return max(self.evidence, default=self.event)


@dataclass(frozen=True, slots=True)
class Beat:
    """A stretch of a run that is told in one sentence; times in ns.

    It begins with event *first*; *event* is what it is about.
    *knots* pair moments with the seconds of showing since the beat began.
    """

    first: int
    event: int
    from_ns: int
    until_ns: int
    kind: str
    question: str
    weight: int
    headline: Prose
    more: Prose
    spec: str
    focus: Focus
    folds: tuple[Fold, ...]
    cut: Cut | None
    knots: tuple[tuple[int, float], ...]
    evidence: tuple[int, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is shown."""
        return self.knots[-1][1]

    def as_json(self) -> shape.Beat:
        """Return it ready for JSON."""
        return {
            "first": self.first,
            "event": self.event,
            "from_ns": self.from_ns,
            "until_ns": self.until_ns,
            "kind": self.kind,
            "question": self.question,
            "weight": self.weight,
            "headline": self.headline.as_json(),
            "more": self.more.as_json(),
            "spec": self.spec,
            "focus": self.focus.as_json(),
            "folds": [each.as_json() for each in self.folds],
            "cut": list(self.cut) if self.cut else None,
            "reading_s": self.headline.reading_s,
            "knots": [list(each) for each in self.knots],
        }


class Player(NamedTuple):
    """One of the cast: its name in the run, what it is called, what it is, and what it does."""

    node: str
    name: str
    kind: str
    says: Prose

    def as_json(self) -> shape.Player:
        """Return it ready for JSON."""
        return {
            "node": self.node,
            "name": self.name,
            "kind": self.kind,
            "says": self.says.as_json(),
        }


class Choice(NamedTuple):
    """Something to do next: a `scenario` or a `comparison` by its query, a `lesson`, `practice`."""

    what: str
    title: str
    query: str

    def as_json(self) -> shape.Choice:
        """Return it ready for JSON."""
        return {"what": self.what, "title": self.title, "query": self.query}


@dataclass(frozen=True, slots=True)
class Opening:
    """The card of the beginning: scenario and design, the question, and who takes part."""

    title: str
    design: str
    question: Prose
    cast: Sequence[Player]

    def as_json(self) -> shape.Opening:
        """Return it ready for JSON."""
        cast = [each.as_json() for each in self.cast]
        return {
            "title": self.title,
            "design": self.design,
            "question": self.question.as_json(),
            "cast": cast,
        }


@dataclass(frozen=True, slots=True)
class Closing:
    """The card of the end: what came of it, the longest silence, the losses, and what is next."""

    outcome: Prose
    survived: bool
    silence: Prose
    losses: Prose
    choices: Sequence[Choice] = field(default_factory=tuple)

    def as_json(self) -> shape.Closing:
        """Return it ready for JSON."""
        return {
            "outcome": self.outcome.as_json(),
            "survived": self.survived,
            "silence": self.silence.as_json(),
            "losses": self.losses.as_json(),
            "choices": [each.as_json() for each in self.choices],
        }


@dataclass(frozen=True, slots=True)
class Story:
    """A run as it is told to somebody who sees it for the first time.

    It is shown from *start_ns* on; what came before is folded into its first beat.
    """

    start_ns: int
    opening: Opening
    beats: Sequence[Beat]
    closing: Closing

    @property
    def seconds(self) -> float:
        """How long it takes to watch."""
        return sum(each.seconds for each in self.beats)

    def as_json(self) -> shape.ToldStory:
        """Return it ready for JSON."""
        return {
            "start_ns": self.start_ns,
            "opening": self.opening.as_json(),
            "beats": [each.as_json() for each in self.beats],
            "closing": self.closing.as_json(),
        }
