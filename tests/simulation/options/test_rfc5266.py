"""RFC 5266: MOBIKE outside, Mobile IPv4 over the inner address (access mode mc)."""

import pytest

from tests.simulation.options.playing import play


def test_update_and_clear_registration_go_out_at_once():
    run = play("5266", "return-inside")
    moved = [e for e in run.sent("IKE|in clear", "mn", since_s=40) if e.at_ns < 41e9]
    kinds = {"IKE" in run.trace.packets[e.packet].purpose for e in moved}
    assert kinds == {True, False}
    assert abs(moved[0].at_ns - moved[1].at_ns) < 1e9


def test_without_a_tunnel_ike_begins_at_the_same_time_as_the_registration_in_clear():
    """RFC 5266 section 3.4.2, steps 1 and 2."""
    run = play("5266", "leave-colocated")
    asked, *_ = run.sent("in clear", "mn", since_s=10)
    begun, *_ = run.sent("IKE_SA_INIT request", "mn", since_s=10)
    assert abs(asked.at_ns - begun.at_ns) < 5e6
    assert run.gap_ms("mn > cn", 9, 20) < 1100


def test_inside_the_exchange_fails_and_nothing_waits_for_it():
    run = play("5266", "power-up-inside")
    assert len(run.sent("IKE", "mn")) == 1
    assert run.states("mn", "vpn client") == ["connecting", "down"]
    assert run.delivered("mn > cn", until_s=1.2)


@pytest.mark.parametrize("option", ["0", "3", "6", "7", "5266", "wg"])
def test_no_timer_of_detection_counts_towards_a_gap_without_an_external_home_agent(option):
    short, long = (
        play(option, "leave-colocated", silence_s=silence_s, duration_ns=14_000_000_000)
        for silence_s in (1, 3)
    )
    assert short.gap_ms("cn > mn", 9, 14) == long.gap_ms("cn > mn", 9, 14) < 1500


def test_the_stack_is_ipsec_and_one_mobile_ip_layer():
    stack = play("5266", "leave-colocated").data_stack("cellular", "mn", 20)
    assert stack[:4] == [
        ("ipv4", "ipsec"),
        ("esp", "ipsec"),
        ("ipv4", "internal-mip"),
        ("ipv4", "data"),
    ]
