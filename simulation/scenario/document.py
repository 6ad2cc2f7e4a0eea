"""Scenarios: what is run, as a document that people share, and its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulation.errors import LimitError, ScenarioError
from simulation.scenario import reading
from simulation.scenario.actions import LONGEST_NS, read_action
from simulation.scenario.parameters import BY_KEY, LINK_BY_KEY
from simulation.scenario.places import ACCESS_LINKS, LINKS, NODES
from simulation.time import SECOND
from simulation.trace import ENGINE, canonical

MOST_ACTIONS = 400
MOST_FLOWS = 60
MOST_EVENTS = 2_000_000
_FIXED = {"option", "slug", "title", "seed", "duration_ns", "start", "actions", "flows", "link"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run's whole input.  Times in ns; parameters that are not in `values` have defaults."""

    option: str
    slug: str
    title: str
    seed: int
    duration_ns: int
    start: Mapping[str, str]
    actions: tuple[Mapping[str, Any], ...]
    flows: tuple[tuple[str, str], ...] = (("mn", "cn"),)
    values: Mapping[str, Any] = field(default_factory=dict)
    link: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        """Return the value of a parameter."""
        return self.values.get(key, BY_KEY[key].default)

    def document(self) -> dict[str, Any]:
        """Return the document that `from_document` reads back; parameters at the top level.

        Those with their default are left out, so that a new parameter changes no older scenario.
        """
        return {
            "option": self.option,
            "slug": self.slug,
            "title": self.title,
            "seed": self.seed,
            "duration_ns": self.duration_ns,
            "start": dict(self.start),
            "actions": [dict(each) for each in self.actions],
            "flows": [list(each) for each in self.flows],
            "link": {name: dict(values) for name, values in sorted(self.link.items())},
            **{key: self.values[key] for key in BY_KEY if key in self.values},
        }

    def digest(self) -> str:
        """Return the SHA-256 of document and engine version: the name of this run."""
        return hashlib.sha256(canonical([ENGINE, self.document()])).hexdigest()

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
    option = document.get("option", "1.1")
    if not isinstance(option, str) or option not in options:
        raise ScenarioError(
            f"{option!r} is no option",
            where="option",
            accepted=", ".join(sorted(set(options.values()))),
        )
    start = _start(document.get("start", {"mn": "office"}))
    return Scenario(
        option=options[option],
        slug=reading.text(document.get("slug", "custom"), "slug", 64),
        title=reading.text(document.get("title", "A scenario of one's own"), "title", 200),
        seed=reading.whole(document.get("seed", 1), "seed", 0, 2**63 - 1),
        duration_ns=_duration(document.get("duration_ns", 40 * SECOND)),
        start=start,
        actions=_actions(document.get("actions", []), start),
        flows=_flows(document.get("flows", [["mn", "cn"]]), start),
        values={
            key: parameter.read(document[key])
            for key, parameter in BY_KEY.items()
            if key in document and parameter.read(document[key]) != parameter.default
        },
        link=_links(document.get("link", {})),
    )


def _duration(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > LONGEST_NS:
        raise LimitError(
            f"{value // SECOND} s is longer than a run may be",
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


def _actions(value: Any, start: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list | tuple):
        raise ScenarioError("not a list", where="actions", accepted="a list of actions")
    if len(value) > MOST_ACTIONS:
        raise LimitError(
            f"{len(value)} actions are too many", where="actions", accepted=f"up to {MOST_ACTIONS}"
        )
    read = [read_action(each, f"actions.{number}", start) for number, each in enumerate(value)]
    return tuple(sorted(read, key=lambda each: each["at_ns"]))


def _flows(value: Any, start: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
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
        left = reading.choice(pair[0], where, tuple(start))
        pairs.append(
            (left, reading.choice(pair[1], where, tuple(each for each in names if each != left)))
        )
    return tuple(pairs)


def _links(value: Any) -> dict[str, dict[str, Any]]:
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
            read.setdefault(name, {})[key] = LINK_BY_KEY[key].read(each, f"link.{name}.{key}")
    return read


def with_settings(document: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return *document* with dotted keys set, as ``--set`` and the lab's query have them."""
    changed = dict(document)
    links = {name: dict(knobs) for name, knobs in _links(document.get("link", {})).items()}
    for key, value in settings.items():
        parts = key.split(".")
        if parts[0] == "link" and len(parts) == 3:
            links.setdefault(parts[1], {})[parts[2]] = value
        elif key in BY_KEY:
            changed[key] = value
        elif key in ("seed", "duration_ns"):
            changed[key] = int(value) if str(value).isdecimal() else value
        else:
            raise ScenarioError(
                "this key is not known",
                where=key[:80],
                accepted=", ".join([*BY_KEY, "seed", "duration_ns", "link.NAME.KEY"]),
            )
    return {**changed, "link": links}
