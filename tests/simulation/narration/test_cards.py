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


def test_a_conversation_that_came_back_is_not_said_to_be_over(told):
    closing = told("1.1", "nat-rebind").closing
    assert not closing.survived
    assert "goes on in the end" in closing.outcome.text
    assert "31 seconds" in closing.silence.text


def test_a_conversation_of_which_one_direction_ended_is_said_to_go_one_way(told):
    text = told("2", "two-outside").closing.outcome.text
    assert "one way alone" in text
    assert "from the laptop to the second laptop" in text


def test_a_conversation_that_ended_both_ways_names_both_ends(told):
    text = told("1.1", "pseudo-nat-attack").closing.outcome.text
    assert "did not survive" in text
    assert "the attacker (" in text
    assert "the external home agent (" in text


def test_a_move_after_which_nothing_came_until_the_next_is_not_passed_over(told):
    text = told("0", "handover-outside").closing.outcome.text
    assert "after the move to the hotspot" in text


def test_the_stall_of_a_transfer_is_no_silence_that_is_denied(transfer):
    closing = transfer.closing
    assert "longest stall of a transfer was 3.1 seconds" in closing.silence.text
    assert "no move silenced" not in closing.silence.text


def test_where_the_other_end_moves_the_question_says_so(told):
    question = told("1.1", "two-outside").opening.question.text
    assert "and the second laptop moves from the hotspot" in question
