"""Families are what the register of options says of roles; `IKE` and `MOBIKE` are seen in runs."""

import pytest

from simulation import OPTIONS, read_scenario, simulate
from simulation.scenario import families


def having(role):
    return tuple(each.id for each in OPTIONS.values() if role in each.roles)


def test_families_are_told_by_roles():
    assert set(families.GATEWAY) == set(having("vpn-gw"))
    assert set(families.INTERNAL_AGENT) == set(having("i-ha"))
    assert set(families.EXTERNAL_AGENT) == set(having("x-ha"))


@pytest.mark.parametrize("option", OPTIONS)
def test_ike_runs_under_its_family_and_mobike_speaks_its_second_version(option):
    document = {"option": option, "slug": "power-up-inside", "start": {"mn": "cellular"}}
    trace = simulate(read_scenario(document | {"duration_ns": 12_000_000_000}))
    said = {record.message for record in trace.packets}
    assert any(each.startswith("ike-") for each in said) == (option in families.IKE)
    assert ("ike-sa-init-request" in said) == (option in families.MOBIKE)


def test_users_are_asked_by_the_first_version_of_ike_at_a_gateway():
    assert set(families.XAUTH) == set(families.IKE) & set(families.GATEWAY) - set(families.MOBIKE)
