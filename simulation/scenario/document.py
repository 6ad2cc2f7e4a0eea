"""Scenarios: what is run, as a document that people share, its canonical form and its digest.

What a document means is decided here and nowhere else: a preset that it names is filled in, what is
left out has its default, and however numbers are spelled the same run has one digest.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from simulation.errors import LimitError, ScenarioError
from simulation.scenario import reading
from simulation.scenario.actions import LONGEST_NS, read_action
from simulation.scenario.parameters import BY_KEY, LINK_BY_KEY
from simulation.scenario.places import ACCESS_LINKS, LINK_DEFAULTS, LINKS, NODES
from simulation.scenario.presets import PRESETS, Preset
from simulation.time import SECOND
from simulation.trace import ENGINE, canonical

MOST_ACTIONS = 400
MOST_FLOWS = 60
MOST_EVENTS = 2_000_000
OWN_SLUG: Final = "custom"
OWN_TITLE: Final = "A scenario of one's own"
"""What a scenario is called that is no preset's and says no name itself."""
TIMELINE: Final = ("start", "actions", "flows", "duration_ns")
"""Keys that say what happens; a document with one of them is more than a name."""
_FIXED: Final = {*TIMELINE, "option", "slug", "title", "description", "seed", "link"}

Actions = tuple[Mapping[str, Any], ...]
Flows = tuple[tuple[str, str], ...]


class Note(NamedTuple):
    """A setting that does nothing in a scenario: its key, why, and where it would."""

    where: str
    what: str
    accepted: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run's whole input.  Times in ns; parameters that are not in `values` have defaults.

    `slug`, `title` and `description` are labels for people: no run depends on them.
    """

    option: str
    slug: str
    title: str
    seed: int
    duration_ns: int
    start: Mapping[str, str]
    actions: Actions
    flows: Flows = (("mn", "cn"),)
    values: Mapping[str, Any] = field(default_factory=dict)
    link: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    description: str = ""

    def __getitem__(self, key: str) -> Any:
        """Return the value of a parameter: the default where what is set does nothing."""
        return self.values[key] if self._does_something(key) else BY_KEY[key].default

    def _does_something(self, key: str) -> bool:
        return key in self.values and not any(self._idle(key))

    def _idle(self, key: str) -> tuple[str, str]:
        actions = {each["do"] for each in self.actions}
        return BY_KEY[key].idle(self.option, self.__getitem__, actions)

    def notes(self) -> tuple[Note, ...]:
        """Return what is set and does nothing here, and why.

        What a preset sets beforehand, for traffic that somebody may choose, is not told.
        """
        preset = self.preset()
        own = preset.settings if preset else {}
        found = ((key, self._idle(key)) for key in BY_KEY if key in self.values)
        return tuple(
            Note(key, what, accepted)
            for key, (what, accepted) in found
            if what and (key not in own or not BY_KEY[key].is_for(self.option))
        )

    def preset(self) -> Preset | None:
        """Return the preset that this is, whatever it is called: the one with its timeline.

        Of several, the one that most of the settings are of.  Seed, length and further settings
        may be others.
        """
        return _preset(self.start, self.actions, self.flows, self.values)

    def document(self) -> dict[str, Any]:
        """Return the complete document that `from_document` reads back, labels included.

        Parameters with their default are left out, so that a new one changes no older scenario.
        """
        described = {"description": self.description} if self.description else {}
        return self._document(self.slug, self.title) | described

    def canonical(self) -> dict[str, Any]:
        """Return the document of this run: the same however the run was described or spelled.

        It is called as the preset that it is, or not at all, and has nothing that does nothing.
        """
        idle = {key for key in BY_KEY if any(self._idle(key))}
        preset = _preset(self.start, self.actions, self.flows, self.values, idle)
        name = (preset.slug, preset.title) if preset else (OWN_SLUG, OWN_TITLE)
        whole = self._document(*name)
        return {key: value for key, value in whole.items() if key not in idle}

    def _document(self, slug: str, title: str) -> dict[str, Any]:
        return {
            "option": self.option,
            "slug": slug,
            "title": title,
            "seed": self.seed,
            "duration_ns": self.duration_ns,
            "start": dict(self.start),
            "actions": [dict(each) for each in self.actions],
            "flows": [list(each) for each in self.flows],
            "link": {name: dict(values) for name, values in sorted(self.link.items())},
            **{key: self.values[key] for key in BY_KEY if key in self.values},
        }

    def digest(self) -> str:
        """Return the SHA-256 of canonical document and engine version: the name of this run."""
        return hashlib.sha256(canonical([ENGINE, self.canonical()])).hexdigest()

    @classmethod
    def from_document(cls, document: Any, options: Mapping[str, str]) -> Scenario:
        """Read a document; *options* maps every accepted name of an option to its id.

        Raise `ScenarioError` or `LimitError`, which say what, where and what is accepted.
        """
        return _read(document, options)


def _read(document: Any, options: Mapping[str, str]) -> Scenario:
    if not isinstance(document, Mapping):
        raise ScenarioError(
            "the scenario is not an object", where="scenario", accepted="a JSON object"
        )
    for key in document:
        if key not in _FIXED and key not in BY_KEY:
            raise ScenarioError(
                "this key is not known",
                where=str(key)[:80],
                accepted=", ".join(sorted(_FIXED | set(BY_KEY))),
            )
    return _complete(_expanded(document), options)


def _expanded(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return *document* with what the preset that it names has and the document does not."""
    slug = reading.text(document.get("slug", OWN_SLUG), "slug", 64)
    if slug in PRESETS:
        return {**PRESETS[slug].document(), **document}
    if slug != OWN_SLUG and document.keys().isdisjoint(TIMELINE):
        raise ScenarioError(
            f"{slug!r} is no preset, and there is no timeline of its own",
            where="slug",
            accepted=f"{', '.join(PRESETS)}, or any name beside start, actions and duration_ns",
        )
    return document


