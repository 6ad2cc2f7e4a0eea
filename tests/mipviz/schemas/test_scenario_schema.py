from mipviz.schemas.scenario_schema import scenario_schema
from simulation import LINK_PARAMETERS, PARAMETERS
from simulation.scenario import ACTIONS


def test_every_key_of_a_scenario_is_in_its_schema():
    schema = scenario_schema()
    assert {each.key for each in PARAMETERS} < set(schema["properties"])
    assert set(schema["$defs"]["link"]["properties"]) == {each.key for each in LINK_PARAMETERS}
    actions = schema["properties"]["actions"]["items"]["oneOf"]
    assert {each["properties"]["do"]["const"] for each in actions} == set(ACTIONS)
