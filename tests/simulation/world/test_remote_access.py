"""The composition that most options share."""

import dataclasses

import pytest

from simulation.options import (
    baseline,
    dual_ha,
    explicit_signalling,
    mip_to_gateway,
    optimized_dual_ha,
    outer_address_change,
)
from simulation.trace import KeyHeld
from simulation.world.remote_access import Plan
from tests.simulation.options.playing import play

PLANS = {
    "0": baseline.PLAN,
    "1.1": dual_ha.PLAN,
    "1.2": optimized_dual_ha.PLAN,
    "1.3": mip_to_gateway.PLAN,
    "3": outer_address_change.PLAN,
    "6": explicit_signalling.PLAN,
}


def test_a_plan_is_data():
    assert dataclasses.is_dataclass(Plan)
    assert Plan() == Plan()
    with pytest.raises(dataclasses.FrozenInstanceError):
        Plan().care_of = "auto"  # type: ignore[misc]


@pytest.mark.parametrize("option", PLANS)
def test_an_external_agent_stands_only_where_the_plan_names_one(option):
    names = {node["name"] for node in play(option, "power-up-inside").trace.head["nodes"]}
    assert ("x-ha" in names) is bool(PLANS[option].external)


@pytest.mark.parametrize("option", ["0", "1.1", "3"])
def test_keys_of_ike_are_found_by_a_fixed_address_or_are_the_groups(option):
    run = play(option, "power-up-inside")
    held = {
        event.key
        for _, event in run.trace.of(KeyHeld)
        if event.node == "vpn-gw" and event.key.startswith("psk:")
    }
    assert held == ({"psk:192.0.2.129"} if PLANS[option].external else {"psk:group"})


def test_the_external_agent_goes_where_the_scenario_says():
    run = play("1.1", "leave-colocated", x_ha="operator")
    assert run.last_row("x-ha", "interfaces", "operator")["address"] == "198.51.100.20"
    assert run.delivered("cn > mn", since_s=20)