def _complete(document: Mapping[str, Any], options: Mapping[str, str]) -> Scenario:
    start = _start(document.get("start", {"mn": "office"}))
    actions = _actions(document.get("actions", []), start)
    flows = _flows(document.get("flows", [["mn", "cn"]]), start)
    values = {
        key: value
        for key, parameter in BY_KEY.items()
        if key in document and (value := parameter.read(document[key])) != parameter.default
    }
    preset = _preset(start, actions, flows, values)
    return Scenario(
        option=_option(document.get("option", "1.1"), options),
        slug=_slug(document, preset),
        title=_title(document, preset),
        description=reading.text(document.get("description", ""), "description", 1000),
        seed=reading.whole(document.get("seed", 1), "seed", 0, 2**63 - 1),
        duration_ns=_duration(document.get("duration_ns", 40 * SECOND)),
        start=start,
        actions=actions,
        flows=flows,
        values=values,
        link=read_links(document.get("link", {})),
    )


def _option(value: Any, options: Mapping[str, str]) -> str:
    if not isinstance(value, str) or value not in options:
        raise ScenarioError(
            f"{reading.shown(value)} is no option",
            where="option",
            accepted=", ".join(sorted(set(options.values()))),
        )
    return options[value]


def _slug(document: Mapping[str, Any], preset: Preset | None) -> str:
    """Return the preset's slug, or one of the document's own: never that of another preset.

    A complete document under the name of a preset that it is not would gain that preset's settings
    when it is read again.
    """
    if preset is not None:
        return preset.slug
    own: str = document.get("slug", OWN_SLUG)
    return OWN_SLUG if own in PRESETS else own


def _title(document: Mapping[str, Any], preset: Preset | None) -> str:
    otherwise = preset.title if preset else OWN_TITLE
    title = reading.text(document.get("title", otherwise), "title", 200)
    # The title of another preset came with its name and says nothing true of this timeline.
    return otherwise if preset and title in _titles() else title


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset({each.title for each in PRESETS.values()} | {OWN_TITLE})


