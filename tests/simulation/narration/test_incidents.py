"""Crashes, attacks, packets that do not fit."""

from simulation.narration import incidents


def kinds(reading, option, preset):
    return [each.kind for each in incidents.tell(reading(option, preset))]


def test_the_first_packet_that_an_attacker_rewrites_is_told_with_its_owner(reading):
    found = list(incidents.tell(reading("1.1", "pseudo-nat-attack")))
    rewrites = next(each for each in found if each.kind == "rewrites")
    assert rewrites.focus.nodes == ("attacker", "mn")


def test_packets_that_are_cut_are_told_once_a_move(reading):
    assert kinds(reading, "1.1", "big-packets") == ["cuts"]


def test_what_an_action_does_to_data_is_told_with_it(reading):
    found = list(incidents.tell(reading("wg", "nat-rebind")))
    acts = next(each for each in found if each.kind == "acts")
    assert "Data end at" in acts.headline


def test_the_section_that_warns_of_rewriting_is_that_of_the_message(reading):
    sections = {}
    for option in ("1.1", "3", "6"):
        found = incidents.tell(reading(option, "pseudo-nat-attack"))
        sections[option] = next(each.spec for each in found if each.kind == "rewrites")
    assert sections == {"1.1": "RFC 3519 6.1.1", "3": "RFC 3947 8", "6": "RFC 4555 5.1"}
