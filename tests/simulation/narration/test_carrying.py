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


def test_a_transfer_is_silent_until_data_come_that_are_sent_again(transfer):
    again = next(each for each in transfer.beats if each.kind == "again")
    assert "After 3.1 seconds" in again.headline.text


def test_a_piece_of_a_packet_is_not_told_as_all_of_it(told):
    story = told("5", "big-packets")
    look = next(each for each in story.beats if each.kind == "look")
    assert "travels in fragments" in look.headline.text
    assert not any("shrinks from" in each.more.text for each in story.beats)


def test_the_section_behind_a_look_is_that_of_the_seal(told):
    looks = [each for each in told("wg", "leave-colocated").beats if each.kind == "look"]
    assert [each.spec for each in looks] == ["", "WireGuard white paper 5.4.6"]


def test_what_lies_open_outside_the_company_is_looked_at(told):
    look = next(each for each in told("4", "leave-foreign-agent").beats if each.kind == "look")
    assert "In the hotspot" in look.headline.text
    assert "all of it" in look.headline.text


def test_two_nodes_that_lose_packets_alike_are_told_once(told):
    silent = next(each for each in told("1.1", "content-filter").beats if each.kind == "silent")
    assert silent.more.text.count("content filter") == 1


def test_what_is_sealed_from_end_to_end_is_in_no_tunnel(told):
    story = told("5", "leave-colocated")
    assert not any("tunnel" in each.headline.text for each in story.beats)
    flows = next(each for each in story.beats if each.kind == "flows")
    assert "sealed from end to end" in flows.headline.text
