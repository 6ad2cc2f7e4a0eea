"""The catalogue: everything that the browser shows and does not know by itself."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import msgspec

from mipviz.catalogue.stage import describe_stage
from simulation import LINK_PARAMETERS, OPTIONS, PRESETS
from simulation.catalogue import describe
from simulation.metrics import describe as describe_metrics
from simulation.narration import describe as describe_terms
from simulation.predictions import describe as describe_predictions
from simulation.scenario import ACTIONS, ADDRESS_LIMIT, GROUPS

if TYPE_CHECKING:
    from simulation.scenario import ActionField, Parameter


def document() -> dict[str, Any]:
    """Return the whole catalogue as plain data."""
    return {
        **describe(),
        **describe_terms(),
        "options": options(),
        "scenarios": scenarios(),
        "parameters": parameters(),
        "actions": actions(),
        "metrics": describe_metrics(),
        "predictions": describe_predictions(),
        "stage": describe_stage(),
        "address_limit": ADDRESS_LIMIT,
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
            "plain": option.plain,
            "readings": list(option.readings),
            "layer_names": dict(option.layer_names),
        }
        for option in OPTIONS.values()
    ]


def scenarios() -> list[dict[str, Any]]:
    """Return the presets; `document` is a scenario without an option."""
    found = []
    for preset in PRESETS.values():
        whole = preset.document()
        del whole["option"]
        found.append(
            {
                "slug": preset.slug,
                "title": preset.title,
                "duration_ns": preset.duration_ns,
                "actions": whole["actions"],
                "summary": preset.summary,
                "document": whole,
            }
        )
    return found


def actions() -> list[dict[str, Any]]:
    """Return everything that a timeline can do; `nodes` beside the mobile ones."""
    return [
        {
            "do": action.do,
            "meaning": action.meaning,
            "fields": [_action_field(each) for each in action.fields],
            "mobile_fields": [_action_field(each) for each in action.mobile_fields],
            "nodes": list(action.nodes),
            "mobiles": action.mobiles,
        }
        for action in ACTIONS.values()
    ]


def _action_field(field: ActionField) -> dict[str, Any]:
    return {"key": field.key, "meaning": field.meaning, "schema": dict(field.schema)}


def parameters() -> list[dict[str, Any]]:
    """Return every parameter; those of a link bear ``link.NAME.`` before their key."""
    own = [_parameter(each, group) for group, some in GROUPS.items() for each in some]
    return own + [_parameter(each, "Links", "link.NAME.") for each in LINK_PARAMETERS]


def _parameter(parameter: Parameter, group: str, before: str = "") -> dict[str, Any]:
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
        "only": parameter.only,
        "group": group,
        "options": list(parameter.options),
    }
