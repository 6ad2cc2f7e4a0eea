"""The silence, held against the deliveries around the move."""

from simulation.predictions import grade


def test_the_answer_is_the_time_between_the_deliveries_around_the_move(examiner):
    one = examiner("1.1", "handover-outside")
    for at in one.moments("silence"):
        asked = one.ask("silence", at)
        first = one.scene.event(asked.evidence.event)
        before = [
            event.at_ns
            for event in one.scene.trace.events[: asked.evidence.event]
            if event.kind == "delivered" and event.flow == first.flow
        ]
        assert asked.answer == (str(round((first.at_ns - before[-1]) / 1e6)),)
        assert before[-1] <= asked.at_ns < first.at_ns


def test_the_nearer_of_two_estimates_scores_higher(examiner):
    one = examiner("1.1", "handover-outside")
    asked = one.ask("silence", one.moments("silence")[0])
    true = int(asked.answer[0])
    scores = [grade(asked, [str(true * share)]).score for share in (1.1, 1.4, 1.7, 3)]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0


def test_who_counts_a_part_alone_is_told_which(examiner):
    one = examiner("1.1", "handover-outside")
    asked = one.ask("silence", one.moments("silence")[0])
    parts = [int(each.id) for each in asked.choices]
    assert abs(sum(parts) - int(asked.answer[0])) <= len(parts)
    assert "only the time" in grade(asked, [asked.choices[0].id]).parts[0].feedback


def test_two_parts_of_the_same_length_are_one_estimate_that_names_both(examiner):
    one = examiner("6", "pseudo-nat-attack")
    asked = [one.ask("silence", at) for at in one.moments("silence")]
    shared = [each for ask in asked for each in ask.choices if " or the time " in each.feedback]
    assert shared
    for each in asked:
        assert len({choice.id for choice in each.choices}) == len(each.choices)
