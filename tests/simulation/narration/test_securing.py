"""How keys are agreed upon."""

from simulation.narration import securing


def kinds(reading, option, preset):
    return [each.kind for each in securing.tell(reading(option, preset))]


def test_a_negotiation_is_one_point_until_who_began_it_can_seal(reading):
    run = reading("1.1", "leave-colocated")
    (point,) = securing.tell(run)
    assert point.kind == "keys"
    assert point.focus.nodes == ("mn", "vpn-gw")
    assert 10 <= len(point.shown) <= 11
    assert "external Mobile IP tunnel" in point.headline


def test_a_handover_that_keeps_the_keys_tells_of_none(reading):
    assert kinds(reading, "5266", "handover-outside") == ["keys"]


def test_wireguards_handshake_is_a_negotiation_too(reading):
    *inside, outside = securing.tell(reading("wg", "leave-colocated"))
    assert outside.focus.nodes == ("mn", "vpn-gw")
    assert all("nobody answers" in each.headline for each in inside)


def test_keys_that_are_replaced_are_told_as_such(reading):
    assert "rekeys" in kinds(reading, "1.1", "rekey")
