"""Scenario documents as a command line names them: a preset or a file, with settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from simulation import OPTIONS, PRESETS, read_scenario, with_settings
from simulation.command.actions import written
from simulation.errors import LimitError, ScenarioError
from simulation.options import NAMES

if TYPE_CHECKING:
    import argparse

FILE_LIMIT_OCTETS: Final = 1 << 20
"""Longer scenario files are refused."""
MOST_DIGITS: Final = 38
"""No number of a scenario needs more."""


def option_id(name: str) -> str:
    """Return the id of the option that *name* (an id or a slug) means; raise `ScenarioError`."""
    if name not in NAMES:
        known = ", ".join(f"{each.id} or {each.slug}" for each in OPTIONS.values())
        raise ScenarioError(f"{name[:80]!r} is no option", where="option", accepted=known)
    return NAMES[name]


def load(
    option: str,
    scenario: str,
    settings: Sequence[str] = (),
    seed: str | None = None,
    actions: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the full document of *scenario*, a preset's slug or a file, under *option*.

    *settings* are ``KEY=VALUE``, *actions* come on top of the scenario's own and are written
    as `simulation.command.actions` has it.  Raise `ScenarioError` or `LimitError` for what
    cannot be run.
    """
    option = option_id(option)
    document = {**_document(scenario), "option": option}
    if seed is not None:
        document = with_settings(document, {"seed": seed})
    scenario_read = read_scenario(with_settings(document, _pairs(settings)))
    if not actions:
        return scenario_read.document()
    added = [*map(dict, scenario_read.actions), *map(written, actions)]
    return read_scenario({**scenario_read.document(), "actions": added}).document()


def _pairs(settings: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for each in settings:
        key, equals, value = each.partition("=")
        if not equals or not key:
            raise ScenarioError(f"{each[:80]!r} sets nothing", where="--set", accepted="KEY=VALUE")
        pairs[key] = value
    return pairs


def _integer(digits: str) -> int:
    """Return the integer that *digits* write, which must be few enough to mean anything."""
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _document(scenario: str) -> dict[str, Any]:
    if scenario in PRESETS:
        return {"slug": scenario}
    path, where = Path(scenario), f"scenario {scenario[:80]}"
    accepted = f"a JSON file, or one of {', '.join(PRESETS)}"
    try:
        with path.open("rb") as stream:
            octets = stream.read(FILE_LIMIT_OCTETS + 1)
        if len(octets) > FILE_LIMIT_OCTETS:
            limit = f"at most {FILE_LIMIT_OCTETS} octets"
            raise LimitError("the file is too long", where=where, accepted=limit)
        document = json.loads(octets, parse_int=_integer)
    except FileNotFoundError as error:
        raise ScenarioError("no preset and no file", where=where, accepted=accepted) from error
    except ScenarioError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)[:120]
        told = f"cannot be read ({why})"
        raise ScenarioError(told, where=where, accepted=accepted) from error
    if not isinstance(document, Mapping):
        raise ScenarioError("not an object", where=where, accepted=accepted)
    return dict(document)


def loaded(option: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the document that the arguments name, with their settings and actions."""
    return load(option, arguments.scenario, arguments.settings, arguments.seed, arguments.actions)
