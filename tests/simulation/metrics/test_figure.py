"""Figures keep their value, rounded, and a bounded list of evidence."""

from simulation.metrics.figure import MOST_EVIDENCE, figure, in_percent, milliseconds, ratio


def test_evidence_is_bounded_and_the_first_stay():
    assert figure(1, iter(range(1000)))["evidence"] == list(range(MOST_EVIDENCE))


def test_values_are_rounded_and_whole_numbers_stay_whole():
    assert figure(1 / 3)["value"] == 0.333333
    assert isinstance(figure(3)["value"], int)
    assert figure(None) == {"value": None, "evidence": []}
    assert figure(True)["value"] is True


def test_units():
    assert milliseconds(1_500_000) == 1.5
    assert ratio(1, 4) == 0.25
    assert ratio(1, 0) is None


def test_shares_in_per_cent_say_all_and_nothing_of_all_and_nothing_only():
    assert in_percent(1.0) == "100 %"
    assert in_percent(0.99999) == "99.9 %"
    assert in_percent(0.00001) == "0.1 %"
    assert in_percent(0.0) == "0 %"
    assert in_percent(0.125) == "12.5 %"
