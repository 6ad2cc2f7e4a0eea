"""The shapes in which a story crosses to the browser."""

from simulation.narration import shape


def test_a_beat_has_exactly_the_fields_that_are_published(told):
    beat = told("1.1", "leave-colocated").beats[1].as_json()
    assert set(beat) == set(shape.Beat.__annotations__)
    assert set(beat["focus"]) == set(shape.Focus.__annotations__)
    assert set(beat["headline"]) == set(shape.Prose.__annotations__)
