"""What a lesson is: what it is for, and steps, each about a moment of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation import read_run
from simulation.scenario import PRESETS, with_settings

if TYPE_CHECKING:
    from collections.abc import Mapping


class Said(NamedTuple):
    """What a line says, and which line it is."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which run is wanted: an option, a preset, settings and a seed."""

    option: str
    scenario: str
    settings: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the scenario document of the run; raise `ScenarioError` if it cannot be run."""
        whole = PRESETS[self.scenario].document(self.option)
        return read_run(with_settings(whole, self.settings)).document()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its heading, the moment that it is about, what is looked at, and its text.

    *other* is a second run that the first is held against.  *narrative* is Markdown, with one
    line for each line of the file from *line* on.
    """

    title: str
    line: int
    run: Wanted
    at: Said
    narrative: str
    other: Wanted | None = None
    focus: Said | None = None
    lens: Said | None = None
    view: Mapping[str, str] = field(default_factory=dict)
    ask: Said | None = None
    predict: Said | None = None
    run_line: int = 0
    """Where the step's own run is named, or its heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson; *minutes* are what it takes, *take_home* is what the reader keeps."""

    title: str
    goal: str
    take_home: str
    minutes: int
    steps: tuple[Step, ...]
