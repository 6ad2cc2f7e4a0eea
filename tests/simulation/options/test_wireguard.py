"""WireGuard roaming, with Mobile IP over the inner address."""

from simulation.options import OPTIONS
from simulation.trace import ROLES
from tests.simulation.options.playing import play


def test_two_messages_make_a_tunnel():
    run = play("wg", "leave-colocated")
    assert len(run.sent("handshake initiation", "mn", since_s=10)) == 1
    assert run.data_stack("cellular", "mn", 20)[:4] == [
        ("ipv4", "ipsec"),
        ("udp", "ipsec"),
        ("wireguard-data", "ipsec"),
        ("ipv4", "internal-mip"),
    ]


def test_a_move_needs_no_handshake():
    run = play("wg", "handover-outside")
    assert len(run.sent("handshake initiation", "mn")) == 1
    assert run.gap_ms("cn > mn", 19, 30) < 400


def test_a_nat_is_nothing_special():
    run = play("wg", "behind-nat")
    assert run.gap_ms("cn > mn", 19, 59) < 400


def test_nothing_of_wireguard_is_called_ipsec():
    assert OPTIONS["wg"].layer_names["ipsec"] == "WireGuard"
    assert set(OPTIONS["wg"].layer_names) <= set(ROLES)
