"""Measures of attacks."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import attack
from simulation.claims.scenes import attacked, forged, scene
from simulation.ipsec.replay import ReplayWindow
from simulation.trace import Decrypted, Forged


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


def test_what_the_attacker_had_kept_back_is_late_when_it_comes_and_no_replay():
    late = Evidence(simulate(read_scenario(forged("1.1", "attack_target=mip", "attack_packets=1"))))
    replayed = {each.packet for _, each in late.events(Forged) if each.forgery == "replay"}
    opened = {each.packet for _, each in late.events(Decrypted)} & replayed
    assert opened, "the gateway opens what it sees for the first time"
    assert attack.taken_for_genuine(late).value == 0


def test_a_replay_that_is_opened_a_second_time_is_taken_for_genuine(monkeypatch):
    monkeypatch.setattr(ReplayWindow, "admits", lambda *_: True)
    run = Evidence(simulate(read_scenario(forged("3"))))
    assert attack.taken_for_genuine(run).value > 0
