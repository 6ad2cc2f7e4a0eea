"""Whether a packet arrives, held against its deliveries and drops."""

from dataclasses import replace

from simulation.predictions import Examiner, grade
from simulation.trace import Dropped


def fate(scene, root):
    """What the events say of the packet: delivered, or where and why the last copy ended."""
    last = None
    for event in scene.trace.events:
        if getattr(event, "packet", None) is None or scene.facts.root[event.packet] != root:
            continue
        if event.kind == "delivered":
            return "arrives"
        if event.kind == "dropped":
            last = f"{event.node}:{event.reason}"
    return last


def test_the_answer_is_what_became_of_the_packet(examiner):
    one = examiner("1.1", "handover-outside")
    answers = set()
    for at in one.moments("arrives"):
        asked = one.ask("arrives", at)
        assert asked.answer == (fate(one.scene, asked.evidence.packet),)
        answers.add(asked.answer[0])
    assert {"arrives", "x-fa:no-station"} <= answers


def test_a_wrong_culprit_is_told_when_the_packet_passed_it(examiner):
    one = examiner("1.1", "handover-outside")
    asked = one.ask("arrives", 40308)
    wrong = grade(asked, ["internet:no-station"])
    assert "this one passed it at 40.009 s" in wrong.parts[0].feedback
    assert "external foreign agent drops it at 40.019 s" in wrong.explanation


def test_a_packet_that_is_lost_instead_of_delivered_makes_another_answer(leaving):
    one = Examiner(leaving)
    asked = (one.ask("arrives", at) for at in one.moments("arrives"))
    came = next(each for each in asked if each.answer == ("arrives",))
    planted = replace(leaving, events=list(leaving.events))
    event = leaving.events[came.evidence.event]
    planted.events[came.evidence.event] = Dropped(
        node=event.node, packet=event.packet, reason="filtered", detail="no", spec="", where=""
    ).at(event.at_ns, event.cause)
    assert Examiner(planted).ask("arrives", came.at).answer == (f"{event.node}:filtered",)
