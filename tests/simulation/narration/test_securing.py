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


def test_every_message_of_an_exchange_is_counted_and_none_of_another(reading):
    (point,) = securing.tell(reading("1.1", "leave-colocated"))
    assert point.more[0].startswith("11 ")
    rekeys = [e for e in securing.tell(reading("1.1", "rekey")) if e.kind == "rekeys"]
    assert [each.more[0] for each in rekeys] == [
        "three messages", "three messages", "six messages", "three messages", "three messages",
    ]  # fmt: skip
    assert ["IKE" in each.headline for each in rekeys] == [False, False, True, False, False]


def test_keys_that_replace_others_of_wireguard_are_told_as_new_ones(reading):
    found = list(securing.tell(reading("wg", "rekey")))
    assert [each.kind for each in found] == ["keys", "rekeys"]


def test_who_holds_keys_already_agrees_on_new_ones(reading):
    first, second, third = securing.tell(reading("4", "handover-outside"))
    assert "agrees on keys" in first.headline
    assert "agrees on new keys" in third.headline
    assert second.focus.nodes == ("x-fa", "vpn-gw")
