"""Option 6: MOBIKE tells the gateway the new address (draft section 2.9, RFC 4555)."""

from tests.simulation.options.playing import play


def test_a_move_is_one_exchange():
    run = play("6", "handover-outside")
    later = list(run.sent("IKE", "mn", since_s=19))
    assert 2 <= len(later) <= 6
    assert run.gap_ms("cn > mn", 19, 30) < 400


def test_the_gateway_moves_its_sa_when_told():
    run = play("6", "handover-outside")
    told = [row for row in run.rows("vpn-gw", "sad", " out") if row.old and row.new]
    assert told[0].new["destination"] == "203.0.113.64"


def test_a_nat_on_the_new_link_brings_udp():
    run = play("6", "behind-nat")
    assert ("udp", "nat-traversal") in run.data_stack("hotel", "mn", 30)
    assert ("udp", "nat-traversal") not in run.data_stack("cellular", "mn", 10)


def test_return_routability_asks_the_new_address_first():
    """RFC 4555 section 3.7: a responder should; it is what happens unless it is switched off."""
    asked = play("6", "handover-outside").sent("IKE COOKIE2", "vpn-gw", since_s=19)
    assert len(asked) == 2
    off = play("6", "handover-outside", return_routability="off")
    assert off.sent("IKE COOKIE2", "vpn-gw", since_s=19) == []
