"""Points on the time of a run."""

from simulation.narration.beat import Point
from simulation.narration.layout import laid


def test_of_points_at_one_instant_the_weightiest_is_told(reading):
    run = reading("1.1", "leave-colocated")
    light, heavy = Point(5108, "a", 1, "where", "light"), Point(5108, "b", 9, "where", "heavy")
    beats = laid(run, [Point(0, "flows", 1, "where", "x"), light, heavy], [])
    assert [each.kind for each in beats if each.kind in "ab"] == ["b"]


def test_a_beat_waits_until_the_one_before_has_shown_what_it_speaks_of(reading):
    run = reading("1.1", "leave-colocated")
    first = Point(0, "flows", 1, "where", "x", evidence=(5094,))
    beats = laid(run, [first, Point(6000, "b", 1, "where", "y")], [])
    assert beats[1].from_ns >= run.at_ns(5094)


def test_a_long_stretch_in_which_nothing_is_new_says_what_goes_on(told):
    quiet = told("1.1", "leave-colocated").beats[-1]
    assert quiet.kind == "quiet"
    assert "20 packets a second, each way, inside three tunnels" in quiet.headline.text
    assert "300 octets for 160 of data" in quiet.more.text
    assert quiet.cut is not None


def test_what_is_not_told_aloud_of_one_instant_is_told_on_demand(told):
    beats = told("3", "pseudo-nat-attack").beats
    again = next(each for each in beats if each.kind == "again")
    assert "The attacker writes another address" in again.more.text
