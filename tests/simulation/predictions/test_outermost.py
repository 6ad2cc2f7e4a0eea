"""The outermost header, held against the octets and the nodes that put them there."""

from simulation.dissection import KeyRing, dissect


def test_the_answer_is_the_first_header_of_the_frame_that_follows(examiner):
    one = examiner("1.1", "leave-colocated")
    ring = KeyRing.from_trace(one.scene.trace)
    for at in one.moments("outermost"):
        asked = one.ask("outermost", at)
        sent = one.scene.event(asked.evidence.event)
        first = dissect(one.scene.trace.frames[sent.frame], ring).layers[1].header
        assert asked.answer[0].split(":")[0] == first.key
        assert str(first.source) in asked.explanation
        assert str(first.destination) in asked.explanation


def test_behind_the_outer_home_agent_ipsec_is_outermost(examiner):
    one = examiner("1.1", "leave-colocated")
    asked = [one.ask("outermost", at) for at in one.moments("outermost")]
    found = {each.answer[0] for each in asked if each.evidence.node == "x-ha" and each.packet}
    assert {"ipv4:ipsec", "ipv4:external-mip"} <= found


def test_a_header_further_in_is_said_to_lie_further_in(examiner):
    asked = examiner("1.1", "leave-colocated").ask("outermost", 5804)
    feedback = {each.id: each.feedback for each in asked.choices}
    assert "further in, as layer 4" in feedback["ipv4:data"]
    assert "not there on this link" in feedback["ipv4:external-mip"]
