import pytest

from simulation.errors import AskingError
from simulation.lessons.queries import answer


def value(asked, scene):
    return answer(asked, scene).value


def test_the_longest_gap_is_that_of_the_only_move(outside):
    assert value("gap.longest", outside) == value("gap.move1", outside) > 100


def test_what_was_lost_was_sent_and_did_not_come(outside):
    lost, sent = value("lost", outside), value("sent", outside)
    assert 0 < value("lost.move1", outside) <= lost < sent
    assert 0 < value("delivered", outside) <= (sent - lost) / sent


def test_the_signalling_of_a_move_is_part_of_all(outside):
    whole = value("signalling.move1.messages", outside)
    assert whole == value("signalling.move1.ike", outside) + value(
        "signalling.move1.mobile-ip", outside
    )
    assert whole <= value("signalling.messages", outside)
    assert value("signalling.octets", outside) > whole


def test_a_move_that_was_not_made_has_no_figures(outside):
    with pytest.raises(AskingError) as caught:
        value("gap.move2", outside)
    assert caught.value.accepted == "move1 to move1"


def test_a_setting_is_the_runs_own_or_its_default(outside):
    assert value("setting.payload_octets", outside) == "160 octets"
    with pytest.raises(AskingError, match="no parameter"):
        value("setting.nothing", outside)


def test_moments_are_counted_timed_and_measured_between(outside):
    assert value("count: vpn is up", outside) == 1
    assert value("time: first move", outside) == "10.10 s"
    assert answer("span: detach of mn .. first move", outside) == (100, "ms")
