"""Measures of attacks."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import attack
from simulation.claims.scenes import attacked, forged, scene


@pytest.fixture(scope="module")
def followed():
    return Evidence(simulate(read_scenario(attacked("3", "attack_target=esp"))))


def test_what_is_led_astray_is_counted_and_stays_sealed(followed):
    assert attack.redirected(followed).value > 0
    assert attack.read_by_attacker(followed).value == 0


def test_without_an_attacker_nothing_is_led_astray():
    quiet = Evidence(simulate(read_scenario(scene("3", "leave-colocated"))))
    assert attack.redirected(quiet).value == 0
    assert attack.sent_by_attacker(quiet).value == 0


def test_forgeries_are_sent_and_none_is_taken_for_genuine():
    run = Evidence(simulate(read_scenario(forged("3"))))
    assert attack.sent_by_attacker(run).value > 0
    assert attack.taken_for_genuine(run).value == 0
