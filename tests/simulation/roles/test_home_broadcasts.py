"""Broadcasts of the home link: who gets a copy, and in what form (RFC 3344 section 4.3)."""

import pytest

from simulation.roles.home_broadcasts import HomeBroadcasts
from simulation.wire import ipv4
from tests.simulation.roles.registering import AGENT, CARE_OF, HOME, Agency

EVERYBODY = "10.1.0.255"


@pytest.fixture
def agency():
    world = Agency()
    HomeBroadcasts(world.agent)
    world.agent.node.sockets[0, 7] = lambda *_: None
    return world


def copies(world, port=7, **changes):
    """Return what reaches the visited link when a station of the home link broadcasts."""
    before = len(world.packets("office"))
    world.say(world.n, "10.1.0.7", EVERYBODY, port=port, **changes)
    world.run(world.now / 1e9 + 1)
    return [each for each in world.packets("office")[before:] if ipv4.protocol(each) == ipv4.IPIP]


def test_a_node_that_did_not_ask_gets_nothing(agency):
    assert agency.code() == 0
    assert copies(agency) == []


def test_a_node_that_ends_its_tunnel_gets_the_broadcast_in_it(agency):
    assert agency.code(broadcasts=True, decapsulates=True) == 0
    (outer,) = copies(agency)
    inner = ipv4.payload(outer)
    assert (ipv4.source(outer), ipv4.destination(outer)) == (AGENT, CARE_OF)
    assert str(ipv4.destination(inner)) == EVERYBODY
    assert ipv4.ttl(inner) == 63


def test_for_an_agent_it_is_first_addressed_to_the_home_address(agency):
    assert agency.code(broadcasts=True, decapsulates=False) == 0
    (outer,) = copies(agency)
    middle = ipv4.payload(outer)
    assert (ipv4.source(middle), ipv4.destination(middle)) == (AGENT, HOME)
    assert str(ipv4.destination(ipv4.payload(middle))) == EVERYBODY


def test_what_concerns_the_link_alone_stays_on_it(agency):
    assert agency.code(broadcasts=True) == 0
    assert copies(agency, port=67) == []
    assert copies(agency, ttl=1) == []


def test_a_node_that_has_left_the_bindings_gets_nothing(agency):
    assert agency.code(broadcasts=True) == 0
    assert agency.code(broadcasts=True, lifetime=0) == 0
    assert copies(agency) == []
