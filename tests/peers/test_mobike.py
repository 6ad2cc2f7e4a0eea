"""MOBIKE with strongSwan's charon at the other end: RFC 4555."""

import pytest

from tests.peers.charon import ELSEWHERE, OURS, PEER
from tests.peers.conftest import connected

pytestmark = [pytest.mark.peer, pytest.mark.full]
THEIRS_ELSEWHERE = "192.0.2.77"


def test_our_client_moves_and_the_gateway_follows(tmp_path):
    with connected(tmp_path, "our client", 2) as world:
        world.move(tell=True)
        world.until(lambda: f"{ELSEWHERE}[4500]" in world.peer.control("--list-sas"))
        assert world.speaks()


@pytest.mark.parametrize("policy", ["off", "before", "after"])
def test_our_gateway_follows_a_client_that_moves(tmp_path, policy):
    with connected(tmp_path, "our gateway", 2, return_routability=policy) as world:
        space = world.space
        # Of another prefix, or it would go with the first address.
        space.ip("address", "add", f"{THEIRS_ELSEWHERE}/25", "dev", "tap0")
        space.ip("address", "delete", f"{PEER}/24", "dev", "tap0")
        world.until(lambda: str(world.daemon.device.pairs[0].peer) != PEER)
        assert str(world.daemon.device.pairs[0].peer) == THEIRS_ELSEWHERE
        world.wait(0.5)
        assert ("IKE COOKIE2" in world.told_of_ike()) is (policy != "off")
        # Charon's own update carries one, too, and takes no answer without it.
        assert "N(COOKIE2)" in world.peer.log
        assert world.speaks()


@pytest.mark.parametrize("what", ["child", "ike"])
def test_our_client_moves_back_and_forth_between_rekeyings(tmp_path, what):
    with connected(tmp_path, "our client", 2) as world:
        for own in (ELSEWHERE, OURS):
            world.peer.rekey(what)
            world.settle()
            world.move(own, tell=True)
            world.settle()
            assert world.speaks()
            world.rekey(what)
            world.settle()
            assert world.speaks()
