"""What becomes of the data."""

from simulation.narration import carrying


def test_both_directions_that_come_again_are_one_point(reading):
    (again,) = carrying.tell(reading("1.1", "leave-colocated"))
    assert again.kind == "again"
    assert len(again.evidence) == 2


def test_a_way_that_stays_silent_names_where_its_packets_end(reading):
    found = list(carrying.tell(reading("1.1", "pseudo-nat-attack")))
    silent = found[-1]
    assert silent.kind == "silent"
    assert "attacker" in silent.headline
    assert "external home agent" in silent.headline


def test_a_look_counts_octets_and_what_lies_in_the_open(told):
    look = next(each for each in told("1.1", "leave-colocated").beats if each.kind == "look")
    assert "300 octets for 160 of data" in look.headline.text
    assert "two IP headers and the ESP header" in look.headline.text


def test_the_same_layers_are_looked_into_once(told):
    looks = [each for each in told("1.1", "handover-outside").beats if each.kind == "look"]
    assert len(looks) == 2
