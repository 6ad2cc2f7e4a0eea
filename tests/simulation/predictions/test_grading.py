"""Grading of each form of answer."""

import pytest

from simulation.errors import AskingError
from simulation.predictions import Choice, Evidence, Prediction, Quantity, grade

THREE = tuple(Choice(name, name.upper(), f"about {name}") for name in "abc")


def question(form, answer, choices=THREE, quantity=None):
    return Prediction(
        kind="k", seed=1, at=0, at_ns=0, prompt="?", where="list", form=form, choices=choices,
        answer=answer, explanation="because", evidence=Evidence(0), hides=(), reveal=0,
        reveal_ns=0, quantity=quantity,
    )  # fmt: skip


def test_one_choice_is_right_or_wrong_and_a_wrong_one_is_explained():
    asked = question("choice", ("b",))
    assert grade(asked, ["b"]).right
    wrong = grade(asked, ["c"])
    assert (wrong.right, wrong.partly, wrong.score) == (False, False, 0)
    assert wrong.parts[0].feedback == "about c"


def test_choosing_everything_earns_no_more_than_what_is_right_less_what_is_wrong():
    asked = question("several", ("a", "b"))
    assert grade(asked, ["b", "a"]).right
    assert grade(asked, ["a"]).score == 0.5
    assert grade(asked, ["a", "b", "c"]).score == 0.5
    assert grade(asked, ["a", "c"]).score == 0
    assert [part.id for part in grade(asked, ["a", "c"]).parts] == ["a", "b", "c"]


def test_where_nothing_is_right_only_nothing_is_right():
    asked = question("several", ())
    assert grade(asked, []).right
    assert grade(asked, ["a"]).score == 0


def test_an_order_is_graded_place_by_place_and_twins_may_change_places():
    asked = question("order", ("a", "b", "c"))
    assert grade(asked, ["a", "c", "b"]).score == pytest.approx(1 / 3, abs=0.001)
    twins = question("order", ("a", "b", "c"), (*THREE[:2], Choice("c", "B", "about c")))
    assert grade(twins, ["a", "c", "b"]).right


def test_a_number_is_right_partly_right_or_wrong_by_how_far_it_is_off():
    asked = question("number", ("100",), (), Quantity("ms", 10, 50))
    assert grade(asked, ["109"]).right
    near = grade(asked, ["140"])
    assert near.partly
    assert 0.5 < near.score < 1
    assert "40 more than it was" in near.parts[0].feedback
    assert grade(asked, ["49"]).score == 0


def test_fields_are_graded_one_by_one_and_numbers_in_any_base_are_alike():
    asked = question("fields", ("10.1.0.100", "0x0a (reply)", "Yes"))
    graded = grade(asked, ["10.1.0.100", "10", "no"])
    assert [part.right for part in graded.parts] == [True, True, False]
    assert graded.partly


@pytest.mark.parametrize(
    ("form", "answer", "given"),
    [
        ("choice", ("a",), ["a", "b"]),
        ("choice", ("a",), ["z"]),
        ("several", ("a",), ["a", "a"]),
        ("order", ("a", "b", "c"), ["a", "b"]),
        ("number", ("1",), ["many"]),
        ("number", ("1",), []),
        ("fields", ("1", "2", "3"), ["1"]),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_with_what_is_accepted(form, answer, given):
    with pytest.raises(AskingError, match=r"accepted|one for each"):
        grade(question(form, answer, quantity=Quantity("s", 0, 1)), given)
