"""Two gateways, two private interfaces, and one that fails (draft sections 2.3.2 and 2.5.2)."""

from functools import cache
from itertools import pairwise

import pytest

from simulation import ScenarioError, read_scenario, simulate
from simulation.trace import Delivered, Dropped

SECOND = 1_000_000_000
FAILS = 8


@cache
def run(option, *, fail=None, seconds=16, **parameters):
    actions = [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}]
    if fail:
        actions.append({"at_ns": FAILS * SECOND, "node": fail, "do": "fail"})
    return simulate(
        read_scenario(
            {
                "option": option,
                "duration_ns": seconds * SECOND,
                "start": {"mn": "cellular"},
                "actions": actions,
                "packets_per_second": 5,
                **parameters,
            }
        )
    )


def taken(trace, node, after=0.0):
    return sum(each.node == node and each.at_ns > after * SECOND for _, each in trace.of(Delivered))


def refusals(trace, node):
    return {each.reason for _, each in trace.of(Dropped) if each.node == node}


@pytest.mark.parametrize("option", ["1.2", "2"])
def test_a_second_gateway_that_nobody_uses_changes_nothing(option):
    assert taken(run(option, gateways=2), "mn") == taken(run(option), "mn") > 40


def test_the_proxys_route_leads_to_one_gateway_whoever_holds_the_sa():
    trace = run("2", gateways=2, sa_gateway="second")
    assert taken(trace, "cn") > 40
    assert taken(trace, "mn") == 0


def test_a_node_that_names_the_wrong_gateway_hears_nothing():
    trace = run("1.2", gateways=2, sa_gateway="second")
    assert taken(trace, "mn") == 0
    assert "refused-inner" in refusals(trace, "vpn-gw")


def test_a_node_that_names_the_gateway_of_its_sa_is_served():
    trace = run("1.2", gateways=2, sa_gateway="second", private_address="second")
    assert taken(trace, "mn") > 40


def test_a_failed_interface_silences_who_named_it_though_another_is_up():
    trace = run("1.2", fail="vpn-gw", private_interfaces=2)
    assert taken(trace, "mn", FAILS + 1) == 0
    assert taken(trace, "cn", FAILS + 1) > 20


def test_who_named_the_other_interface_notices_nothing():
    trace = run("1.2", fail="vpn-gw", private_interfaces=2, private_address="second")
    assert taken(trace, "mn", FAILS + 1) > 20


def test_who_tries_both_comes_back_once_the_registration_is_due():
    settings = {"private_interfaces": 2, "private_address": "failover"}
    trace = run("1.2", fail="vpn-gw", seconds=30, registration_lifetime_inside_s=20, **settings)
    told = [each for _, each in trace.of(Delivered) if each.node == "mn"]
    times = [each.at_ns / SECOND for each in told]
    gap, since = max((late - early, early) for early, late in pairwise(times))
    assert since == pytest.approx(FAILS, abs=0.5)
    assert 5 < gap < 15


def test_only_gateways_can_fail():
    with pytest.raises(ScenarioError):
        read_scenario(
            {
                "option": "1.2",
                "start": {"mn": "office"},
                "actions": [{"at_ns": 0, "node": "mn", "do": "fail"}],
            }
        )
