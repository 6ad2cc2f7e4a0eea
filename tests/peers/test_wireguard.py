"""WireGuard with wireguard-go at the other end."""

import pytest

from simulation.wireguard.peer import REKEY_AFTER_TIME
from tests.peers.wireguard_go import (
    ELSEWHERE,
    OURS,
    PORT,
    WireguardWorld,
    wireguard_go,
)

pytestmark = [pytest.mark.peer, pytest.mark.full]
SECOND = 1_000_000_000


def test_we_begin(tmp_path):
    with wireguard_go(tmp_path) as peer:
        world = WireguardWorld(peer)
        assert world.reaches()
        assert world.is_reached()
        assert world.told().count("handshake initiation") == 1
        assert world.state.current.initiator
        assert peer.endpoint() == f"{OURS}:{PORT}"


def test_the_peer_begins(tmp_path):
    with wireguard_go(tmp_path, endpoint=f"{OURS}:{PORT}") as peer:
        world = WireguardWorld(peer, knows_peer=False)
        assert world.is_reached()
        assert world.reaches()
        assert "handshake initiation" not in world.told()
        assert not world.state.current.initiator


def test_the_peer_follows_where_we_go(tmp_path):
    with wireguard_go(tmp_path) as peer:
        world = WireguardWorld(peer)
        assert world.reaches()
        world.move()
        world.until(lambda: peer.endpoint() == f"{ELSEWHERE}:{PORT}")
        assert world.is_reached()
        assert world.told().count("handshake initiation") == 1


def test_we_follow_where_the_peer_goes(tmp_path):
    with wireguard_go(tmp_path) as peer:
        world = WireguardWorld(peer)
        assert world.reaches()
        peer.wg("set", peer.device, "listen-port", str(PORT + 1))
        assert world.is_reached()
        assert world.state.endpoint[1] == PORT + 1
        assert world.reaches()


def test_we_rekey_when_the_keys_are_old_and_packets_under_the_old_ones_still_count(tmp_path):
    with wireguard_go(tmp_path) as peer:
        world = WireguardWorld(peer)
        assert world.reaches()
        first = world.state.current
        world.wait(0.2)  # It takes two initiations within 50 ms for a flood.
        world.skip(REKEY_AFTER_TIME // SECOND)
        assert world.reaches(tries=1)
        world.until(lambda: world.state.current is not first)
        assert world.state.previous is first
        assert world.reaches(tries=1)
        assert world.is_reached(tries=1)
        assert world.told().count("handshake initiation") == 2


def test_the_peer_rekeys_when_the_keys_are_old(tmp_path):
    """The one test that waits for what takes two minutes."""
    with wireguard_go(tmp_path, endpoint=f"{OURS}:{PORT}") as peer:
        world = WireguardWorld(peer, knows_peer=False)
        assert world.is_reached()
        first = world.state.current
        world.wait(REKEY_AFTER_TIME // SECOND + 1)
        assert world.is_reached()
        world.until(lambda: world.state.current is not first)
        assert world.reaches(tries=1)
        assert "handshake initiation" not in world.told()


def test_both_begin_at_once(tmp_path):
    with wireguard_go(tmp_path, endpoint=f"{OURS}:{PORT}", keepalive=1) as peer:
        world = WireguardWorld(peer)
        world.wire.hold()
        world.interface.device.show(world.interface.now)
        world.interface.pump()
        world.wait(0.5)
        world.wire.let_go()
        assert world.reaches()
        assert world.is_reached()


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_lost_messages_are_sent_again(tmp_path, lost):
    with wireguard_go(tmp_path) as peer:
        world = WireguardWorld(peer)
        world.wire.lose(lost)
        assert world.reaches(tries=20)
        assert world.is_reached()


def test_a_lost_response_is_made_good(tmp_path):
    with wireguard_go(tmp_path, endpoint=f"{OURS}:{PORT}") as peer:
        world = WireguardWorld(peer, knows_peer=False)
        world.wire.lose(1)
        assert world.is_reached(tries=20)
        assert world.told().count("handshake response") == 2
        assert world.reaches()


def test_a_peer_that_only_listens_says_that_it_does(tmp_path):
    """Passive keepalive: data that are not answered within 10 s are answered by nothing."""
    with wireguard_go(tmp_path, endpoint=f"{OURS}:{PORT}") as peer:
        world = WireguardWorld(peer)
        assert world.reaches()
        received = int(peer.wg("show", peer.device, "transfer").split()[1])
        assert received > 0
        world.wait(11)
        assert "keepalive" in world.told()
