"""The catalogue: everything that the browser shows and does not know by itself."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mipviz.catalogue.stage import describe_stage
from simulation import (
    LINK_PARAMETERS,
    OPTIONS,
    PARAMETERS,
    PRESETS,
    ScenarioError,
    read_scenario,
    with_settings,
)
from simulation.catalogue import describe
from simulation.metrics import describe as describe_metrics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.scenario import Parameter

FIRST_OPTION: Final = "1.1"
FIRST_SCENARIO: Final = "leave-colocated"
"""What the lab opens on."""

_TIMELINE: Final = frozenset({"actions", "duration_ns", "flows", "start"})


def document() -> dict[str, Any]:
    """Return the whole catalogue as plain data."""
    return {
        **describe(),
        "options": options(),
        "scenarios": scenarios(),
        "parameters": parameters(),
        "metrics": describe_metrics(),
        "stage": describe_stage(),
    }


@functools.cache
def encoded() -> bytes:
    """Return the catalogue as JSON."""
    return msgspec.json.encode(document())


def options() -> list[dict[str, Any]]:
    """Return the options as plain data."""
    return [
        {
            "id": option.id,
            "slug": option.slug,
            "title": option.title,
            "section": option.section,
            "roles": list(option.roles),
            "summary": option.summary,
            "readings": list(option.readings),
        }
        for option in OPTIONS.values()
    ]


def scenarios() -> list[dict[str, Any]]:
    """Return the presets; `document` is a scenario without an option."""
    found = []
    for preset in PRESETS.values():
        whole = preset.document(FIRST_OPTION)
        del whole["option"]
        found.append(
            {
                "slug": preset.slug,
                "title": preset.title,
                "duration_ns": whole["duration_ns"],
                "actions": whole["actions"],
                "summary": preset.summary,
                "document": whole,
            }
        )
    return found


def parameters() -> list[dict[str, Any]]:
    """Return every parameter; those of a link bear ``link.NAME.`` before their key."""
    links = [_parameter(each, "link.NAME.") for each in LINK_PARAMETERS]
    return [_parameter(each) for each in PARAMETERS] + links


def _parameter(parameter: Parameter, before: str = "") -> dict[str, Any]:
    return {
        "key": before + parameter.key,
        "kind": parameter.kind,
        "default": None if before else parameter.default,
        "choices": list(parameter.choices),
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "unit": parameter.unit,
        "meaning": parameter.meaning,
        "accepted": parameter.accepted,
    }


def complete(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Return *scenario* with the timeline of its preset, where it names one and has none itself."""
    preset = PRESETS.get(str(scenario.get("slug", "")))
    if preset is None or _TIMELINE & set(scenario):
        return dict(scenario)
    return {**preset.document(FIRST_OPTION), **scenario}


@dataclass(frozen=True, slots=True)
class Address:
    """What an address of the lab asks for; what made no sense is left out and named."""

    scenario: dict[str, Any]
    warnings: list[dict[str, str]]

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"scenario": self.scenario, "warnings": self.warnings}


def read_address(query: Mapping[str, str]) -> Address:
    """Return the scenario that *query* (option, scenario, seed, set.KEY) asks for.

    Nothing is refused: a part that cannot be used is left at its default, with a warning that
    says what, where and what would be accepted.
    """
    warnings: list[dict[str, str]] = []
    slug = query.get("scenario") or FIRST_SCENARIO
    if slug not in PRESETS:
        warnings.append(_warning("scenario", f"{slug[:80]!r} is no scenario", ", ".join(PRESETS)))
        slug = FIRST_SCENARIO
    asked = PRESETS[slug].document(FIRST_OPTION)
    changes: list[tuple[str, str, Any]] = []
    if query.get("option"):
        changes.append(("option", "option", query["option"]))
    if query.get("seed"):
        changes.append(("seed", "seed", query["seed"]))
    changes += [(name, name[4:], query[name]) for name in query if name.startswith("set.")]
    for where, key, value in changes:
        try:
            tried = _changed(asked, key, value)
            read_scenario(tried)
        except ScenarioError as error:
            warnings.append(_warning(where, error.what, error.accepted))
        else:
            asked = tried
    return Address(read_scenario(asked).document(), warnings)


def _changed(scenario: dict[str, Any], key: str, value: str) -> dict[str, Any]:
    if key == "option":
        return {**scenario, "option": value}
    return with_settings(scenario, {key: value})


def _warning(where: str, what: str, accepted: str) -> dict[str, str]:
    return {"where": where[:80], "what": what[:200], "accepted": accepted[:2_000]}
