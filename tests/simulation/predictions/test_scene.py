"""A trace as questions see it."""

import itertools

from simulation.trace import Arrived, Sent


def test_a_packet_is_handled_by_each_node_of_its_way_in_turn(examiner):
    scene = examiner("1.1", "leave-colocated").scene
    root = next(each.root for flow in scene.facts.flows.values() for each in flow.deliveries[-2:])
    way = scene.by_root[root]
    assert len(way) > 5
    for one, other in itertools.pairwise(way):
        sent = scene.sent(one)
        assert sent is not None
        assert other.node in sent[1].to


def test_a_node_that_has_not_begun_has_done_nothing_yet(examiner):
    scene = examiner("1.1", "leave-colocated").scene
    for handling in scene.handlings[:500]:
        assert all(number > handling.stop for number in handling.events)
        if handling.arrived is not None:
            assert isinstance(scene.event(handling.stop), Arrived)


def test_tables_and_stations_are_those_of_the_moment(examiner):
    scene = examiner("1.1", "leave-colocated").scene
    inside, outside = (
        next(n for n, each in scene.facts.of(Sent) if each.at_ns > at) for at in (9e9, 20e9)
    )
    assert "mn" in scene.stations(inside)["office"]
    assert "mn" in scene.stations(outside)["cellular"]
    assert not scene.tables(inside)["mn"]["sad"]
    assert scene.tables(outside)["mn"]["sad"]
    assert scene.keys(outside)["mn"] - scene.keys(inside)["mn"]
