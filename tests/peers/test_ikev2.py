"""IKEv2 with strongSwan's charon at the other end: RFC 7296."""

import pytest

from simulation.ike.retransmission import Backoff
from tests.peers.charon import INNER
from tests.peers.conftest import connected

pytestmark = [pytest.mark.peer, pytest.mark.full]
SECOND = 1_000_000_000


@pytest.mark.parametrize("suite", ["aes-cbc-sha1", "aes-gcm", "3des-sha1"])
def test_one_end_asks_for_an_address_and_both_reach_the_other(tmp_path, end, suite):
    with connected(tmp_path, end, 2, theirs={"suite": suite}, suite=suite) as world:
        assert str(world.session().address) == INNER
        assert world.speaks()


@pytest.mark.parametrize("what", ["child", "ike"])
@pytest.mark.parametrize("who", ["we", "the peer"])
def test_either_end_rekeys_either_kind(tmp_path, end, who, what):
    with connected(tmp_path, end, 2) as world:
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
def test_both_ends_rekey_at_once(tmp_path, end, what):
    with connected(tmp_path, end, 2) as world:
        world.wire.hold()
        world.rekey(what)
        world.peer.rekey(what)
        world.wire.let_go()
        world.settle(f"after both rekeyed {what}")
        assert "collision" in world.peer.log
        assert world.speaks()


@pytest.mark.parametrize(("ours", "theirs"), [("child", "ike"), ("ike", "child")])
def test_each_end_rekeys_another_kind_at_once(tmp_path, end, ours, theirs):
    with connected(tmp_path, end, 2) as world:
        world.wire.hold()
        world.rekey(ours)
        world.peer.rekey(theirs)
        world.wire.let_go()
        world.wait(1)
        assert world.speaks()
        assert "TEMPORARY_FAILURE" in world.peer.log or "TEMP_FAIL" in world.peer.log


def test_a_rekeying_with_forward_secrecy(tmp_path, end):
    theirs = {"esp": "aes128-sha1-modp1536"}
    with connected(tmp_path, end, 2, theirs=theirs, quick_mode_group=5) as world:
        for who in (world.rekey, world.peer.rekey):
            who("child")
            world.settle()
            assert world.speaks()


def test_data_flow_while_a_pair_is_replaced(tmp_path, end):
    with connected(tmp_path, end, 2) as world:
        for who in (world.rekey, world.peer.rekey) * 2:
            who("child")
            assert all(world.pings(world.near, *world.ends_of_ours, tries=1) for _ in range(3))
        world.settle()


def test_requests_and_answers_are_lost_and_sent_again(tmp_path, end):
    soon = {"backoff": Backoff(300_000_000, 1, 10)}
    with connected(tmp_path, end, 2, **soon) as world:
        for what in ("child", "ike"):
            world.wire.lose(2)
            world.rekey(what)
            world.settle(f"after {what} was rekeyed and messages were lost")
            assert world.speaks()


def test_each_asks_a_silent_peer_and_is_answered(tmp_path, end):
    theirs = {"connection_more": "dpd_delay = 1s"}
    with connected(tmp_path, end, 2, theirs=theirs, dpd_interval_ns=SECOND // 2) as world:
        world.wait(4)
        assert world.told_of_ike().count("IKE liveness check") >= 3
        assert world.daemon.endpoint.sessions()
        assert world.speaks()


def test_a_dead_peer_is_noticed(tmp_path, end):
    soon = {"dpd_interval_ns": SECOND, "backoff": Backoff(SECOND // 2, 1, 3)}
    with connected(tmp_path, end, 2, **soon) as world:
        world.wire.loses = lambda frame: True
        world.until(lambda: not world.daemon.endpoint.sessions())
        assert world.daemon.device.pairs == []


def test_we_delete_and_the_peer_forgets(tmp_path, end):
    with connected(tmp_path, end, 2) as world:
        world.daemon.delete(world.session().name)
        world.until(lambda: not world.daemon.endpoint.sessions())
        assert world.peer.associations() == world.peer.children() == 0


def test_the_peer_deletes_and_we_forget(tmp_path, end):
    with connected(tmp_path, end, 2) as world:
        world.peer.terminate()
        world.until(lambda: not world.daemon.endpoint.sessions())
        assert world.daemon.device.pairs == []
