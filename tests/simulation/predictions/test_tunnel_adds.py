"""What a tunnel adds, held against the lengths in the IPv4 headers."""

from simulation.predictions import grade


def test_the_answer_is_the_difference_of_the_recorded_packets(examiner):
    one = examiner("1.1", "leave-colocated")
    for at in one.moments("tunnel-adds"):
        asked = one.ask("tunnel-adds", at)
        event = one.scene.event(asked.evidence.event)
        outer, inner = (
            one.scene.trace.packets[each].octets for each in (event.packet, event.inner)
        )
        assert asked.answer == (str(outer - inner),)
        assert f"to {outer}" in asked.explanation


def test_the_parts_that_are_told_add_up_to_the_answer(examiner):
    one = examiner("1.1", "leave-colocated")
    asked = one.ask("tunnel-adds", 5723)
    assert asked.answer == ("72",)
    parts = "They are: IPv4 header (IPsec) 20; ESP (IPsec) 24 before and 28 behind."
    assert asked.explanation.endswith(parts)


def test_who_forgot_what_is_behind_is_told_so(examiner):
    asked = examiner("1.1", "leave-colocated").ask("tunnel-adds", 5723)
    wrong = grade(asked, ["44"])
    assert not wrong.right
    assert "behind it" in wrong.parts[0].feedback
    assert grade(asked, ["70"]).partly
