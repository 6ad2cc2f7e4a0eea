"""Option 1.1: two home agents, three layers (draft section 2.2)."""

import pytest

from tests.simulation.options.playing import play

CVC = [
    ("ipv4", "external-mip"),
    ("ipv4", "ipsec"),
    ("esp", "ipsec"),
    ("ipv4", "internal-mip"),
    ("ipv4", "data"),
]


def test_the_stack_outside_has_three_layers():
    assert play("1.1", "leave-colocated").data_stack("cellular", "mn", 20)[:5] == CVC


def test_a_foreign_agent_hears_ipsec_without_the_outermost_layer():
    run = play("1.1", "leave-foreign-agent")
    assert run.data_stack("hotspot", "mn", 20)[:4] == CVC[1:]
    assert run.data_stack("hotspot", "x-fa", 20)[:5] in (CVC, CVC[1:])


def test_a_handover_outside_needs_no_ike_and_leaves_the_inner_binding_alone():
    run = play("1.1", "handover-outside")
    assert not run.sent("IKE", since_s=5)
    assert [row.new["care_of"] for row in run.rows("i-ha", "bindings", "10.1.0.100")] == [
        "10.9.0.5"
    ]
    assert run.gap_ms("cn > mn", 19, 30) < 400


def test_the_sa_sleeps_inside_and_is_used_again():
    run = play("1.1", "return-inside")
    assert not run.sent("IKE", since_s=5)
    assert run.delivered("cn > mn", since_s=45)


def test_behind_a_nat_the_external_layer_is_udp_and_ike_sees_no_nat():
    run = play("1.1", "behind-nat")
    stack = run.data_stack("hotel", "mn", 30)
    assert stack[:3] == [
        ("ipv4", "external-mip"),
        ("udp", "nat-traversal"),
        ("mip-tunnel-data", "nat-traversal"),
    ]
    assert ("esp", "ipsec") in stack
    assert run.last_row("x-ha", "bindings", "192.0.2.129")["observed"].startswith("198.51.100.77:")


@pytest.mark.parametrize(("knows", "alive"), [(True, True), (False, False)])
def test_a_translating_gateway_needs_nat_traversal_at_the_internal_agent(knows, alive):
    run = play("1.1", "gateway-nat", i_ha_nat_traversal=knows)
    assert bool(run.delivered("cn > mn", since_s=20)) is alive


def test_without_reverse_tunnelling_the_selector_refuses_the_home_address():
    run = play("1.1", "leave-colocated", reverse_tunnel=False)
    assert not run.delivered("mn > cn", since_s=15)
    assert run.delivered("cn > mn", since_s=15)
    assert run.drops("no-sa", "mn")
