"""The one definition of a silence around a move."""

import pytest

from simulation.metrics.facts import Facts
from simulation.metrics.silence import Watch, lost_in, sent_in, silences
from simulation.trace import Acted, Delivered

MS = 1_000_000


def act(made, at_ms, do, node="mn", link="right"):
    made.event(at_ms * MS, Acted(node, {"node": node, "do": do, "link": link}))


def data(made, *came):
    """Send a datagram every 100 ms for 3 s; those in *came* arrive 10 ms later."""
    for number in range(30):
        at = number * 100 * MS
        made.datagram(number, at, at + 10 * MS if number in came else None)


def only(made):
    facts = Facts(made.finished())
    (found,) = silences(facts).values()
    return facts, found


def test_it_lasts_from_the_last_delivery_to_the_first_of_something_sent_after_leaving(made):
    act(made, 1000, "detach")
    act(made, 1100, "attach")
    data(made, *range(10), *range(15, 30))
    facts, found = only(made)
    assert (found.begins_ns, found.ends_ns) == (910 * MS, 1510 * MS)
    assert found.span_ns == 600 * MS
    assert lost_in(facts, facts.flows["cn > mn"], found) == [10, 11, 12, 13, 14]


def test_without_an_end_it_lasts_until_the_node_leaves_again(made):
    act(made, 1000, "detach")
    act(made, 1100, "attach")
    act(made, 2000, "detach")
    act(made, 2100, "attach")
    data(made, *range(10), *range(25, 30))
    facts = Facts(made.finished())
    first, second = silences(facts).values()
    assert first.after is None
    assert first.span_ns == 2000 * MS - 910 * MS
    assert second.after is not None
    assert second.begins_ns == 2000 * MS, "what was silent before is not charged to the next move"
    assert second.quiet_since_ns == 910 * MS
    flow = facts.flows["cn > mn"]
    assert len(lost_in(facts, flow, first)) + len(lost_in(facts, flow, second)) == 15


def test_without_an_end_it_lasts_until_the_run_ends(made):
    act(made, 1000, "detach")
    act(made, 1100, "attach")
    data(made, *range(10))
    _, found = only(made)
    assert found.after is None
    assert found.ends_ns == 10_000 * MS


def test_where_nothing_had_come_there_is_no_silence_to_measure(made):
    act(made, 1000, "detach")
    act(made, 1100, "attach")
    data(made, *range(20, 30))
    facts, found = only(made)
    assert found.span_ns is None
    assert sent_in(facts, facts.flows["cn > mn"], found) == []


def watching():
    watch = Watch()
    watch.deliver(0, delivered("cn > mn", 10, 0))
    watch.deliver(1, delivered("mn > cn", 20, 10))
    return watch


def delivered(flow, at_ms, sent_ms):
    return Delivered("x", 0, flow, 0, 160, sent_ms * MS).at(at_ms * MS)


def acted(at_ms, do, node="mn"):
    return Acted(node, {"do": do, "link": "right"}).at(at_ms * MS)


def test_what_was_on_its_way_before_the_move_ends_nothing():
    watch = watching()
    watch.act(2, acted(100, "detach"))
    watch.act(3, acted(101, "attach"))
    assert watch.deliver(4, delivered("mn > cn", 150, 90)) == []
    (ended,) = watch.deliver(5, delivered("mn > cn", 250, 190))
    assert ended.span_ns == 100 * MS
    assert watch.deliver(6, delivered("mn > cn", 350, 290)) == []


@pytest.mark.parametrize("do", ["detach", "attach", "crash", "restart"])
def test_leaving_again_tells_of_every_direction_that_is_still_silent(do):
    watch = watching()
    watch.act(2, acted(100, "detach"))
    watch.act(3, acted(101, "attach"))
    watch.deliver(4, delivered("mn > cn", 250, 190))
    (unended,) = watch.act(5, acted(300, do))
    assert (unended.flow, unended.ends_ns, unended.after) == ("cn > mn", 300 * MS, None)


def test_the_move_of_another_node_concerns_nobody_here():
    watch = watching()
    watch.act(2, acted(100, "detach", "mn2"))
    watch.act(3, acted(200, "attach", "mn2"))
    assert watch.deliver(4, delivered("cn > mn", 500, 450)) == []
    assert watch.pending("cn > mn", 600 * MS) == []
