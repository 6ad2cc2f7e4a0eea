"""What a step can look at: focus, lens and fields of the view, each with what is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from simulation.lessons.problem import Problem
from simulation.scenario import ATTACKER, LINKS, MACHINES, NODES
from simulation.trace import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.lessons.lesson import Said

PIPES: Final[Mapping[str, str]] = {
    "external": "external-mip",
    "internal": "internal-mip",
    "ipsec": "ipsec",
    "nat": "nat-traversal",
}
"""How a lesson calls the tunnels, and the roles of their layers."""
LENSES: Final[Mapping[str, str]] = {
    "guide": "",
    "anyone": "link:*",
    "everything": "*",
    **{link: f"link:{link}" for link in LINKS},
}
"""Lenses that are no node's: what a lesson calls them, and what the page does.

The guide tells all; a link stands for whoever listens there.
"""
_PEOPLE: Final = frozenset({*MACHINES, *NODES, ATTACKER})
FOCUS: Final[Mapping[str, str]] = {
    "packet": "the packet of the moment",
    "node NAME": "a node and its tables",
    "layer ROLE": f"a layer of the packet: {', '.join(ROLES)}",
    "pipe NAME": f"a tunnel: {', '.join(PIPES)}",
}
"""What can be pointed at, and what that is."""


class Choices(NamedTuple):
    """What a field of the view may be; nothing but short text where there are no choices."""

    choices: tuple[str, ...]
    meaning: str


VIEW: Final[Mapping[str, Choices]] = {
    "depth": Choices(("story", "lab"), "the story's stage, or the whole laboratory"),
    "tab": Choices(("bytes", "state", "metrics"), "which panel stands beside the stage in the lab"),
    "ladder": Choices(("story", "signalling", "all"), "which packets the ladder shows"),
    "node": Choices((), "whose tables are shown"),
    "table": Choices((), "which of its tables is pointed at"),
    "key": Choices((), "which row of that table is pointed at"),
    "group": Choices((), "which group of metrics is shown"),
}
_LONGEST: Final = 120


def focus(said: Said) -> dict[str, str] | Problem:
    """Return what a step points at: its kind, and the name of what it is where it has one."""
    kind, _, name = said.text.partition(" ")
    name = name.strip()
    if kind == "packet" and not name:
        return {"kind": kind, "name": ""}
    if kind == "node" and name in _PEOPLE:
        return {"kind": kind, "name": name}
    if kind == "layer" and name in ROLES:
        return {"kind": kind, "name": name}
    if kind == "pipe" and name in PIPES:
        return {"kind": kind, "name": PIPES[name]}
    accepted = {"node": _PEOPLE, "layer": ROLES, "pipe": PIPES}.get(kind)
    told = ", ".join(sorted(accepted)) if accepted else ", ".join(FOCUS)
    return Problem(said.line, f"nothing to point at is called {said.text[:60]!r}", told)


def lens(said: Said) -> str | Problem:
    """Return with whose eyes a step looks, as the page calls them."""
    if said.text in LENSES:
        return LENSES[said.text]
    if said.text in _PEOPLE:
        return said.text
    accepted = ", ".join([*LENSES, *sorted(MACHINES), "mn", ATTACKER])
    return Problem(said.line, f"nobody can look as {said.text[:60]!r}", accepted)


def view(said: Said) -> tuple[dict[str, str], list[Problem]]:
    """Return the fields of the view that a step sets, and what is wrong with others."""
    found: dict[str, str] = {}
    problems = []
    for each in said.text.split(","):
        name, equals, value = (part.strip() for part in each.partition("="))
        known = VIEW.get(name)
        if known is None or not equals:
            accepted = ", ".join(f"{key}=…" for key in VIEW)
            problems.append(Problem(said.line, f"the view has no {each.strip()[:60]!r}", accepted))
        elif (known.choices and value not in known.choices) or len(value) > _LONGEST:
            accepted = ", ".join(known.choices) or f"up to {_LONGEST} characters"
            problems.append(Problem(said.line, f"{name} cannot be {value[:60]!r}", accepted))
        else:
            found[name] = value
    return found, problems


def tables() -> dict[str, Any]:
    """Return what can be looked at, for documentation."""
    return {"focus": FOCUS, "lens": LENSES, "view": VIEW}
