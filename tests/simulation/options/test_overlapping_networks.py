"""A hotel whose private prefix is one of the site's: what breaks, under which option, and why."""

import pytest

from tests.simulation.options.playing import play

SETTINGS = {"packets_per_second": 5, "duration_ns": 40_000_000_000}
BEHIND = {"since_s": 22, "until_s": 39}


def run(option, network, **more):
    """Play a move from the office into the hotel, at 20 s."""
    return play(option, "behind-nat", hotel_network=network, **SETTINGS, **more)


@pytest.mark.parametrize("option", ["0", "1.1", "3", "6", "wg"])
def test_the_inner_home_agent_is_sought_in_the_hotel_whose_prefix_is_that_of_its_link(option):
    """The tunnel inner address is right, and what it sends to the home agent never gets there."""
    outcome = run(option, "home")
    assert outcome.delivered("mn > cn", **BEHIND) == []
    reasons = {each.node for each in outcome.drops("no-tunnel")}
    assert reasons & {"nat", "mn"}
    assert any("10.1.0.1" in each.detail for each in outcome.drops("no-tunnel"))


@pytest.mark.parametrize("option", ["1.2", "2"])
def test_where_the_node_does_not_speak_to_the_inner_home_agent_that_prefix_does_no_harm(option):
    assert len(run(option, "home").delivered("mn > cn", **BEHIND)) > 80


@pytest.mark.parametrize("option", ["0", "1.1", "1.2", "4", "wg"])
def test_servers_of_the_hotel_s_prefix_are_sought_on_its_link(option):
    outcome = run(option, "servers")
    assert outcome.delivered("mn > cn", **BEHIND) == []
    assert {each.detail for each in outcome.drops("arp-failed", "mn")} == {
        "no station on hotel answers for 10.3.0.10"
    }


def test_what_they_send_comes_all_the_same():
    """Overlapping prefixes break one direction: routes of the node alone are misled."""
    assert len(run("1.1", "servers").delivered("cn > mn", **BEHIND)) > 80


def test_option_5_has_no_tunnel_and_ends_at_the_translator():
    outcome = run("5", "servers")
    assert {each.node for each in outcome.drops("arp-failed")} == {"nat"}


@pytest.mark.parametrize("network", ["home", "servers"])
def test_a_client_that_tunnels_everything_is_not_misled(network):
    outcome = run("1.1", network, local_network="tunnelled")
    assert len(outcome.delivered("mn > cn", **BEHIND)) > 80


def test_a_network_of_its_own_misleads_nobody():
    outcome = run("1.1", "own")
    assert len(outcome.delivered("mn > cn", **BEHIND)) > 80
    assert outcome.last_row("mn", "interfaces", "eth0")["address"].startswith("192.168.1.")