def _duration(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > LONGEST_NS:
        raise LimitError(
            f"{reading.shown(value)} is longer than a run may be",
            where="duration_ns",
            accepted=f"up to {LONGEST_NS} ns ({LONGEST_NS // SECOND} s)",
        )
    return reading.whole(value, "duration_ns", SECOND // 10, LONGEST_NS)


def _start(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value or not set(value) <= set(NODES):
        raise ScenarioError(
            "it does not say where the mobile nodes start",
            where="start",
            accepted=f'an object such as {{"mn": "office"}}; nodes: mn, mn2, … {NODES[-1]}',
        )
    return {
        str(node): reading.choice(link, f"start.{node}", ACCESS_LINKS)
        for node, link in sorted(value.items())
    }


def _actions(value: Any, start: Mapping[str, str]) -> Actions:
    if not isinstance(value, list | tuple):
        raise ScenarioError("not a list", where="actions", accepted="a list of actions")
    if len(value) > MOST_ACTIONS:
        raise LimitError(
            f"{len(value)} actions are too many", where="actions", accepted=f"up to {MOST_ACTIONS}"
        )
    read = [read_action(each, f"actions.{number}", start) for number, each in enumerate(value)]
    return tuple(sorted(read, key=lambda each: each["at_ns"]))


def _flows(value: Any, start: Mapping[str, str]) -> Flows:
    names = (*start, "cn")
    if not isinstance(value, list | tuple):
        raise ScenarioError("not a list", where="flows", accepted="a list of pairs of nodes")
    if len(value) > MOST_FLOWS:
        raise LimitError(
            f"{len(value)} flows are too many", where="flows", accepted=f"up to {MOST_FLOWS}"
        )
    pairs = []
    for number, pair in enumerate(value):
        where = f"flows.{number}"
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ScenarioError("not a pair", where=where, accepted='such as ["mn", "cn"]')
        left = reading.choice(pair[0], where, start)
        pairs.append(
            (left, reading.choice(pair[1], where, (each for each in names if each != left)))
        )
    return tuple(pairs)


def read_links(value: Any) -> dict[str, dict[str, Any]]:
    """Return the parameters of links in *value* that differ from those of the reference world."""
    if not isinstance(value, Mapping):
        raise ScenarioError("not an object", where="link", accepted="an object of link ids")
    read: dict[str, dict[str, Any]] = {}
    for name, knobs in value.items():
        reading.choice(name, "link", LINKS)
        if not isinstance(knobs, Mapping):
            raise ScenarioError(
                "not an object", where=f"link.{name}", accepted=", ".join(LINK_BY_KEY)
            )
        for key, each in knobs.items():
            if key not in LINK_BY_KEY:
                raise ScenarioError(
                    "this key is not known",
                    where=f"link.{name}.{str(key)[:40]}",
                    accepted=", ".join(LINK_BY_KEY),
                )
            figure = LINK_BY_KEY[key].read(each, f"link.{name}.{key}")
            if figure != LINK_DEFAULTS[name][key]:
                read.setdefault(name, {})[key] = figure
    return read


def _preset(
    start: Mapping[str, str],
    actions: Actions,
    flows: Flows,
    values: Mapping[str, Any],
    idle: Collection[str] = (),
) -> Preset | None:
    """Return the first preset of those that fit best; *idle* are settings without effect."""
    fitting = {
        slug: telling
        for slug, preset in PRESETS.items()
        if _timeline(slug) == (start, actions, flows)
        and (telling := _without(preset.settings, idle)).items() <= values.items()
    }
    best = max(fitting, key=lambda slug: len(fitting[slug]), default=None)
    return None if best is None else PRESETS[best]


def _without(settings: Mapping[str, Any], idle: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key not in idle}


@functools.cache
def _timeline(slug: str) -> tuple[Mapping[str, str], Actions, Flows]:
    document = PRESETS[slug].document()
    start = _start(document["start"])
    return start, _actions(document["actions"], start), _flows(document["flows"], start)
