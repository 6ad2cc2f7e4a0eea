"""IKEv1 with strongSwan's charon at the other end: RFC 2409, RFC 3706, RFC 3947, XAUTH."""

import pytest

from simulation.ike.configuration import Login
from simulation.ike.retransmission import Backoff
from tests.peers.charon import INNER
from tests.peers.conftest import connected

pytestmark = [pytest.mark.peer, pytest.mark.full]
USER, PASSWORD = "carol", "a password"
XAUTH = {
    "our client": (
        {"authentication": "remote-xauth {\n auth = xauth\n }"},
        {"login": Login(USER, PASSWORD, seconds=0.2)},
    ),
    "our gateway": (
        {"authentication": f"local-xauth {{\n auth = xauth\n xauth_id = {USER}\n }}"},
        {"users": {USER: PASSWORD}},
    ),
}
SECRETS = f'xauth-user {{\n id = {USER}\n secret = "{PASSWORD}"\n }}'


@pytest.mark.parametrize("suite", ["aes-cbc-sha1", "aes-gcm", "3des-sha1"])
def test_main_mode_configuration_and_quick_mode(tmp_path, end, suite):
    with connected(tmp_path, end, 1, theirs={"suite": suite}, suite=suite) as world:
        assert world.session().address is not None
        assert str(world.session().address) == INNER
        assert world.speaks()


def test_a_user_is_asked_between_the_phases(tmp_path, end):
    theirs, ours = XAUTH[end]
    with connected(tmp_path, end, 1, theirs=theirs | {"secrets": SECRETS}, **ours) as world:
        assert world.session().user_admitted
        assert world.speaks()


def test_a_wrong_password_is_refused(tmp_path):
    theirs, _ = XAUTH["our client"]
    wrong = {"login": Login(USER, "another password", seconds=0.2)}
    theirs = theirs | {"secrets": SECRETS}
    refused = connected(tmp_path, "our client", 1, theirs=theirs, **wrong)
    with pytest.raises(AssertionError, match="not up"), refused:
        pass
    assert "XAuth authentication of 'carol' failed" in (tmp_path / "charon.log").read_text()


@pytest.mark.parametrize("who", ["we", "the peer"])
@pytest.mark.parametrize("what", ["child", "ike"])
def test_either_end_rekeys_either_phase(tmp_path, end, who, what):
    with connected(tmp_path, end, 1) as world:
        old = world.session().name, len(world.daemon.device.pairs)
        if who == "we":
            world.rekey(what)
        else:
            world.peer.rekey(what)
        world.wait(1)
        assert world.speaks()
        assert (world.session().name == old[0]) is (what == "child")
        assert (len(world.daemon.device.pairs) == old[1]) is (what == "ike")
        world.until(lambda: world.peer.associations() == 1, 15, "the old association remains")
        # The newest has the children; what charon replaced, it lets live to its end.
        assert [bool(each.children) for each in world.daemon.endpoint.sessions()][-1]
        rekey_again = world.rekey if who == "the peer" else world.peer.rekey
        rekey_again("child")
        world.wait(0.5)
        assert world.speaks()


def test_both_ends_answer_whether_they_live(tmp_path, end):
    theirs = {"connection_more": "dpd_delay = 1s"}
    with connected(tmp_path, end, 1, theirs=theirs, dpd_interval_ns=2_000_000_000) as world:
        world.wait(4)
        assert "IKE R-U-THERE-ACK" in world.told_of_ike()
        assert world.speaks()


def test_we_ask_a_silent_peer_and_it_answers(tmp_path, end):
    with connected(tmp_path, end, 1, dpd_interval_ns=1_000_000_000) as world:
        world.wait(3)
        assert world.told_of_ike().count("IKE R-U-THERE") >= 2
        assert world.daemon.endpoint.sessions()
        assert world.speaks()


def test_a_dead_peer_is_noticed(tmp_path, end):
    soon = {"dpd_interval_ns": 1_000_000_000, "backoff": Backoff(500_000_000, 1, 3)}
    with connected(tmp_path, end, 1, **soon) as world:
        world.wire.loses = lambda frame: True
        world.until(lambda: not world.daemon.endpoint.sessions())
        assert world.daemon.device.pairs == []


def test_we_delete_and_the_peer_forgets(tmp_path, end):
    with connected(tmp_path, end, 1) as world:
        world.daemon.delete(world.session().name)
        world.wait(0.5)
        assert world.peer.associations() == world.peer.children() == 0


def test_the_peer_deletes_and_we_forget(tmp_path, end):
    with connected(tmp_path, end, 1) as world:
        world.peer.terminate()
        world.until(lambda: not world.daemon.endpoint.sessions())
        assert world.daemon.device.pairs == []
