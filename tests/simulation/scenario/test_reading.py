import pytest

from simulation.errors import ScenarioError
from simulation.scenario import reading


@pytest.mark.parametrize("value", [7, 7.0])
def test_an_integer_is_the_same_however_json_spells_it(value):
    read = reading.whole(value, "here", 0, 10)
    assert (read, type(read)) == (7, int)


@pytest.mark.parametrize(
    "value",
    [
        11,
        -1,
        7.5,
        "7",
        True,
        None,
        [],
        pytest.param(10**5000, id="huge"),
        float("inf"),
        float("nan"),
    ],
)
def test_what_is_no_integer_within_bounds_is_refused_in_few_words(value):
    with pytest.raises(ScenarioError) as refusal:
        reading.whole(value, "here", 0, 10)
    assert refusal.value.where == "here"
    assert refusal.value.accepted == "an integer from 0 to 10"
    assert len(refusal.value.what) < 100


@pytest.mark.parametrize("value", ["10.0.1.11", "\uff11\uff10.0.1.11", "\u0661\u0660.0.1.11"])
def test_an_address_has_ascii_digits_whatever_it_was_written_in(value):
    assert reading.address(value, "here") == "10.0.1.11"


@pytest.mark.parametrize(
    "value", ["10.0.1", "10.0.1.256", "010.0.1.11", "10.0.1.\u00b2", "10.0.1.11\n", 10, None, ""]
)
def test_what_names_no_one_address_is_refused(value):
    with pytest.raises(ScenarioError):
        reading.address(value, "here")


def test_a_choice_a_flag_and_a_text_are_taken_as_they_are_or_refused():
    assert reading.choice("a", "here", ("a", "b")) == "a"
    assert reading.flag(value=False, where="here") is False
    assert reading.text("a walk", "here", 10) == "a walk"
    for refused in (
        lambda: reading.choice(["a"], "here", ("a", "b")),
        lambda: reading.flag(1, "here"),
        lambda: reading.text("a long walk", "here", 10),
        lambda: reading.text("bell\a", "here", 10),
    ):
        with pytest.raises(ScenarioError):
            refused()
