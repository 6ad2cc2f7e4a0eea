"""Option 0: what breaks where nothing is solved (RFC 4093 sections 2.1 and 4)."""

from tests.simulation.options.playing import play


def test_an_own_address_outside_costs_a_whole_ike_and_silence_where_it_waits_for_that_first():
    run = play("0", "leave-colocated")
    waiting = play("0", "leave-colocated", vpn_at_once=False, silence_s=3)
    assert 1000 < run.gap_ms("cn > mn", 9, 20) < 2000
    assert 3800 < waiting.gap_ms("cn > mn", 9, 20) < 5000
    assert len(run.sent("IKE main mode", "mn")) == 3
    assert run.delivered("cn > mn", since_s=30)


def test_a_foreign_agents_address_outside_leaves_nothing():
    run = play("0", "leave-foreign-agent")
    assert not run.delivered("cn > mn", since_s=10.5)
    assert not run.sent("IKE")
    assert run.drops("filtered", "outer-fw")


def test_every_move_outside_runs_ike_again():
    run = play("0", "handover-outside", care_of="colocated")
    assert len(run.sent("IKE main mode 1$", "mn")) == 3


def test_data_outside_are_mobile_ip_inside_ipsec():
    stack = play("0", "leave-colocated").data_stack("cellular", "mn", 20)
    assert stack[:4] == [
        ("ipv4", "ipsec"),
        ("esp", "ipsec"),
        ("ipv4", "internal-mip"),
        ("ipv4", "data"),
    ]
