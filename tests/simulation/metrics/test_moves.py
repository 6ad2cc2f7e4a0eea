"""Departures and arrivals, read off the timeline."""

from simulation.metrics.facts import Facts
from simulation.metrics.moves import Travels, leaves, moves
from simulation.trace import Acted

MS = 1_000_000


def act(made, at_ms, do, node="mn", link=""):
    action = {"at_ns": at_ms * MS, "node": node, "do": do, **({"link": link} if link else {})}
    made.event(at_ms * MS, Acted(node, action))


def test_a_move_is_an_arrival_with_the_departure_before_it_and_the_next_one_after(made):
    made.stand("mn", "left")
    act(made, 100, "detach")
    made.stand("mn", None, 100 * MS, "left")
    act(made, 200, "attach", link="right")
    made.stand("mn", "right", 200 * MS)
    act(made, 700, "crash")
    act(made, 900, "restart", link="left")
    first, second = moves(Facts(made.finished()))
    assert first.origin == "left"
    assert first.arrival[1:] == ("mn", "attach", "right", 0, 100 * MS, 200 * MS)
    assert first.until_ns == 700 * MS
    assert second.arrival.since_ns == 200 * MS
    assert second.arrival.detach_ns == 700 * MS
    assert second.until_ns == 10_000 * MS


def test_only_mobile_nodes_move_and_an_attach_alone_leaves_as_it_arrives(made):
    act(made, 100, "attach", "cn", "left")
    act(made, 300, "attach", "mn", "right")
    (only,) = moves(Facts(made.finished()))
    assert (only.node, only.arrival.detach_ns) == ("mn", 300 * MS)


def test_a_switch_on_is_no_arrival():
    event = Acted("mn", {"do": "switch-on"}).at(1)
    assert Travels().act(0, event) is None
    assert not leaves(event)


def test_a_machine_that_starts_again_has_not_moved():
    travels = Travels()
    assert travels.act(0, Acted("cn", {"do": "crash"}).at(1)) is None
    assert travels.act(1, Acted("cn", {"do": "restart"}).at(2)) is None
