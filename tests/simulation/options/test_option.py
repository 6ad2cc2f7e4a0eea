"""Options as data."""

import pytest

from simulation.options import NAMES, OPTIONS

IDS = ["0", "1.1", "1.2", "1.3", "2", "3", "4", "5", "6", "7", "5265", "5266", "wg"]


def test_the_register_holds_every_option_in_order():
    assert list(OPTIONS) == IDS


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.slug)
def test_an_option_says_what_it_is(option):
    assert NAMES[option.slug] == NAMES[option.id] == option.id
    assert option.title
    assert option.section
    assert option.summary.endswith(".")
    assert "mn" in option.roles
    assert all(reading.endswith(".") for reading in option.readings)
    assert all(change.kind in {"new", "modified"} for change in option.changes)


def test_only_the_baseline_changes_nothing():
    assert [option.id for option in OPTIONS.values() if not option.changes] == ["0"]
