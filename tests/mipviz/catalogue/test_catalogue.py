import json

from mipviz.catalogue import catalogue
from simulation import LINK_PARAMETERS, OPTIONS, PARAMETERS, PRESETS, read_scenario
from simulation.scenario import ACTIONS


def test_the_catalogue_holds_everything_that_the_browser_does_not_know():
    made = json.loads(catalogue.encoded())
    assert [option["id"] for option in made["options"]] == list(OPTIONS)
    assert [scenario["slug"] for scenario in made["scenarios"]] == list(PRESETS)
    assert len(made["parameters"]) == len(PARAMETERS) + len(LINK_PARAMETERS)
    assert {"engine", "roles", "headers", "kinds", "stage", "tables", "reasons"} <= set(made)


def test_every_preset_is_a_document_that_runs_under_any_option():
    for scenario in catalogue.scenarios():
        for option in OPTIONS:
            read = read_scenario({"option": option, **scenario["document"]})
            assert read.slug == scenario["slug"]
            assert read.duration_ns == scenario["duration_ns"]


def test_every_action_of_a_timeline_is_told_with_its_fields_and_who_can_do_it():
    told = {each["do"]: each for each in catalogue.actions()}
    assert list(told) == list(ACTIONS)
    assert told["lose"]["fields"][1]["schema"]["maximum"] == 1000
    assert told["restart"]["mobile_fields"][0]["key"] == "link"
    assert "nat" in told["forget"]["nodes"]
    assert not told["forget"]["mobiles"]
