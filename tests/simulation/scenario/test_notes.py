"""What is set and does nothing is told once, with the options that it is told of."""

from simulation import read_scenario
from simulation.scenario import Note, gathered


def under(*options, **settings):
    return [read_scenario({"option": option, **settings}) for option in options]


def test_one_setting_under_several_options_is_one_note():
    found = gathered(under("0", "1.1", "5", overlapping_home=True))
    assert found == [Note("overlapping_home", "does nothing under options 0, 1.1", "option 5")]


def test_under_one_option_it_is_told_as_it_is():
    [note] = gathered(under("1.2", private_address="second"))
    assert note.what == "does nothing beside what else is set"
    assert note.accepted == "private_interfaces=2 or gateways=2"


def test_nothing_is_told_of_what_does_something():
    assert gathered(under("5", overlapping_home=True)) == []
