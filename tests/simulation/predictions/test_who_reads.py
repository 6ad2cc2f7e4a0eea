"""Who can read what, held against real decryption with each node's own keys."""

from simulation.dissection import KeyRing, dissect
from simulation.trace import Arrived, Sent


def opened(scene, ring, node, root):
    """Whether *node* meets the innermost of *root* in a frame that it can read to the end."""
    found = False
    for handling in scene.by_root[root]:
        for number in [handling.stop, *handling.events] if handling.node == node else []:
            event = scene.event(number)
            if isinstance(event, Arrived | Sent):
                keys = ring.held_by(node, scene.at_ns(handling.stop))
                layers = dissect(scene.trace.frames[event.frame], keys).layers
                found |= layers[-1].header.key != "sealed" and "sealed" not in {
                    each.header.key for each in layers
                }
    return found


def test_the_answer_is_who_can_open_the_frames_with_the_keys_that_it_holds(examiner):
    one = examiner("1.1", "leave-colocated")
    ring = KeyRing.from_trace(one.scene.trace)
    data = [each for each in one.moments("who-reads") if each > 5700]
    assert data
    for at in data:
        asked = one.ask("who-reads", at)
        root = one.scene.handling(at)[0].root
        readers = [each.id for each in asked.choices if opened(one.scene, ring, each.id, root)]
        assert sorted(asked.answer) == readers


def test_the_outer_agent_is_told_that_it_holds_no_key_and_who_does(examiner):
    one = examiner("1.1", "leave-colocated")
    sealed = [one.ask("who-reads", at) for at in one.moments("who-reads") if at > 5700]
    asked = next(each for each in sealed if "mobile node is about" in each.prompt)
    feedback = {each.id: each.feedback for each in asked.choices}
    assert "x-ha" not in asked.answer
    assert "the VPN gateway and the mobile node hold" in feedback["x-ha"]
    assert "holds that key itself" in feedback["vpn-gw"]
