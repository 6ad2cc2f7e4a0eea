"""RFC 5266: MOBIKE outside, Mobile IPv4 over the inner address (access mode mc)."""

from tests.simulation.options.playing import play


def test_update_and_clear_registration_go_out_at_once():
    run = play("5266", "return-inside")
    moved = [e for e in run.sent("IKE|in clear", "mn", since_s=40) if e.at_ns < 41e9]
    kinds = {"IKE" in run.trace.packets[e.packet].purpose for e in moved}
    assert kinds == {True, False}
    assert abs(moved[0].at_ns - moved[1].at_ns) < 1e9


def test_the_stack_is_ipsec_and_one_mobile_ip_layer():
    stack = play("5266", "leave-colocated").data_stack("cellular", "mn", 20)
    assert stack[:4] == [
        ("ipv4", "ipsec"),
        ("esp", "ipsec"),
        ("ipv4", "internal-mip"),
        ("ipv4", "data"),
    ]
