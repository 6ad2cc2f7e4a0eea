"""A story as JSON: the shapes that cross to the browser, declared once."""

from __future__ import annotations

from typing import TypedDict


class Mark(TypedDict):
    """Letters that name what the stage shows: a `node`, a `role` of layers or a `term`, by id."""

    start: int
    end: int
    what: str
    id: str


class Prose(TypedDict):
    """Whole sentences, and the marks in them, in order."""

    text: str
    marks: list[Mark]


class Focus(TypedDict):
    """What a beat is about: nodes, a tunnel by its layers' role, a packet, the event of a hop."""

    nodes: list[str]
    role: str
    packet: int | None
    event: int | None


class FoldedLine(TypedDict):
    """A line of the narrator that a beat does not say aloud."""

    event: int
    text: str
    spec: str


class Fold(TypedDict):
    """What is folded into a beat under one title: how many, and the lines that tell it, if any."""

    title: str
    times: int
    lines: list[FoldedLine]


class Beat(TypedDict):
    """A stretch of a run that is told in one sentence; times in ns.

    It begins with event `first`; `event` is what it is about.  `knots` are pairs of a moment
    (ns) and the seconds of showing since the beat began; `cut` is the stretch that is jumped
    over, from and until.
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
    folds: list[Fold]
    cut: list[int] | None
    reading_s: float
    knots: list[list[float]]


class Player(TypedDict):
    """One of the cast: its name in the run, its full name, its kind, and what it does."""

    node: str
    name: str
    kind: str
    says: Prose


class Opening(TypedDict):
    """The card of the beginning: scenario and design, the question, and who takes part."""

    title: str
    design: str
    question: Prose
    cast: list[Player]


class Choice(TypedDict):
    """Something to do next: a `comparison`, a `scenario` or a `lesson`, and its query."""

    what: str
    title: str
    query: str


class Closing(TypedDict):
    """The card of the end: what came of it, the longest silence, the losses, and what is next."""

    outcome: Prose
    survived: bool
    silence: Prose
    losses: Prose
    choices: list[Choice]


class ToldStory(TypedDict):
    """A finished run as it is told to somebody who sees it for the first time.

    It is played from `start_ns` on; beats follow one another without gaps.
    """

    start_ns: int
    opening: Opening
    beats: list[Beat]
    closing: Closing
