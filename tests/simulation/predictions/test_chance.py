"""Chance for questions."""

from simulation.predictions.chance import shuffled, some, stream


def test_the_same_seed_kind_and_moment_draw_the_same_order():
    once, twice = (shuffled(range(20), stream(1, "layers", 7)) for _ in range(2))
    assert once == twice
    assert sorted(once) == list(range(20))
    assert once != shuffled(range(20), stream(2, "layers", 7))


def test_some_things_stay_in_their_order():
    drawn = some(range(20), 5, stream(1, "x", 0))
    assert len(drawn) == 5
    assert drawn == sorted(drawn)
    assert some("ab", 5, stream(1, "x", 0)) == ["a", "b"]
