"""Readings of a run, and where they point."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import data, moves, structure
from simulation.claims.scenes import outside_only


@pytest.fixture(scope="module")
def run():
    return Evidence(simulate(read_scenario(outside_only("1.1"))))


def test_a_reading_points_at_a_packet_or_a_row_near_its_event(run):
    for number, event in enumerate(run.trace.events[:400]):
        found = run.reading(1, number)
        near = run.trace.events[found.event]
        assert (found.packet is None) != (found.row is None)
        if event.kind in ("sent", "row"):
            assert found.event == number
        if found.row is not None:
            assert found.row == (near.node, near.table, near.key)


def test_without_an_event_it_points_at_the_end(run):
    assert run.reading(0).at_ns <= run.trace.head["duration_ns"]
    assert run.reading(0).event > len(run.trace.events) - 50


def test_messages_are_those_without_user_data(run):
    assert {event.kind for _, event, _ in run.messages} == {"sent"}
    assert not any(run.flow_of(event.packet) for _, event, _ in run.messages)


def test_what_was_lost_before_the_service_began_is_counted_only_if_asked_for(run):
    assert data.delivery(run, "mn > cn", 5).value == 1
    assert 0 < data.delivery(run, "mn > cn", 0).value < 1
    assert data.delivery(run, "mn > nobody", 0).value == 0


def test_dual_home_agents_wrap_twice_and_show_nothing(run):
    assert data.layers(run, "cellular", "mn > cn").value == 2
    assert data.in_clear(run, "cellular").value == 0
    assert data.in_clear(run, "servers").value > 0
    assert data.through(run, "i-ha", "mn > cn", 0).value == 1
    # Access, provider, DMZ to the one agent and to the gateway, two links inside, the home link
    # to the other agent and back, and the server's.
    assert data.hops(run, "mn > cn", 5).value == 9


def test_nobody_moved(run):
    assert moves.resumed(run).value == 0
    assert moves.setups(run).value == 1


def test_sets_come_with_their_members(run):
    agents = structure.home_agents(run)
    assert agents.value == 2
    assert structure.members(agents) == {"i-ha", "x-ha"}
    assert structure.members(run.reading(0)) == set()
