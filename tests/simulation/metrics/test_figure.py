"""Figures keep their value, rounded, and a bounded list of evidence."""

from simulation.metrics.figure import MOST_EVIDENCE, figure, milliseconds, ratio


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
