"""The browser's types say what the published schema says, and are not stale."""

import json
import re
from pathlib import Path

import pytest

from mipviz.schemas import typescript
from mipviz.schemas.schema import trace_schema
from simulation import PRESETS, read_scenario, simulate_in_steps
from simulation.trace import KINDS

WRITTEN = Path(__file__).parents[3] / "static" / "src" / "generated" / "trace.ts"


def test_the_types_in_the_browsers_tree_are_those_of_the_schema():
    assert WRITTEN.read_text("utf-8") == typescript.browser_types(), "run `make types`"


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({"type": "integer"}, "number"),
        ({"const": "chunk"}, '"chunk"'),
        ({"enum": ["in", "out"]}, '"in" | "out"'),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        (
            {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "null"}]}},
            "(number | null)[]",
        ),
        ({"type": "array"}, "unknown[]"),
        ({"type": "object"}, "Record<string, unknown>"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "Record<string, string>"),
        ({"$ref": "#/$defs/Layer"}, "Layer"),
        ({}, "unknown"),
        (
            {"type": "array", "prefixItems": [{"title": "a", "type": "string"}]},
            "readonly [a: string]",
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "boolean"}, "b": {}},
                "required": ["a"],
            },
            "{\n  a: boolean;\n  b?: unknown;\n}",
        ),
    ],
)
def test_each_shape_of_schema_has_its_type(monkeypatch, schema, type_):
    monkeypatch.setattr(typescript, "trace_schema", lambda: {"$defs": {"Shape": schema}})
    assert typescript.browser_types().endswith(f"\nexport type Shape = {type_};\n")


def test_every_kind_of_event_has_its_columns_in_the_browser():
    text = typescript.browser_types()
    assert all(re.search(rf"^    {kind.kind}\?: \{{$", text, re.MULTILINE) for kind in KINDS)


def test_whatever_the_head_of_a_run_says_is_in_the_schema():
    scenario = read_scenario(PRESETS["power-up-inside"].document("1.1"))
    head = json.loads(json.dumps(next(simulate_in_steps(scenario)).head))
    shapes = trace_schema()["$defs"]
    assert set(head) == set(shapes["Head"]["properties"])
    for part, shape in (("nodes", "NodeHead"), ("links", "LinkHead"), ("structure", "ChangeHead")):
        assert head[part]
        assert all(set(each) == set(shapes[shape]["properties"]) for each in head[part])
