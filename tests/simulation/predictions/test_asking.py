"""What holds for every question, whatever its kind, of every preset."""

import itertools

import pytest

from simulation import OPTIONS, PRESETS
from simulation.predictions import (
    FIRST_SEED,
    KINDS,
    Examiner,
    NoPredictionError,
    ask,
    grade,
)

ROUND = list(zip(PRESETS, itertools.cycle(["1.1", "0", "3", "5266", "wg", "7"]), strict=False))
"""Each preset once, the options in turn."""
REST = [
    (preset, option) for preset in PRESETS for option in OPTIONS if (preset, option) not in ROUND
]


def check(examiner, preset, option, every=5):
    asked = 0
    one = examiner(option, preset)
    for kind in KINDS:
        for at in one.moments(kind)[::every]:
            sound(one.ask(kind, at), one.scene)
            asked += 1
    assert asked


def sound(prediction, scene):
    where = f"{prediction.kind} at {prediction.at}"
    ids = [each.id for each in prediction.choices]
    assert len(set(ids)) == len(ids), where
    assert prediction.at <= prediction.reveal < len(scene.trace.events), where
    assert prediction.at_ns == scene.at_ns(prediction.at), where
    assert prediction.evidence.event < len(scene.trace.events), where
    assert all(each.label and each.feedback for each in prediction.choices), where
    assert prediction.prompt.rstrip()[-1] in "?.", where
    right = grade(prediction, prediction.answer)
    assert (right.right, right.score) == (True, 1), where
    if prediction.form == "choice":
        assert len(prediction.choices) >= 2, where
        assert len(prediction.answer) == 1, where
        graded = [grade(prediction, [each.id]).right for each in prediction.choices]
        assert graded.count(True) == 1, where
        labels = [each.label for each in prediction.choices]
        assert len(set(labels)) == len(labels), where
    if prediction.form in {"several", "order", "choice"}:
        assert set(prediction.answer) <= set(ids), where


@pytest.mark.parametrize(("preset", "option"), ROUND[::2])
def test_each_question_has_one_right_answer_and_feedback_for_every_other(examiner, preset, option):
    check(examiner, preset, option)


@pytest.mark.full
@pytest.mark.parametrize(("preset", "option"), ROUND[1::2])
def test_so_has_each_question_of_every_other_preset(examiner, preset, option):
    check(examiner, preset, option)


@pytest.mark.full
@pytest.mark.parametrize(("preset", "option"), REST)
def test_so_has_each_question_of_every_option(examiner, preset, option):
    check(examiner, preset, option, every=20)


def test_the_same_seed_asks_the_same_and_another_asks_at_another_moment(leaving):
    first, again = (ask(leaving, "next-hop", seed=3) for _ in range(2))
    assert first.as_json() == again.as_json()
    assert len({ask(leaving, "next-hop", seed=seed).at for seed in range(6)}) > 1


def test_a_question_between_two_moments_is_asked_at_the_next_one(leaving):
    at = Examiner(leaving).moments("next-hop")[5]
    assert ask(leaving, "next-hop", at - 1).at in (at - 1, at)
    assert ask(leaving, "next-hop", at).at == at


def test_what_is_told_before_the_answer_does_not_tell_it(leaving):
    asked = ask(leaving, "next-hop", seed=FIRST_SEED).without_answer()
    assert not {"answer", "explanation", "evidence", "reveal", "reveal_ns"} & set(asked)
    assert all(set(each) == {"id", "label", "role"} for each in asked["choices"])


def test_an_unknown_kind_and_a_time_after_all_moments_are_refused_in_a_sentence(leaving):
    with pytest.raises(NoPredictionError, match="next-hop"):
        ask(leaving, "weather")
    with pytest.raises(NoPredictionError, match="Nothing to ask"):
        ask(leaving, "next-hop", len(leaving.events))


def test_several_questions_take_the_kinds_in_turn(examiner):
    asked = examiner("1.1", "leave-colocated").several(list(KINDS), len(KINDS), FIRST_SEED)
    kinds = [each.kind for each in asked]
    assert len(set(kinds[:12])) == 12
    assert "first-back" not in kinds
