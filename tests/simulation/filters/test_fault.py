import pytest

from simulation.errors import AskingError
from simulation.filters import FilterError, parse


def test_a_fault_says_what_where_how_long_and_what_would_do():
    with pytest.raises(FilterError) as caught:
        parse("node == mn andd esp")
    assert caught.value.as_json() == {
        "message": "'andd' does not fit here",
        "position": 11,
        "length": 4,
        "expected": "and, or, or the end of the filter",
    }


def test_a_fault_is_told_like_any_question_that_makes_no_sense():
    with pytest.raises(AskingError, match="filter, character 1: nothing is called 'nod'; accepted"):
        parse("nod")
