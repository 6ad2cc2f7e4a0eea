"""Option 1.2: the gateway ends the internal tunnel (draft section 2.3)."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.scenes import outside_only
from tests.simulation.options.playing import Run, play


def test_data_outside_carry_no_inner_tunnel():
    run = play("1.2", "leave-colocated")
    assert run.data_stack("cellular", "mn", 20)[:4] == [
        ("ipv4", "external-mip"),
        ("ipv4", "ipsec"),
        ("esp", "ipsec"),
        ("ipv4", "data"),
    ]
    assert run.data_stack("core", "core-router", 20)[0] in {
        ("ipv4", "internal-mip"),
        ("ipv4", "data"),
    }


def test_the_binding_names_the_gateways_private_address():
    run = play("1.2", "leave-colocated")
    assert run.last_row("i-ha", "bindings", "10.1.0.100")["care_of"] == "10.0.1.10"


@pytest.mark.parametrize("encapsulation", ["minimal", "gre"])
def test_the_gateway_is_sent_ip_in_ip_whatever_the_outer_tunnel_is(encapsulation):
    run = play("1.2", "leave-colocated", encapsulation=encapsulation)
    assert run.delivered("cn > mn", since_s=12)
    assert run.data_stack("home", "i-ha", 20)[:2] == [("ipv4", "internal-mip"), ("ipv4", "data")]


def test_two_nodes_outside_talk_past_the_home_agent():
    run = play("1.2", "two-outside")
    crossed = [event for event in run.sent("^data", "i-ha") if 10 < event.at_ns / 1e9 < 29]
    assert not crossed
    assert run.delivered("mn > mn2", since_s=10, until_s=29)


def test_going_inside_deletes_the_sas_after_the_home_agent_answered():
    run = play("1.2", "return-inside")
    told = run.sent("IKE DELETE of ESP", "mn")
    answered = [row.at_ns for row in run.rows("i-ha", "bindings") if row.at_ns > 20e9]
    assert told[0].at_ns > answered[0]
    assert len(run.sent("IKE main mode 1$", "mn")) == 2


def test_a_delete_that_a_firewall_stops_makes_a_black_hole_for_peers_outside_only():
    run = play("1.2", "two-outside", inside_reaches_gateway="off")
    assert not run.delivered("mn > mn2", since_s=31)
    assert run.delivered("mn2 > mn", since_s=31)


def test_nobody_tells_the_nodes_that_the_gateway_was_renumbered():
    run = play("1.2", "gateway-renumbering")
    assert not run.delivered("cn > mn", since_s=21)
    assert run.delivered("mn > cn", since_s=21)


def test_a_restart_inside_clears_what_stood_at_the_gateway():
    run = play("1.2", "crash-restart")
    assert run.last_row("vpn-gw", "spd", "10.1.0.100") is None


def denied(option, *settings):
    """Return a run in which the first registration through the VPN is denied with code 133."""
    document = outside_only(option, "clock_offset_s=8", *settings)
    return Run(simulate(read_scenario(document)))


def test_a_denial_before_there_is_a_binding_ends_on_the_home_link():
    run = denied("1.2")
    first, *_ = run.drops("arp-failed", "i-ha")
    assert "identification mismatch" in run.trace.packets[first.packet].purpose
    assert not run.delivered("cn > mn")
    assert "registered" not in run.states("mn", "internal registration")


@pytest.mark.parametrize("option", ["1.1", "1.3", "2", "3", "5265", "5266"])
def test_a_denial_reaches_a_node_that_asks_from_an_address_of_the_vpns(option):
    run = denied(option)
    assert run.sent("denied, home agent: identification mismatch")
    assert run.delivered("cn > mn")


def test_a_denial_reaches_a_node_that_asks_from_the_gateways_address():
    assert denied("1.2", "home_address=dynamic").delivered("cn > mn")
