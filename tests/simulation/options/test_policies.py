"""Policies that the draft's claims turn on and off: each changes what it speaks of."""

from functools import cache

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import data, moves
from simulation.claims.scenes import scene, timeline
from simulation.trace import Dropped

TO = "mn > mn2"


@cache
def pair(option, *settings):
    """Return two nodes outside that talk to each other."""
    document = timeline(
        option, "pair", "Two nodes outside", 9, {"mn": "cellular", "mn2": "hotspot"}, (),
        "packets_per_second=5", *settings, flows=(("mn", "mn2"),),
    )  # fmt: skip
    return Evidence(simulate(read_scenario(document)))


@cache
def handover(option, *settings):
    document = scene(option, "handover-outside", "packets_per_second=5", *settings)
    return Evidence(simulate(read_scenario(document)))


@pytest.mark.parametrize(("settings", "share"), [((), 0), (("hairpin=off",), 1)])
def test_packets_between_clients_pass_the_home_agent_only_without_hairpin(settings, share):
    assert data.through(pair("1.2", *settings), "i-ha", TO, 5).value == share
    assert data.delivery(pair("1.2", *settings), TO, 5).value == 1


@pytest.mark.parametrize(
    ("option", "settings", "share"), [("1.1", (), 0), ("1.2", (), 1), ("1.2", ("hairpin=off",), 0)]
)
def test_the_home_agents_policy_binds_those_who_pass_it(option, settings, share):
    assert data.delivery(pair(option, "deny_mobile_to_mobile=on", *settings), TO, 5).value == share


@pytest.mark.parametrize(("setting", "lost"), [("off", False), ("on", True)])
def test_a_strict_peer_does_not_find_the_sa_that_moved(setting, lost):
    run = handover("3", f"strict_triple={setting}")
    assert (moves.gap_ms(run, "cn > mn", 0).value > 10_000) == lost
    dropped = {event.reason for _, event in run.events(Dropped) if event.node == "mn"}
    assert ("no-sa" in dropped) == lost


@pytest.mark.parametrize(("setting", "lost"), [("on", False), ("off", True)])
def test_a_node_that_sends_nothing_is_lost_unless_it_announces_its_move(setting, lost):
    run = handover("3", "flow_direction=down", f"announce_move={setting}")
    assert (moves.gap_ms(run, "cn > mn", 0).value > 10_000) == lost
    assert set(run.facts.flows) == {"cn > mn"}


def test_only_the_first_end_sends_upwards():
    assert set(handover("3", "flow_direction=up").facts.flows) == {"mn > cn"}
