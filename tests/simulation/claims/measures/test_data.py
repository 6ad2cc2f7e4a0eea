"""Measures of user data, on runs whose outcome is known."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import data
from simulation.claims.scenes import hotspot_only, scene

UP, DOWN = "mn > cn", "cn > mn"


@pytest.fixture(scope="module")
def outside():
    return Evidence(simulate(read_scenario(scene("1.1", "leave-colocated"))))


@pytest.fixture(scope="module")
def in_clear():
    return Evidence(simulate(read_scenario(hotspot_only("4"))))


def test_layers_and_octets_of_tunnels_outside(outside):
    assert data.tunnel_octets(outside, "cellular", UP).value > 0
    assert data.overhead(outside, "cellular", UP).value > 90


def test_nobody_on_the_cellular_link_reads_sealed_data(outside):
    assert data.in_clear(outside, "cellular").value == 0


def test_everybody_on_the_hotspot_reads_what_only_agents_protect(in_clear):
    assert data.in_clear(in_clear, "hotspot", 5).value > 0


def test_delays_and_links_are_those_of_the_way(outside):
    assert 65 < data.delay_ms(outside, UP, 20).value < 80
    assert data.hops(outside, UP, 20).value >= 7


def test_a_share_says_through_whom_data_pass(outside):
    assert data.through(outside, "i-ha", UP, 20).value == 1
    assert data.through(outside, "x-fa", UP, 20).value == 0
