"""The cards at either end."""


def test_the_cast_is_whoever_plays_a_part_and_is_introduced_in_a_sentence(told):
    cast = told("1.1", "leave-colocated").opening.cast
    assert {"mn", "cn", "x-ha", "i-ha", "vpn-gw"} <= {each.node for each in cast}
    assert "nat" not in {each.node for each in cast}
    assert all(each.says.text.endswith(".") for each in cast)


def test_the_question_says_who_goes_where(told):
    question = told("1.1", "leave-colocated").opening.question.text
    assert "from the office network to the cellular network" in question


def test_there_are_three_things_to_do_next(told):
    choices = told("1.1", "leave-colocated").closing.choices
    assert [each.what for each in choices] == ["comparison", "scenario", "lesson"]
    assert choices[1].query == "option=1.1&scenario=handover-outside"


def test_the_baseline_is_held_against_another_design(told):
    assert "options=0,1.1" in told("0", "leave-colocated").closing.choices[0].query
