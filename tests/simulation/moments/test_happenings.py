from simulation.moments.happenings import BY_WORDS, COMMON, HAPPENINGS
from simulation.moments.phrase import ORDINALS
from simulation.scenario import ACTIONS
from simulation.trace import MESSAGES


def test_no_two_kinds_of_happening_share_their_words():
    assert len(BY_WORDS) == sum(len(each.words) for each in HAPPENINGS)


def test_every_action_and_every_message_can_be_named():
    assert {do.replace("-", " ") for do in ACTIONS} - {"attack"} <= set(BY_WORDS)
    assert {kind.replace("-", " ") for kind in MESSAGES} <= set(BY_WORDS)


def test_no_words_begin_with_an_ordinal_or_hold_an_article_or_a_side():
    words = [each.split() for each in BY_WORDS]
    assert not [each for each in words if each[0] in {*ORDINALS, "last"}]
    assert not [each for each in words if {"a", "an", "the", "after", "before"} & set(each)]
    assert set(COMMON) <= set(BY_WORDS)


def test_a_move_is_the_arrival_and_not_the_departure(event):
    assert event("first move of mn").action["do"] == "attach"
