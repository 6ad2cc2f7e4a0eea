from simulation.lessons.lesson import Said, Wanted
from simulation.lessons.runs import Runs

USUAL = Wanted(option="1.1", scenario="leave-colocated", settings={"payload_octets": "100"})


def test_a_step_changes_what_it_names_and_another_scenario_has_its_own_settings():
    problems = []
    runs = Runs(problems)
    other, line = runs.of_step(USUAL, {"option": Said("1.2", 4)}, 3)
    assert (other.option, dict(other.settings), line) == ("1.2", {"payload_octets": "100"}, 4)
    moved, _ = runs.of_step(USUAL, {"scenario": Said("handover-outside", 5)}, 3)
    assert (moved.scenario, dict(moved.settings)) == ("handover-outside", {})
    set_, _ = runs.of_step(USUAL, {"settings": Said("payload_octets=10, flow_pps=5", 5)}, 3)
    assert problems or dict(set_.settings)["payload_octets"] == "10"


def test_what_a_step_is_held_against_is_another_option_or_other_settings():
    problems = []
    runs = Runs(problems)
    assert runs.other(USUAL, Said("0", 7)).option == "0"
    assert runs.other(USUAL, Said("payload_octets=50", 7)).settings["payload_octets"] == "50"
    assert problems == []


def test_runs_that_do_not_exist_are_problems_of_their_lines():
    problems = []
    runs = Runs(problems)
    runs.first({"option": "99", "scenario": "nowhere", "settings": [1]}, {"option": 2})
    assert {each.what.split(" '")[0] for each in problems} == {
        "there is no option",
        "there is no scenario",
        "settings are no table",
    }


def test_numbers_and_truths_of_yaml_are_settings_as_addresses_have_them():
    found = Runs([]).first({"settings": {"gateway_nat": True, "payload_octets": 90}}, {})
    assert dict(found.settings) == {"gateway_nat": "true", "payload_octets": "90"}
