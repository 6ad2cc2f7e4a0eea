"""IKEv2 with strongSwan's charon at the other end: RFC 7296, RFC 4555."""

import pytest

from tests.peers.charon import INNER, SERVER, charon, gateway
from tests.peers.worlds import ClientWorld

pytestmark = [pytest.mark.peer, pytest.mark.full]


@pytest.mark.parametrize("suite", ["aes-cbc-sha1", "aes-gcm", "3des-sha1"])
def test_our_client_gets_an_address_and_is_reached(tmp_path, suite):
    with charon(tmp_path, gateway(2, suite)) as peer:
        world = ClientWorld(peer, version=2, suite=suite)
        world.connect()
        assert world.told == [("up", INNER)]
        assert world.pings(world.c, INNER, SERVER)
        assert world.is_pinged(SERVER, INNER)
