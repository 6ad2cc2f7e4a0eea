"""IKEv2 with strongSwan's charon at the other end: RFC 7296, RFC 4555."""

import pytest

from tests.peers.charon import INNER, charon, client, gateway
from tests.peers.worlds import ClientWorld, GatewayWorld

pytestmark = [pytest.mark.peer, pytest.mark.full]
SUITES = ["aes-cbc-sha1", "aes-gcm", "3des-sha1"]


@pytest.mark.parametrize("suite", SUITES)
def test_our_client_gets_an_address_and_is_reached(tmp_path, suite):
    with charon(tmp_path, gateway(2, suite)) as peer:
        world = ClientWorld(peer, version=2, suite=suite)
        world.connect()
        assert world.told == [("up", INNER)]
        assert world.speaks()


@pytest.mark.parametrize("suite", SUITES)
def test_our_gateway_gives_an_address_and_reaches_its_client(tmp_path, suite):
    with charon(tmp_path, client(2, suite)) as peer:
        world = GatewayWorld(peer, version=2, suite=suite)
        world.connect()
        assert world.speaks()


@pytest.fixture(params=["our client", "our gateway"])
def world(request, tmp_path):
    """Our client or our gateway, connected to the peer."""
    ours, theirs = {
        "our client": (ClientWorld, gateway),
        "our gateway": (GatewayWorld, client),
    }[request.param]
    with charon(tmp_path, theirs(2)) as peer:
        world = ours(peer, version=2)
        world.connect()
        yield world


@pytest.mark.parametrize("what", ["child", "ike"])
@pytest.mark.parametrize("who", ["we", "the peer"])
def test_either_end_rekeys_either_kind(world, who, what):
    old = world.session().name, world.session().children[0].inbound.spi
    for _ in range(2):
        if who == "we":
            world.rekey(what)
        else:
            world.peer.rekey(what)
        world.settle(f"after {who} rekeyed {what}")
        assert world.speaks()
    new = world.session().name, world.session().children[0].inbound.spi
    assert (new[0] == old[0], new[1] == old[1]) == (what == "child", what == "ike")


@pytest.mark.parametrize("what", ["child", "ike"])
def test_both_ends_rekey_at_once(world, what):
    world.wire.hold()
    world.rekey(what)
    world.peer.rekey(what)
    world.wire.let_go()
    world.settle(f"after both rekeyed {what}")
    assert "collision" in world.peer.log
    assert world.speaks()


def test_we_delete_and_the_peer_forgets(world):
    world.daemon.delete(world.session().name)
    world.until(lambda: not world.daemon.endpoint.sessions())
    assert world.peer.associations() == world.peer.children() == 0


def test_the_peer_deletes_and_we_forget(world):
    world.peer.terminate()
    world.until(lambda: not world.daemon.endpoint.sessions())
    assert world.daemon.device.pairs == []
    assert not world.speaks()
