"""The site's firewalls: what they let through, and what they refuse."""

import pytest

from tests.simulation.options.playing import play


def test_what_leaks_from_outside_dies_at_the_outer_firewall():
    run = play("1.1", "leave-colocated")
    assert all(drop.where == "isp" for drop in run.drops("filtered", "outer-fw"))
    assert run.drops("filtered", "outer-fw")


def test_inside_nodes_cannot_register_with_the_external_agent_unless_let():
    refused = play("1.1", "power-up-inside")
    assert refused.drops("filtered", "inner-fw")
    admitted = play("1.1", "power-up-inside", inside_reaches_x_ha=True)
    assert not admitted.drops("filtered", "inner-fw")


def test_the_content_filter_refuses_ip_in_ip():
    run = play("1.1", "content-filter")
    assert not run.delivered("cn > mn", since_s=12)
    assert any("content filter" in drop.detail for drop in run.drops("filtered", "inner-fw"))


@pytest.mark.parametrize("settings", [{}, {"gateway_nat": True}], ids=["IP-in-IP", "over UDP"])
def test_the_content_filter_refuses_what_home_agents_tunnel_either_way(settings):
    run = play("1.1", "content-filter", **settings)
    assert not run.delivered("mn > cn", since_s=12)
    assert not run.delivered("cn > mn", since_s=12)
    refused = [drop for drop in run.drops("filtered", "inner-fw") if "filter" in drop.detail]
    assert {run.trace.packets[drop.packet].flow for drop in refused} >= {"mn > cn", "cn > mn"}


def test_the_ingress_filter_refuses_the_sites_own_sources_from_outside():
    run = play("1.3", "leave-colocated", x_ha="dmz", ingress_filter=True)
    assert not run.delivered("mn > cn", since_s=15)
    assert play("1.3", "leave-colocated", x_ha="dmz").delivered("mn > cn", since_s=15)
