"""Scenarios: what is run, as a document that people share, and its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulation.errors import LimitError, ScenarioError
from simulation.scenario.parameters import BY_KEY, LINK_BY_KEY
from simulation.trace import ENGINE, canonical

SECOND = 1_000_000_000
LONGEST_NS = 3600 * SECOND
MOST_ACTIONS = 400
MOST_FLOWS = 60
MOST_EVENTS = 2_000_000
LINKS = (
    "home",
    "office",
    "servers",
    "core",
    "vpn-inside",
    "dmz",
    "isp",
    "operator",
    "hotspot",
    "cellular",
    "hotel",
    "hotel-wan",
)
"""Link ids of the reference world, in the order in which captures list them."""
ACCESS_LINKS = ("home", "office", "hotspot", "cellular", "hotel")
NODES = ("mn", *(f"mn{number}" for number in range(2, 61)))
"""As many as the external home network of the reference world (a /26) has addresses for."""
ATTACKER = "attacker"
ATTACKS = ("attack", "replay", "forge", "dictionary", "inject")
"""Actions of the attacker alone."""
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "switch-on": (),
    "attach": ("link",),
    "detach": (),
    "crash": (),
    "restart": ("link",),
    "renumber": ("address",),
    "attack": ("on",),
    "replay": (),
    "forge": (),
    "dictionary": (),
    "inject": (),
    "broadcast": (),
    "fail": (),
}
"""What a timeline can do, and which further fields each action has."""
_ACTORS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ATTACKS, (ATTACKER,)),
    "broadcast": ("core-router",),
    "fail": ("vpn-gw", "vpn-gw2"),
}
"""Whose business an action is, where it is not that of mobile nodes and gateway."""
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
        slug=_text(document, "slug", "custom", 64),
        title=_text(document, "title", "A scenario of one's own", 200),
        seed=_whole(document.get("seed", 1), "seed", 0, 2**63 - 1),
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


def _text(document: Mapping[str, Any], key: str, default: str, longest: int) -> str:
    value = document.get(key, default)
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise ScenarioError(
            "no such text", where=key, accepted=f"printable text of up to {longest} characters"
        )
    return value


def _whole(value: Any, where: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ScenarioError(
            f"{str(value)[:40]!r} is not accepted",
            where=where,
            accepted=f"an integer from {least} to {most}",
        )
    return value


def _duration(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > LONGEST_NS:
        raise LimitError(
            f"{value // SECOND} s is longer than a run may be",
            where="duration_ns",
            accepted=f"up to {LONGEST_NS} ns ({LONGEST_NS // SECOND} s)",
        )
    return _whole(value, "duration_ns", SECOND // 10, LONGEST_NS)


def _choice(value: Any, where: str, accepted: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in accepted:
        raise ScenarioError(
            f"{str(value)[:40]!r} is not accepted", where=where, accepted=", ".join(accepted)
        )
    return value


def _start(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value or not set(value) <= set(NODES):
        raise ScenarioError(
            "it does not say where the mobile nodes start",
            where="start",
            accepted=f'an object such as {{"mn": "office"}}; nodes: mn, mn2, … {NODES[-1]}',
        )
    return {
        str(node): _choice(link, f"start.{node}", ACCESS_LINKS)
        for node, link in sorted(value.items())
    }


def _actions(value: Any, start: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list | tuple):
        raise ScenarioError("not a list", where="actions", accepted="a list of actions")
    if len(value) > MOST_ACTIONS:
        raise LimitError(
            f"{len(value)} actions are too many", where="actions", accepted=f"up to {MOST_ACTIONS}"
        )
    read = [_action(each, f"actions.{number}", start) for number, each in enumerate(value)]
    return tuple(sorted(read, key=lambda each: each["at_ns"]))


def _action(value: Any, where: str, start: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ScenarioError("not an object", where=where, accepted='{"at_ns", "node", "do", …}')
    what = _choice(value.get("do"), f"{where}.do", tuple(ACTIONS))
    fields = ACTIONS[what]
    unknown = set(value) - {"at_ns", "node", "do", *fields}
    if unknown:
        raise ScenarioError(
            "this field is not known",
            where=f"{where}.{min(map(str, unknown))[:40]}",
            accepted=", ".join(("at_ns", "node", "do", *fields)),
        )
    nodes = _ACTORS.get(what, (*start, "vpn-gw"))
    read: dict[str, Any] = {
        "at_ns": _whole(value.get("at_ns"), f"{where}.at_ns", 0, LONGEST_NS),
        "node": _choice(value.get("node"), f"{where}.node", nodes),
        "do": what,
    }
    if "link" in fields:
        read["link"] = _choice(value.get("link"), f"{where}.link", ACCESS_LINKS)
    if "address" in fields:
        read["address"] = _address(value.get("address"), f"{where}.address")
    if "on" in fields:
        if not isinstance(value.get("on"), bool):
            raise ScenarioError("not a flag", where=f"{where}.on", accepted="true | false")
        read["on"] = value["on"]
    return read


def _address(value: Any, where: str) -> str:
    parts = value.split(".") if isinstance(value, str) else []
    if len(parts) != 4 or not all(each.isdecimal() and int(each) < 256 for each in parts):
        raise ScenarioError("no address", where=where, accepted="an IPv4 address in dotted decimal")
    return str(value)


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
        left = _choice(pair[0], where, tuple(start))
        pairs.append((left, _choice(pair[1], where, tuple(each for each in names if each != left))))
    return tuple(pairs)


def _links(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping):
        raise ScenarioError("not an object", where="link", accepted="an object of link ids")
    read: dict[str, dict[str, Any]] = {}
    for name, knobs in value.items():
        _choice(name, "link", LINKS)
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
