"""The story of the data in words."""

import pytest

from simulation.metrics.names import Names
from simulation.narration.data import DataStory
from simulation.trace import Acted, Delivered, Dropped, Trace

MS = 1_000_000
NODES = [
    {"name": "mn", "label": "mobile node"},
    {"name": "cn", "label": "server"},
    {"name": "fw", "label": "outer firewall"},
    {"name": "net", "label": "the Internet"},
]


@pytest.fixture
def story():
    found = DataStory(Names(Trace({"nodes": NODES})))
    deliver(found, "cn > mn", 10, 0)
    deliver(found, "mn > cn", 20, 10)
    return found


def deliver(story, flow, at_ms, sent_ms):
    return story.delivered(0, Delivered("x", 0, flow, 0, 160, sent_ms * MS).at(at_ms * MS))


def drop(story, at_ms, *, new=False, node="fw", where=""):
    event = Dropped(node, 0, "filtered", "no rule admits it", "RFC 1", where).at(at_ms * MS)
    return story.dropped(event, "cn > mn", new=new)


def act(story, at_ms, do):
    return story.acted(0, Acted("mn", {"do": do, "link": "hotspot"}).at(at_ms * MS))


def test_the_first_data_lost_are_a_turn_and_later_ones_are_not(story):
    told = drop(story, 100)
    assert told.text == (
        "the outer firewall drops data from the server to the mobile node: no rule admits it"
    )
    assert told.phase
    assert drop(story, 150) is None
    assert drop(story, 200, new=True).phase is False


def test_an_action_makes_a_loss_new_only_where_data_flowed_before_it(story):
    drop(story, 100)
    act(story, 150, "detach")
    assert drop(story, 160) is None, "they have not come since the last loss was told"
    deliver(story, "cn > mn", 165, 99)
    act(story, 168, "attach")
    assert drop(story, 169) is None, "what came was under way before that loss"
    deliver(story, "cn > mn", 170, 165)
    act(story, 180, "attach")
    assert drop(story, 190).phase


def test_losses_before_any_data_came_are_no_turn():
    story = DataStory(Names(Trace({"nodes": NODES})))
    assert drop(story, 100) is None
    assert drop(story, 100, new=True).phase is False


def test_a_silence_is_told_with_its_cause(story):
    drop(story, 100)
    told = drop(story, 2100, node="net", where="cellular")
    assert told.phase
    assert told.text == (
        "no data from the server to the mobile node have come since 0.0 s; they end at the access "
        "router of the cellular network (no rule admits it, RFC 1)"
    )


def test_a_move_in_vain_is_told_as_the_node_leaves(story):
    act(story, 100, "detach")
    act(story, 200, "attach")
    drop(story, 2500)
    assert act(story, 5000, "detach") == (
        "; no data from the server to the mobile node came while it was in the hotspot"
    )


def test_data_that_come_after_a_move_in_vain_say_since_when_there_were_none(story):
    for at in (100, 5000):
        act(story, at, "detach")
        act(story, at + 100, "attach")
    told = deliver(story, "cn > mn", 6000, 5500)
    assert told.text == (
        "data flow again from the server to the mobile node, after 1,000 ms of silence since it "
        "left; none had come since 0.0 s"
    )
    assert deliver(story, "mn > cn", 6100, 5500).text.endswith(": the handover is done")


def test_a_silence_that_heals_without_a_move_is_a_turn(story):
    drop(story, 2100)
    told = deliver(story, "cn > mn", 3010, 3000)
    assert told.phase
    assert told.text.endswith("after 3,000 ms of silence")


def test_the_end_says_what_never_came_back(story):
    assert story.ended(9000 * MS) == ""
    drop(story, 2100)
    told = story.ended(12_010 * MS)
    assert "silent since 0.0 s, for 12.0 s, and did not come back" in told
    assert "the last ended at the outer firewall (no rule admits it, RFC 1)" in told
