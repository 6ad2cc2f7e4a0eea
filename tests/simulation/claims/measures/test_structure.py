"""Measures of structure: what stands there, and what was said."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import structure
from simulation.claims.scenes import scene


def played(option: str, preset: str = "leave-colocated") -> Evidence:
    return Evidence(simulate(read_scenario(scene(option, preset))))


@pytest.fixture(scope="module")
def dual():
    return played("1.1")


@pytest.fixture(scope="module")
def plain():
    return played("0")


def test_home_agents_are_counted(dual, plain):
    assert structure.home_agents(dual).value == 2
    assert structure.home_agents(plain).value == 1


def test_a_gateway_that_keeps_its_skills_adds_none(dual, plain):
    ours = structure.members(structure.skills(dual, "vpn-gw"))
    assert ours <= structure.members(structure.skills(plain, "vpn-gw"))


def test_a_gateway_that_ends_tunnels_has_a_skill_more(plain):
    ours = structure.members(structure.skills(played("1.2"), "vpn-gw"))
    assert ours - structure.members(structure.skills(plain, "vpn-gw"))


def test_secrets_of_mobile_ip_come_on_top(dual, plain):
    assert structure.secrets(dual, "mn", "mip").value > structure.secrets(plain, "mn", "mip").value


def test_rules_are_those_of_both_firewalls(dual, plain):
    assert structure.rules(dual).value > structure.rules(plain).value > 0


def test_host_routing_has_messages_of_its_own():
    found = structure.members(structure.mobility_messages(played("5")))
    assert {"path-setup", "path-acknowledge"} <= found
