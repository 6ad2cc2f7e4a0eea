"""The browser's types, written from the published schema of a trace.

`make types` keeps them in `static/src/generated/trace.ts`; a test fails where they are stale.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from mipviz.schemas.schema import trace_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD: Final = (
    "/** Written by `make types` from the schema of a trace (/api/v1/schema/trace.json). */\n"
)
_SIMPLE: Final[Mapping[str, str]] = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def browser_types() -> str:
    """Return TypeScript with one exported type for each definition of the trace's schema."""
    found = sorted(trace_schema()["$defs"].items())
    return _HEAD + "".join(_exported(name, schema) for name, schema in found)


def _exported(name: str, schema: Mapping[str, Any]) -> str:
    comment = _comment(schema, "")
    return f"\n{comment}export type {name} = {_type(schema, '')};\n"


def _comment(schema: Mapping[str, Any], indent: str) -> str:
    text = " ".join(schema.get("description", "").split())
    return f"{indent}/** {text} */\n" if text else ""


def _type(schema: Mapping[str, Any], indent: str) -> str:
    """Return the type of the values that *schema* admits."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(each) for each in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(each, indent) for each in schema["anyOf"])
    match schema.get("type"):
        case "array":
            return _array(schema, indent)
        case "object":
            return _object(schema, indent)
        case str(simple):
            return _SIMPLE[simple]
        case _:
            return "unknown"


def _array(schema: Mapping[str, Any], indent: str) -> str:
    if "prefixItems" in schema:
        items = (f"{each['title']}: {_type(each, indent)}" for each in schema["prefixItems"])
        return f"readonly [{', '.join(items)}]"
    item = _type(schema.get("items", {}), indent)
    return f"({item})[]" if "|" in item else f"{item}[]"


def _object(schema: Mapping[str, Any], indent: str) -> str:
    if "properties" not in schema:
        rest = schema.get("additionalProperties")
        values = _type(rest, indent) if isinstance(rest, dict) else "unknown"
        return f"Record<string, {values}>"
    deeper = indent + "  "
    required = schema.get("required", ())
    lines = []
    for name, each in schema["properties"].items():
        mark = "" if name in required else "?"
        lines.append(f"{_comment(each, deeper)}{deeper}{name}{mark}: {_type(each, deeper)};\n")
    return f"{{\n{''.join(lines)}{indent}}}"
