"""Scenario documents that claims are judged by."""

import pytest

from simulation import read_scenario
from simulation.claims import scenes

DOCUMENTS = [
    scenes.scene("1.1", "behind-nat", "suite=aes-gcm"),
    scenes.outside_only("1.1"),
    scenes.short_stay("4", "hotspot"),
    scenes.minutes_inside("1.2"),
    scenes.two_and_inside("1.2"),
    scenes.crash_in_company("1.2"),
    scenes.both_at("7", "hotspot"),
    scenes.idle_hour("1.1", 4),
    scenes.attacked("3"),
    scenes.forged("3"),
    scenes.guessed("1.1"),
    scenes.one_broadcast("1.1"),
    scenes.short_stay("2", "hotel"),
    scenes.long_transfer("7", "hotspot"),
    scenes.crash_outside("1.2"),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_a_scene_is_a_scenario_that_anybody_can_run(document):
    scenario = read_scenario(document)
    assert read_scenario(scenario.document()) == scenario
    assert all(action["at_ns"] <= scenario.duration_ns for action in scenario.actions)


def test_settings_reach_the_scenario():
    assert read_scenario(scenes.scene("1.1", "behind-nat", "suite=aes-gcm"))["suite"] == "aes-gcm"
