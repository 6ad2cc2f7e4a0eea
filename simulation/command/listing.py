"""Commands that list what there is: options, presets, parameters, actions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from simulation import LINK_PARAMETERS, OPTIONS, PARAMETERS, PRESETS, read_scenario
from simulation.command.actions import form
from simulation.command.documents import load
from simulation.command.output import tell
from simulation.experiments.table import table
from simulation.scenario import ACTIONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from simulation.scenario import Parameter


def options(arguments: argparse.Namespace) -> None:
    """List the options."""
    rows = [
        {
            "id": each.id,
            "slug": each.slug,
            "title": each.title,
            "section": each.section,
            "roles": list(each.roles),
        }
        for each in OPTIONS.values()
    ]
    heads = ("id", "slug", "title", "section", "roles")
    body = [[*(row[head] for head in heads[:4]), ", ".join(row["roles"])] for row in rows]
    tell(arguments.json, rows, lambda: table(heads, body))


def scenarios(arguments: argparse.Namespace) -> None:
    """List the presets, the parameters or the actions; or print one scenario."""
    if arguments.keys:
        _keys(arguments)
        return
    if arguments.actions:
        _actions(arguments)
        return
    if arguments.scenario is not None:
        document = load("1.1", arguments.scenario)
        tell(arguments.json, document, lambda: _scenario_text(document))
        return
    rows = [
        {
            "slug": each.slug,
            "title": each.title,
            "duration_ns": each.seconds * 1_000_000_000,
            "actions": list(read_scenario(each.document("1.1")).actions),
        }
        for each in PRESETS.values()
    ]
    body = [(each.slug, f"{each.seconds} s", each.title, each.summary) for each in PRESETS.values()]
    tell(arguments.json, rows, lambda: table(("slug", "length", "title", "what happens"), body))


def _scenario_text(document: Mapping[str, Any]) -> str:
    start = ", ".join(f"{node} in {link}" for node, link in document["start"].items())
    rows = [
        (f"{each['at_ns'] / 1e9:g} s", each["node"], each["do"], _rest(each))
        for each in document["actions"]
    ]
    length = f"{document['duration_ns'] / 1e9:g} s"
    heads = ("at", "node", "does", "")
    return f"{document['title']} ({document['slug']}), {length}; {start}\n\n{table(heads, rows)}"


def _rest(action: Mapping[str, Any]) -> str:
    return " ".join(
        str(value) for key, value in action.items() if key not in ("at_ns", "node", "do")
    )


def _keys(arguments: argparse.Namespace) -> None:
    named = [(each.key, each) for each in PARAMETERS]
    named += [(f"link.NAME.{each.key}", each) for each in LINK_PARAMETERS]
    rows = [_key(name, each) for name, each in named]
    heads = ("key", "default", "unit", "accepted", "meaning")
    body = [
        (row["key"], json.dumps(row["default"]), row["unit"], each.accepted, _meaning(each))
        for row, (_, each) in zip(rows, named, strict=True)
    ]
    tell(arguments.json, rows, lambda: table(heads, body))


def _actions(arguments: argparse.Namespace) -> None:
    rows = [
        {
            "do": each.do,
            "written": form(each),
            "nodes": [*(["mobile nodes"] if each.mobiles else []), *each.nodes],
            "meaning": each.meaning,
        }
        for each in ACTIONS.values()
    ]
    body = [(row["written"], ", ".join(row["nodes"]), row["meaning"]) for row in rows]
    tell(arguments.json, rows, lambda: table(("action", "of", "the node …"), body))


def _meaning(parameter: Parameter) -> str:
    """Return what a parameter means, and where it does something if not everywhere."""
    return f"{parameter.meaning} [{parameter.only}]" if parameter.only else parameter.meaning


def _key(name: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "key": name,
        "kind": parameter.kind,
        "default": parameter.default,
        "choices": list(parameter.choices),
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "unit": parameter.unit,
        "meaning": parameter.meaning,
        "only": parameter.only,
    }
