"""When data come, fall silent and come again; what a silence is, the metrics' tests say."""

import pytest

from simulation.narration.flowing import Flowing
from simulation.trace import Acted, Delivered, Dropped

MS = 1_000_000


@pytest.fixture
def flowing():
    found = Flowing()
    deliver(found, "cn > mn", 10, 0)
    deliver(found, "mn > cn", 20, 10)
    return found


def deliver(flowing, flow, at_ms, sent_ms):
    event = Delivered("x", 0, flow, 0, 160, sent_ms * MS).at(at_ms * MS)
    return flowing.deliver(0, event)


def drop(flowing, at_ms, flow="cn > mn"):
    return flowing.drop(Dropped("fw", 0, "filtered", "", "", "").at(at_ms * MS), flow)


def act(flowing, at_ms, do, node="mn"):
    return flowing.act(0, Acted(node, {"do": do, "link": "right"}).at(at_ms * MS))


def test_first_data_are_told_and_nothing_of_the_next_ones():
    flowing = Flowing()
    assert deliver(flowing, "cn > mn", 10, 0) is not None
    assert deliver(flowing, "cn > mn", 20, 10) is None


def test_a_handover_is_done_when_both_directions_flow(flowing):
    act(flowing, 100, "detach")
    act(flowing, 200, "attach")
    assert flowing.awaits("mn")
    one = deliver(flowing, "cn > mn", 500, 450)
    assert (one.silence.span_ns, one.silent_ns, one.complete) == (490 * MS, 490 * MS, False)
    other = deliver(flowing, "mn > cn", 600, 550)
    assert (other.silence.span_ns, other.complete) == (580 * MS, True)
    assert not flowing.awaits("mn")


def test_silence_is_said_once_when_it_has_lasted_two_seconds(flowing):
    assert drop(flowing, 1000) is None
    mute = drop(flowing, 2010)
    assert (mute.since_ns, mute.span_ns) == (10 * MS, 2000 * MS)
    assert drop(flowing, 2020) is None
    again = deliver(flowing, "cn > mn", 2500, 2400)
    assert (again.silence, again.silent_ns) == (None, 2490 * MS)
    assert drop(flowing, 2600) is None
    assert drop(flowing, 4500) is not None


def test_leaving_makes_a_silence_final_that_was_told(flowing):
    act(flowing, 100, "detach")
    act(flowing, 200, "attach")
    drop(flowing, 2500)
    (unended,) = act(flowing, 3000, "detach")
    assert unended.flow == "cn > mn"


def test_a_flow_of_which_nothing_was_lost_is_not_silent_at_the_end(flowing):
    drop(flowing, 500, "mn > cn")
    (only,) = flowing.mute(5000 * MS)
    assert (only.flow, only.since_ns) == ("mn > cn", 20 * MS)


def test_a_flow_that_never_came_is_silent_at_the_end_and_no_sooner():
    flowing = Flowing()
    assert drop(flowing, 5000) is None
    assert not flowing.has_flowed("cn > mn")
    (only,) = flowing.mute(9000 * MS)
    assert only.since_ns is None
