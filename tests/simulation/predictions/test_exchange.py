"""Shuffled packets, held against the order in which they were sent."""

from simulation.predictions import grade


def test_the_answer_is_the_order_in_which_they_are_sent(examiner):
    one = examiner("1.1", "leave-colocated")
    seen = set()
    for at in one.moments("shuffled"):
        asked = one.ask("shuffled", at)
        told = {
            each.id: each.feedback.split("It was sent at ")[1].split(" s")[0]
            for each in asked.choices
        }
        sendings = [float(told[each]) for each in asked.answer]
        assert sendings == sorted(sendings)
        assert not grade(asked, [each.id for each in asked.choices]).right
        seen.add(asked.prompt.split("the exchange ")[1].split(" are")[0])
    assert "by which two ends agree on keys" in seen
    assert "by which a node gets an address" in seen


def test_a_message_does_not_bear_its_number(examiner):
    one = examiner("1.1", "leave-colocated")
    labels = [
        each.label for at in one.moments("shuffled") for each in one.ask("shuffled", at).choices
    ]
    assert any(each.startswith("IKE main mode: it proposes") for each in labels)
    assert not any("main mode 1" in each or ", try" in each for each in labels)
