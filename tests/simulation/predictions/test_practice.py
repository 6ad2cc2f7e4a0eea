"""What is drawn for practice."""

import pytest

from simulation import read_scenario
from simulation.predictions import KINDS, NoPredictionError, drawn


def test_the_same_series_draws_the_same_and_another_draws_otherwise():
    series = [[drawn("next-hop", seed, number) for number in range(10)] for seed in (1, 1, 2)]
    assert series[0] == series[1]
    assert series[0] != series[2]
    assert len({each.document["slug"] for each in series[0]}) > 3
    assert len({each.document["option"] for each in series[0]}) > 3


def test_a_mixed_series_takes_every_kind_before_one_comes_again():
    kinds = [drawn("any", 5, number).kind for number in range(len(KINDS))]
    assert sorted(kinds) == sorted(KINDS)


def test_what_is_drawn_can_be_run_and_only_a_comparison_has_others():
    for kind in KINDS:
        draw = drawn(kind, 3, 0)
        read_scenario(draw.document)
        assert bool(draw.others) == (kind == "first-back")
        assert draw.document["option"] not in draw.others


def test_another_attempt_is_another_run_and_an_unknown_kind_is_refused():
    assert drawn("fields", 1, 1) != drawn("fields", 1, 1, attempt=1)
    with pytest.raises(NoPredictionError, match="weather"):
        drawn("weather", 1, 1)
