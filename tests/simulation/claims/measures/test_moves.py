"""Measures of moves."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import moves
from simulation.claims.scenes import scene


@pytest.fixture(scope="module")
def dual():
    return Evidence(simulate(read_scenario(scene("1.1", "handover-outside"))))


@pytest.fixture(scope="module")
def plain():
    return Evidence(simulate(read_scenario(scene("0", "handover-outside", "care_of=colocated"))))


def test_data_flow_again_after_every_move(dual):
    assert moves.resumed(dual).value == 1


def test_the_baseline_pays_for_a_move_with_ike(plain, dual):
    assert moves.ike_messages_between(dual, 19, 39).value == 0
    assert moves.ike_messages_between(plain, 19, 39).value >= 9


def test_the_gap_is_the_longest_silence_of_the_move(dual, plain):
    assert 0 < moves.gap_ms(dual, "cn > mn", 1).value < moves.gap_ms(plain, "cn > mn", 1).value


def test_setups_and_registrations_are_counted_once_each(dual):
    assert moves.setups(dual).value == 1
    assert moves.registrations(dual, "x-ha").value >= 3


def test_a_gap_without_the_timer_that_detection_waits_for_names_the_timer():
    document = scene("0", "leave-colocated", "vpn_at_once=off", "packets_per_second=20")
    run = Evidence(simulate(read_scenario(document)))
    whole = moves.gap_ms(run, "cn > mn", 0).value
    waited = moves.gap_part_ms(run, "cn > mn", 0, "detection_ms")
    assert waited.value > 2000
    assert waited.words == "silence_s=3"
    rest = moves.gap_without_ms(run, "cn > mn", 0, ["detection_ms"])
    assert abs(rest.value - (whole - waited.value)) < 0.001
    assert "silence_s=3" in rest.words
