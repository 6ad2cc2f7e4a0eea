"""Which tunnels a move touches, held against what is known of the designs."""

import pytest


@pytest.mark.parametrize(
    ("option", "touched"),
    [
        ("1.1", {"external-mip"}),  # draft 2.2: the move outside is the outer agent's alone
        ("1.3", {"external-mip"}),  # draft 2.4: data from the node are in no such tunnel
        ("5266", {"ipsec"}),  # RFC 5266 section 4: MOBIKE moves the association itself
    ],
)
def test_a_move_outside_touches_the_tunnel_that_the_design_moves(examiner, option, touched):
    one = examiner(option, "handover-outside")
    moments = one.moments("tunnels-changed")
    assert moments
    for at in moments:
        assert set(one.ask("tunnels-changed", at).answer) == touched


def test_what_stays_is_told_with_its_ends_and_its_key(examiner):
    one = examiner("1.1", "handover-outside")
    asked = one.ask("tunnels-changed", one.moments("tunnels-changed")[0])
    feedback = {each.id: each.feedback for each in asked.choices}
    assert "as it was, between 192.0.2.10 and 192.0.2.129" in feedback["ipsec"]
    assert "esp:0x" in feedback["ipsec"]


def test_a_tunnel_that_stood_unused_is_not_said_to_be_new(examiner):
    one = examiner("1.1", "return-inside")
    asked = one.ask("tunnels-changed", one.moments("tunnels-changed")[-1])
    assert "IPsec: around data only now" in asked.explanation
    assert "new" not in asked.explanation
