"""Option 5: host routes and end-to-end ESP (draft section 2.8)."""

from tests.simulation.options.playing import play


def test_only_transport_mode_is_added():
    for link, sender in (("cellular", "mn"), ("isp", "internet"), ("core", "inner-fw")):
        stack = play("5", "leave-colocated").data_stack(link, sender, 20)
        assert stack[:2] == [("ipv4", "data"), ("esp", "ipsec")]


def test_every_router_on_the_way_carries_a_host_route():
    run = play("5", "leave-colocated")
    for router in ("internet", "outer-fw", "inner-fw", "core-router"):
        assert run.last_row(router, "host-routes", "10.1.0.100") is not None


def test_the_old_branch_is_torn_down():
    run = play("5", "return-inside")
    gone = [row for row in run.rows("outer-fw", "host-routes") if row.new is None]
    assert 20 < gone[0].at_ns / 1e9 < 21


def test_a_nat_ends_it():
    run = play("5", "behind-nat")
    assert not run.delivered("cn > mn", since_s=21)


def test_a_firewall_that_denies_leaves_nothing_outside():
    run = play("5", "handover-outside", host_route_firewall="deny")
    assert not run.delivered("mn > cn")
    assert run.drops("filtered", "outer-fw")


def test_the_policy_covers_ping_too_so_that_it_comes_through_the_firewalls_sealed():
    run = play("5", "leave-colocated", traffic="ping", duration_ns=20_000_000_000)
    assert len(run.delivered("ping mn > cn", since_s=12)) >= 7
    assert run.data_stack("cellular", "mn", 12)[:2] == [("ipv4", "data"), ("esp", "ipsec")]
