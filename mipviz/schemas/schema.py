"""JSON Schemas, made from the typed tables that the code itself runs on."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final, get_type_hints

import msgspec

from mipviz.runs import messages
from mipviz.schemas.scenario_schema import scenario_schema
from simulation.narration import ToldStory
from simulation.trace import ENGINE, KINDS, ROLES, Event, Head, Layer, PacketRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def messages_schema() -> Schema:
    """Return the schema of every message of `/ws/runs`."""
    (request, answer), definitions = msgspec.json.schema_components(
        [messages.Request, messages.Answer], ref_template="#/$defs/{name}"
    )
    return {
        "title": "Messages of /ws/runs",
        "description": "`Request` is what a client sends, `Answer` what the server sends.",
        "anyOf": [{"$ref": "#/$defs/Request"}, {"$ref": "#/$defs/Answer"}],
        "$defs": {"Request": request, "Answer": answer, **definitions},
    }


def trace_schema() -> Schema:
    """Return the schema of a whole trace as `GET /api/v1/runs/DIGEST/trace` gives it."""
    (opens,), head = msgspec.json.schema_components([Head], ref_template="#/$defs/{name}")
    chunk = _object(
        {
            "type": {"const": "chunk"},
            "run": {"type": "string"},
            "seq": {"type": "integer", "minimum": 0},
            "first_event": {"type": "integer", "minimum": 0},
            "first_packet": {"type": "integer", "minimum": 0},
            "first_stack": {"type": "integer", "minimum": 0},
            "until_ns": {"type": "integer", "minimum": 0},
            "events": {"$ref": "#/$defs/EventColumns"},
            "packets": {"$ref": "#/$defs/PacketColumns"},
            "stacks": {"type": "array", "items": _array({"$ref": "#/$defs/Layer"})},
            "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
            "clues": {"$ref": "#/$defs/Clues"},
        }
    )
    return {
        "title": f"A trace of engine {ENGINE}",
        **_object(
            {"head": opens, "chunks": _array({"$ref": "#/$defs/Chunk"}), "end": {"type": "object"}}
        ),
        "$defs": {
            **head,
            "Chunk": chunk,
            "EventColumns": _events(),
            "PacketColumns": _packets(),
            "Layer": _layer(),
            "Line": msgspec.json.schema_components([messages.Line])[1]["Line"],
            **msgspec.json.schema_components([messages.Clues], ref_template="#/$defs/{name}")[1],
            **msgspec.json.schema_components([ToldStory], ref_template="#/$defs/{name}")[1],
        },
    }


def _events() -> Schema:
    number = {"type": "integer", "minimum": 0}
    return _object(
        {
            "t": {**_array(number), "description": "time of each event, ns"},
            "k": {**_array(number), "description": "place of its kind in the table of kinds"},
            "n": {**_array({"type": "string"}), "description": "node, or empty"},
            "c": {
                **_array({"anyOf": [number, {"type": "null"}]}),
                "description": "id of the packet that caused it",
            },
            "f": {
                "type": "object",
                "properties": {kind.kind: _columns(kind) for kind in KINDS},
                "additionalProperties": False,
            },
        }
    )


def _columns(kind: type[Event]) -> Schema:
    columns = {
        each.name: {**_array(msgspec.json.schema(each.type)), "description": each.meaning}
        for each in kind.fields
    }
    return {"description": kind.meaning, **_object(columns)}


def _packets() -> Schema:
    return _object(
        {
            name: _array(msgspec.json.schema(type_))
            for name, type_ in get_type_hints(PacketRecord).items()
        }
    )


def _layer() -> Schema:
    kinds: Mapping[str, Schema] = {
        "role": {"enum": list(ROLES)},
        "head": {"type": "integer", "minimum": 0},
        "tail": {"type": "integer", "minimum": 0},
    }
    items = [{"title": name, **kinds.get(name, {"type": "string"})} for name in Layer._fields]
    return {
        "type": "array",
        "prefixItems": items,
        "minItems": len(items),
        "maxItems": len(items),
        "description": " ".join((Layer.__doc__ or "").split()),
    }


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _open(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _object(properties: Schema) -> Schema:
    return {**_open(properties), "additionalProperties": False}


SCHEMAS: Final[Mapping[str, Callable[[], Schema]]] = {
    "messages": messages_schema,
    "scenario": scenario_schema,
    "trace": trace_schema,
}
"""Every schema by the name under which it is published."""


@functools.cache
def encoded(name: str) -> bytes:
    """Return the schema *name* as JSON; raises `KeyError` for any other name."""
    body = {"$schema": DIALECT, "$id": f"/api/v1/schema/{name}.json", **SCHEMAS[name]()}
    return msgspec.json.format(msgspec.json.encode(body), indent=2)
