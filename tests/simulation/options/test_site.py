"""The parts of the reference world: who stands where, and what the firewalls let through."""

from tests.simulation.options.playing import play


def addresses(run, node):
    return {
        row["key"]: row["new"]["address"]
        for row in run.rows(node, "interfaces")
        if row["new"]["address"]
    }


def test_routers_and_firewalls_have_the_documented_addresses():
    run = play("1.1", "leave-colocated")
    assert addresses(run, "internet") == {
        "isp": "192.0.2.65",
        "operator": "198.51.100.1",
        "hotspot": "203.0.113.2",
        "cellular": "203.0.113.129",
        "hotel-wan": "198.51.100.65",
    }
    assert addresses(run, "outer-fw") == {"isp": "192.0.2.66", "dmz": "192.0.2.1"}
    assert addresses(run, "inner-fw") == {
        "core": "10.0.0.2",
        "vpn-inside": "10.0.1.2",
        "dmz": "192.0.2.2",
    }
    assert addresses(run, "vpn-gw") == {"dmz": "192.0.2.10", "vpn-inside": "10.0.1.10"}


def test_what_leaks_from_outside_dies_at_the_outer_firewall():
    run = play("1.1", "leave-colocated")
    assert all(drop["where"] == "isp" for drop in run.drops("filtered", "outer-fw"))
    assert run.drops("filtered", "outer-fw")


def test_inside_nodes_cannot_register_with_the_external_agent_unless_let():
    refused = play("1.1", "power-up-inside")
    assert refused.drops("filtered", "inner-fw")
    admitted = play("1.1", "power-up-inside", inside_reaches_x_ha=True)
    assert not admitted.drops("filtered", "inner-fw")


def test_the_content_filter_refuses_ip_in_ip():
    run = play("1.1", "content-filter")
    assert not run.delivered("cn > mn", since_s=12)
    assert any("content filter" in drop["detail"] for drop in run.drops("filtered", "inner-fw"))


def test_the_ingress_filter_refuses_the_sites_own_sources_from_outside():
    run = play("1.3", "leave-colocated", x_ha="dmz", ingress_filter=True)
    assert not run.delivered("mn > cn", since_s=15)
    assert play("1.3", "leave-colocated", x_ha="dmz").delivered("mn > cn", since_s=15)


def test_renumbering_is_known_to_every_router():
    run = play("1.1", "gateway-renumbering")
    assert addresses(run, "vpn-gw")["vpn-inside"] == "10.0.1.11"
    assert run.delivered("cn > mn", since_s=25)
