"""The gateway: whom it routes to, what it purges, and whom it follows."""

import pytest

from simulation.trace import Dropped, Noted
from simulation.wire import ipv4, udp
from tests.simulation.roles.remote import CLIENT, ELSEWHERE, GATEWAY, INNER, SERVER, Remote
from tests.simulation.small_world import address


def test_an_inner_address_is_routed_while_an_association_serves_it():
    world = Remote()
    world.say(world.s, str(SERVER), str(INNER))
    world.run(1)
    (drop,) = world.events(Dropped)
    assert (drop.node, drop.detail) == ("g", "no SA serves this inner address")
    world.connect()
    assert world.works()
    world.client.disconnect("done")
    world.run(8)
    world.say(world.s, str(SERVER), str(INNER))
    world.run(9)
    assert world.drops("g")[-1] == "no-route"


def test_a_new_life_of_the_peer_purges_what_the_old_one_left():
    """RFC 2407 section 4.6.3.3."""
    world = Remote()
    world.connect()
    old = set(world.sad("g"))
    world.client.daemon.forget()
    world.client.connect(CLIENT, "after a crash")
    world.run(20)
    assert len(world.sad("g")) == 2
    assert not old & set(world.sad("g"))


def test_a_gateway_that_does_not_purge_keeps_both_and_uses_the_newer():
    """A receiver "might elect" to delete: RFC 2407 section 4.6.3.3."""
    world = Remote(server={"honour_initial_contact": False})
    world.connect()
    world.client.daemon.forget()
    world.client.connect(CLIENT, "after a crash")
    world.run(20)
    assert len(world.sad("g")) == 4
    assert world.works()


@pytest.mark.parametrize("follows", [True, False])
def test_the_newest_authentic_packet_moves_the_association_if_it_may(follows):
    """Draft section 2.6."""
    world = Remote(server={"follow_peer": follows})
    world.connect()
    world.client.pair.local = ELSEWHERE
    world.c.hold(ELSEWHERE, "moved to")
    world.say(world.c, str(INNER), str(SERVER))
    world.run(6)
    peers = {str(pair.peer) for pair in world.gateway.device.pairs}
    assert peers == {str(ELSEWHERE if follows else CLIENT)}


def test_a_packet_that_is_late_moves_nothing():
    world = Remote(server={"follow_peer": True})
    world.connect()
    sealed = [world.client.pair.outbound.seal(_datagram(), 4) for _ in range(2)]
    world.c.hold(ELSEWHERE, "elsewhere")
    for source, esp in ((CLIENT, sealed[1]), (ELSEWHERE, sealed[0])):
        world.put(world.c, source, GATEWAY, ipv4.ESP, esp)
    world.run(6)
    assert {pair.peer for pair in world.gateway.device.pairs} == {CLIENT}


def test_a_replayed_packet_moves_nothing():
    world = Remote(server={"follow_peer": True})
    world.connect()
    esp = world.client.pair.outbound.seal(_datagram(), 4)
    world.c.hold(ELSEWHERE, "elsewhere")
    for source in (CLIENT, ELSEWHERE):
        world.put(world.c, source, GATEWAY, ipv4.ESP, esp)
    world.run(6)
    assert {pair.peer for pair in world.gateway.device.pairs} == {CLIENT}
    assert "esp-check" in world.drops("g")


def _datagram():
    body = udp.datagram(INNER, SERVER, 7, 7, b"hello")
    return ipv4.packet(INNER, SERVER, ipv4.UDP, body)


def test_an_association_bound_to_its_addresses_takes_nothing_sent_elsewhere():
    """RFC 2401 section 4.1: the destination is part of what names an SA."""
    world = Remote(gateway={"strict_triple": True})
    world.connect()
    assert world.works()
    world.g.hold(address("192.0.2.11"), "a second public address")
    world.nodes["m"].interfaces["far"].learn(address("192.0.2.11"), world.g.interfaces["far"].mac)
    world.client.pair.peer = address("192.0.2.11")
    world.say(world.c, str(INNER), str(SERVER))
    world.run(10)
    assert world.drops("g") == ["no-sa"]


@pytest.mark.parametrize("tell", [True, False])
def test_dropping_an_address_deletes_its_associations_and_tells_the_peer_if_asked(tell):
    world = Remote()
    world.connect()
    world.gateway.drop(INNER, "moved inside", tell=tell)
    assert world.sad("g") == {}
    world.run(8)
    assert bool(world.sad("c")) == (not tell)


def test_what_a_home_agent_tunnels_is_taken_apart_where_an_association_serves_it():
    """Draft section 2.3: the gateway as the end of the internal tunnel."""
    private = address("10.3.0.1")
    world = Remote(gateway={"decapsulates": (private, SERVER)})
    inner = ipv4.packet(SERVER, INNER, ipv4.UDP, udp.datagram(SERVER, INNER, 7, 7, b"in"))
    world.put(world.s, SERVER, private, ipv4.IPIP, inner)
    world.run(1)
    assert world.drops("g") == ["refused-inner"]
    world.connect()
    heard = world.hears(world.c)
    world.put(world.s, SERVER, private, ipv4.IPIP, inner)
    world.run(8)
    assert heard == [b"in"]


def test_a_pair_that_another_replaces_is_no_loss():
    world = Remote(client={"version": 2})
    world.connect()
    session = world.client.daemon.endpoint.sessions()[0]
    session.rekey_child(session.children[0], int(world.env.now))
    world.client.daemon._pump()
    world.run(7)
    notes = [each.text for each in world.events(Noted, "g")]
    assert any("takes the place of" in each for each in notes)
    assert not any("are gone" in each for each in notes)
    assert world.works()
