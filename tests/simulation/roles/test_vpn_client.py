"""The client's side of a remote-access VPN: RFC 2409, RFC 2408 section 3.15."""

import pytest

from simulation.roles.vpn_client import VpnState
from simulation.trace import StateChanged
from tests.simulation.roles.remote import ELSEWHERE, GATEWAY, INNER, Remote
from tests.simulation.small_world import address


def test_connecting_gives_an_inner_address_and_a_way_to_use_it():
    world = Remote()
    world.connect()
    assert world.told == [("up", str(INNER))]
    assert world.client.state is VpnState.UP
    assert world.c.owns(INNER)
    assert world.works()
    assert world.drops() == []


def test_both_versions_work():
    world = Remote(client={"version": 2})
    world.connect()
    assert world.told == [("up", str(INNER))]
    assert len(world.ike("c")) == 2
    assert world.works()


@pytest.mark.parametrize("lost", range(9))
def test_whichever_message_is_lost_the_client_gets_there(lost):
    world = Remote(lost={lost})
    world.connect(40)
    assert world.told == [("up", str(INNER))]
    assert world.works()


def test_a_gateway_that_does_not_answer_is_given_up():
    world = Remote()
    world.g.interfaces["far"].detach()
    world.connect(200)
    assert [kind for kind, _ in world.told] == ["down"]
    assert world.client.state is VpnState.DOWN


def test_the_wrong_key_gives_no_tunnel():
    world = Remote(client={"group_key": b"another secret"})
    world.connect(200)
    assert ("up", str(INNER)) not in world.told
    assert world.sad("g") == world.sad("c") == {}
    assert any(each.startswith("ike-") for each in world.drops("g") + world.drops("c"))


def test_connecting_from_elsewhere_forgets_the_old_association():
    world = Remote()
    world.connect()
    world.c.interfaces["near"].configure(ELSEWHERE, world.links["near"].shape.prefix)
    world.client.connect(ELSEWHERE, "the node moved")
    world.run(10)
    assert world.told == [("up", str(INNER))] * 2
    assert {row["source"] for row in world.sad("c").values()} == {str(ELSEWHERE), str(GATEWAY)}
    assert world.works()


def test_disconnecting_tells_the_gateway_and_drops_the_address():
    world = Remote()
    world.connect()
    world.client.disconnect("inside")
    world.run(8)
    assert world.client.state is VpnState.DOWN
    assert world.sad("c") == world.sad("g") == {}
    assert not world.c.owns(INNER)
    assert world.told == [("up", str(INNER))], "who asked for it is not told"


def test_a_negotiation_that_is_abandoned_is_neither_continued_nor_told_of():
    world = Remote()
    world.g.interfaces["far"].detach()
    world.connect(5)
    asked = len(world.sent("c"))
    world.client.abandon("there is another way")
    world.g.interfaces["far"].attach(world.links["far"])
    world.run(200)
    assert len(world.sent("c")) == asked
    assert world.told == []
    assert world.client.state is VpnState.DOWN
    world.client.connect(world.client.local, "test")
    world.run(210)
    assert world.told == [("up", str(INNER))]


def test_what_is_up_cannot_be_abandoned():
    world = Remote()
    world.connect()
    world.client.abandon("there is another way")
    assert world.client.state is VpnState.UP
    assert world.works()


def test_a_delete_that_is_lost_leaves_the_gateway_believing():
    """An IKEv1 DELETE is not acknowledged (RFC 2408 section 3.15)."""
    world = Remote()
    world.connect()
    world.lose(world.links["near"], {0, 1, 2, 3})
    world.client.disconnect("inside")
    world.run(60)
    assert world.sad("c") == {}
    assert len(world.sad("g")) == 2


def test_a_delete_of_the_gateway_is_told():
    world = Remote()
    world.connect()
    session = world.gateway.device.pairs[0].session
    world.gateway.daemon.delete(session)
    world.run(8)
    assert world.told[1][0] == "down"
    assert world.client.state is VpnState.DOWN


def test_a_silent_move_changes_the_outer_source_alone():
    world = Remote(server={"follow_peer": True})
    world.connect()
    spis = set(world.sad("c"))
    world.c.interfaces["near"].configure(ELSEWHERE, world.links["near"].shape.prefix)
    world.client.move(ELSEWHERE, tell=False, show=True)
    world.run(8)
    assert set(world.sad("c")) == spis
    assert str(ELSEWHERE) in {row["destination"] for row in world.sad("g").values()}
    assert world.works()


def test_mobike_tells_the_gateway_of_a_move():
    """RFC 4555 sections 3.5 and 3.7: an update, and the answer to the gateway's question."""
    world = Remote(client={"version": 2})
    world.connect()
    before = len(world.ike("c"))
    world.c.interfaces["near"].configure(ELSEWHERE, world.links["near"].shape.prefix)
    world.client.move(ELSEWHERE, tell=True, show=False)
    world.run(8)
    assert world.ike("c")[before:] == ["IKE UPDATE_SA_ADDRESSES", "IKE INFORMATIONAL response"]
    assert "IKE COOKIE2" in world.ike("g")
    assert world.works()


def test_an_adopted_home_address_is_what_is_proposed_next():
    world = Remote()
    world.client.adopt(address("10.1.0.101"))
    assert str(world.client.daemon.endpoint.configuration.local_selector) == "10.1.0.101/32"


def test_every_state_is_an_event():
    world = Remote()
    world.connect()
    moves = [
        (each.old, each.new)
        for each in world.events(StateChanged, "c")
        if each.machine == "vpn client"
    ]
    assert moves == [("down", "connecting"), ("connecting", "up")]
