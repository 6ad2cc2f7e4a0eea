import pytest

from simulation.lessons.figures import Figure


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Figure(741.5392, "ms"), "742 ms"),
        (Figure(1416.2, "ms"), "1.42 s"),
        (Figure(12_300, "ms"), "12.3 s"),
        (Figure(2.25, "ms"), "2.2 ms"),
        (Figure(1234), "1,234"),
        (Figure(0.985, "share"), "98.5 %"),
        (Figure("the gateway"), "the gateway"),
    ],
)
def test_a_figure_is_shown_with_its_unit_and_no_more_digits_than_say_something(figure, shown):
    assert str(figure) == shown
