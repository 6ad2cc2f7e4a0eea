"""The JSON Schema of a scenario document, made from the simulation's own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation import LINK_PARAMETERS, OPTIONS, PARAMETERS, PRESETS
from simulation.scenario import (
    ACCESS_LINKS,
    ACTIONS,
    LINKS,
    LONGEST_NS,
    MOST_ACTIONS,
    MOST_FLOWS,
    NODES,
    OWN_SLUG,
    TIMELINE,
)
from simulation.time import SECOND

if TYPE_CHECKING:
    from simulation.scenario import Action, ActionField, Parameter

Schema = dict[str, Any]
_NAMES = [*PRESETS, OWN_SLUG]
"""Slugs that need no timeline beside them."""


def scenario_schema() -> Schema:
    """Return the schema; whatever it takes, the simulation takes."""
    fixed: Schema = {
        "option": {"enum": [name for each in OPTIONS.values() for name in (each.id, each.slug)]},
        "slug": {"type": "string", "maxLength": 64, "examples": list(PRESETS)},
        "title": {"type": "string", "maxLength": 200},
        "description": {"type": "string", "maxLength": 1000},
        "seed": {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
        "duration_ns": {"type": "integer", "minimum": SECOND // 10, "maximum": LONGEST_NS},
        "start": {
            "type": "object",
            "description": "where each mobile node is at the beginning",
            "minProperties": 1,
            "properties": {node: {"enum": list(ACCESS_LINKS)} for node in NODES},
            "additionalProperties": False,
        },
        "actions": {
            "type": "array",
            "description": "the timeline",
            "maxItems": MOST_ACTIONS,
            "items": {"oneOf": [one for each in ACTIONS.values() for one in _variants(each)]},
        },
        "flows": {
            "type": "array",
            "description": "between whom data is measured",
            "maxItems": MOST_FLOWS,
            "items": {
                "type": "array",
                "prefixItems": [{"enum": list(NODES)}, {"enum": [*NODES, "cn"]}],
                "minItems": 2,
                "maxItems": 2,
            },
        },
        "link": {
            "type": "object",
            "description": "parameters of single links",
            "properties": {name: {"$ref": "#/$defs/link"} for name in LINKS},
            "additionalProperties": False,
        },
    }
    return {
        "title": "A scenario",
        "type": "object",
        "properties": fixed | {each.key: _parameter(each) for each in PARAMETERS},
        "additionalProperties": False,
        "if": {"required": ["slug"], "properties": {"slug": {"not": {"enum": _NAMES}}}},
        "then": {"anyOf": [{"required": [key]} for key in TIMELINE]},
        "$defs": {
            "link": {
                "type": "object",
                "properties": {each.key: _parameter(each) for each in LINK_PARAMETERS},
                "additionalProperties": False,
            }
        },
    }


def _variants(action: Action) -> list[Schema]:
    mobiles = dict.fromkeys(NODES, "")
    return [_action(action, nodes, fields) for nodes, fields in action.variants(mobiles)]


def _action(action: Action, nodes: tuple[str, ...], fields: tuple[ActionField, ...]) -> Schema:
    properties: Schema = {
        "at_ns": {"type": "integer", "minimum": 0, "maximum": LONGEST_NS},
        "node": {"enum": list(nodes)},
        "do": {"const": action.do},
        **{field.key: {**field.schema, "description": field.meaning} for field in fields},
    }
    return {
        "type": "object",
        "description": action.meaning,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _parameter(parameter: Parameter) -> Schema:
    schema: Schema = {"description": parameter.meaning}
    if parameter.kind == "choice":
        schema["enum"] = list(parameter.choices)
    else:
        schema["type"] = parameter.kind
    if parameter.minimum is not None:
        schema |= {"minimum": parameter.minimum, "maximum": parameter.maximum}
    return schema
