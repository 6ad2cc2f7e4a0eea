"""The order of the layers, held against the octets."""

from simulation.dissection import KeyRing, dissect
from simulation.predictions import grade


def test_the_answer_is_the_order_of_the_headers_in_the_frame(examiner):
    one = examiner("1.1", "leave-colocated")
    ring = KeyRing.from_trace(one.scene.trace)
    for at in one.moments("layers"):
        asked = one.ask("layers", at)
        sent = one.scene.event(asked.evidence.event)
        titles = [
            each.header.title for each in dissect(one.scene.trace.frames[sent.frame], ring).layers
        ]
        labels = {each.id: each.label for each in asked.choices}
        told = [labels[each].rsplit(" (", 1)[0] for each in asked.answer]
        known = [title for title in titles if title in told]
        assert told[0] == titles[1]
        assert [each for each in told if each in known][: len(known)] == known[: len(told)]


def test_the_layers_are_offered_in_another_order_than_they_have(examiner):
    one = examiner("1.1", "leave-colocated")
    for at in one.moments("layers")[:10]:
        asked = one.ask("layers", at)
        assert not grade(asked, [each.id for each in asked.choices]).right


def test_two_layers_in_each_others_place_are_both_wrong(examiner):
    one = examiner("1.1", "leave-colocated")
    asked = one.ask("layers", 5804)
    first, second, *rest = asked.answer
    parts = grade(asked, [second, first, *rest]).parts
    assert [part.right for part in parts] == [False, False, *(True for _ in rest)]
