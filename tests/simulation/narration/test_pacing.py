"""How long each moment of a beat is shown."""

import pytest

from simulation.narration.pacing import CUT_NS, Flight, pace

MS = 1_000_000


def test_a_beat_takes_as_long_as_it_takes_to_read():
    knots, cut = pace(0, 100 * MS, 5.0, [Flight(10 * MS, 20 * MS, 1.0)])
    assert knots[0] == (0, 0.0)
    assert knots[-1] == (100 * MS, pytest.approx(5.0))
    assert cut is None


def test_time_never_goes_back():
    knots, _ = pace(
        0, 10_000 * MS, 4.0, [Flight(5 * MS, 9 * MS, 1.0), Flight(7 * MS, 50 * MS, 0.3)]
    )
    assert list(knots) == sorted(knots)


def test_the_way_of_what_matters_gets_most_of_the_time():
    knots, _ = pace(0, 100 * MS, 5.0, [Flight(10 * MS, 20 * MS, 1.0)])
    at = dict(knots)
    assert at[20 * MS] - at[10 * MS] > 4.0


def test_a_long_stretch_without_anything_new_is_cut():
    knots, cut = pace(0, 4 * CUT_NS, 5.0, [Flight(0, 10 * MS, 1.0)])
    assert cut == (10 * MS, 4 * CUT_NS)
    assert knots[-1][1] - dict(knots)[10 * MS] < 1


def test_what_is_not_played_takes_no_time():
    assert pace(0, 9, 0.0, [])[0] == ((0, 0.0), (9, 0.0))


def test_many_hops_stretch_a_beat_by_no_more_than_a_half():
    hops = [Flight(n * MS, (n + 1) * MS, 1.0) for n in range(100)]
    assert pace(0, 100 * MS, 4.0, hops)[0][-1][1] == pytest.approx(6.0)
