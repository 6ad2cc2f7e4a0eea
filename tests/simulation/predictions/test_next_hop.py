"""The next hop, held against the Ethernet address that is in the frame."""

from dataclasses import replace

from simulation.predictions import Examiner
from simulation.trace import Sent


def destination(scene, prediction):
    """Who the frame that is lit goes to, by the MAC address in its octets."""
    sent = scene.event(prediction.evidence.event)
    mac = scene.trace.frames[sent.frame][:6].hex(":")
    return [
        node["name"]
        for node in scene.trace.head["nodes"]
        if any(each["mac"] == mac for each in node["interfaces"])
    ]


def test_the_answer_is_who_bears_the_address_in_the_next_frame(examiner):
    one = examiner("1.1", "handover-outside")
    for at in one.moments("next-hop"):
        asked = one.ask("next-hop", at)
        assert destination(one.scene, asked) == list(asked.answer)
        assert asked.evidence.event > asked.at


def test_a_wrong_neighbour_is_told_which_route_speaks_against_it(examiner):
    asked = examiner("1.1", "leave-colocated").ask("next-hop", 113)
    feedback = {each.id: each.feedback for each in asked.choices}
    assert asked.answer == ("i-ha",)
    assert "its route 10.1.0.0/24" in feedback["inner-fw"]
    assert asked.evidence.key == "10.1.0.0/24"


def test_another_next_hop_in_the_trace_makes_another_answer(leaving):
    asked = Examiner(leaving).ask("next-hop", 113)
    number = asked.evidence.event
    planted = replace(leaving, events=list(leaving.events))
    event = leaving.events[number]
    assert isinstance(event, Sent)
    planted.events[number] = Sent(
        node=event.node, packet=event.packet, link="core", interface="core",
        frame=event.frame, arrives_ns=event.arrives_ns, to=["inner-fw"],
    ).at(event.at_ns, event.cause)  # fmt: skip
    assert Examiner(planted).ask("next-hop", asked.at).answer == ("inner-fw",)
