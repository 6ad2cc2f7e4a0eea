import pytest
from jsonschema import Draft202012Validator

from mipviz.schemas.scenario_schema import scenario_schema
from simulation import LINK_PARAMETERS, PARAMETERS, PRESETS, ScenarioError, read_scenario
from simulation.scenario import ACTIONS


def test_every_key_of_a_scenario_is_in_its_schema():
    schema = scenario_schema()
    assert {each.key for each in PARAMETERS} < set(schema["properties"])
    assert set(schema["$defs"]["link"]["properties"]) == {each.key for each in LINK_PARAMETERS}
    actions = schema["properties"]["actions"]["items"]["oneOf"]
    assert {each["properties"]["do"]["const"] for each in actions} == set(ACTIONS)


@pytest.mark.parametrize(
    ("document", "taken"),
    [
        ({}, True),
        ({"slug": "custom", "description": "Nothing happens"}, True),
        ({"slug": "my-walk", "start": {"mn": "home"}}, True),
        ({"slug": "my-walk", "seed": 3}, False),
        ({"seed": 1.0, "duration_ns": 5e9}, True),
        *(({"option": "wg", "slug": slug}, True) for slug in PRESETS),
    ],
)
def test_schema_and_reader_agree_on_what_a_name_alone_means(document, taken):
    assert Draft202012Validator(scenario_schema()).is_valid(document) is taken
    try:
        read_scenario(document)
    except ScenarioError:
        assert not taken
    else:
        assert taken
