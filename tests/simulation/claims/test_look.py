"""Readings of a run, and where they point."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.look import Look
from simulation.claims.measures import data, moves, structure
from simulation.claims.scenes import outside_only


@pytest.fixture(scope="module")
def look():
    return Look(simulate(read_scenario(outside_only("1.1"))))


def test_a_reading_points_at_a_packet_or_a_row_near_its_event(look):
    for number, event in enumerate(look.trace.events[:400]):
        found = look.reading(1, number)
        near = look.trace.events[found.event]
        assert (found.packet is None) != (found.row is None)
        if event.kind in ("sent", "row"):
            assert found.event == number
        if found.row is not None:
            assert found.row == (near.node, near.table, near.key)


def test_without_an_event_it_points_at_the_end(look):
    assert look.reading(0).at_ns <= look.trace.head["duration_ns"]
    assert look.reading(0).event > len(look.trace.events) - 50


def test_messages_are_those_without_user_data(look):
    assert {event.kind for _, event, _ in look.messages} == {"sent"}
    assert not any(look.flow_of(event.packet) for _, event, _ in look.messages)


def test_what_was_lost_before_the_service_began_is_counted_only_if_asked_for(look):
    assert data.delivery(look, "mn > cn", 5).value == 1
    assert 0 < data.delivery(look, "mn > cn", 0).value < 1
    assert data.delivery(look, "mn > nobody", 0).value == 0


def test_dual_home_agents_wrap_twice_and_show_nothing(look):
    assert data.layers(look, "cellular", "mn > cn").value == 2
    assert data.in_clear(look, "cellular").value == 0
    assert data.in_clear(look, "servers").value > 0
    assert data.through(look, "i-ha", "mn > cn", 0).value == 1
    # Access, provider, DMZ to the one agent and to the gateway, two links inside, the home link
    # to the other agent and back, and the server's.
    assert data.hops(look, "mn > cn", 5).value == 9


def test_nobody_moved(look):
    assert moves.resumed(look).value == 0
    assert moves.setups(look).value == 1


def test_sets_come_with_their_members(look):
    agents = structure.home_agents(look)
    assert agents.value == 2
    assert structure.members(agents) == {"i-ha", "x-ha"}
    assert structure.members(look.reading(0)) == set()
