"""Our client behind a translator, strongSwan's gateway in front of it: RFC 3947, RFC 7296 2.23."""

import pytest

from tests.peers.charon import OURS
from tests.peers.conftest import BEHIND_NAT, connected

pytestmark = [pytest.mark.peer, pytest.mark.full]
SECOND = 1_000_000_000
SPEAKS = [(1, False), (2, False), (2, True)]
"""Versions, and whether MOBIKE is spoken."""


def behind_nat(folder, version, mobike, **ours):
    return connected(folder, BEHIND_NAT, version, theirs={"encap": "no"}, mobike=mobike, **ours)


@pytest.mark.parametrize(("version", "mobike"), SPEAKS)
def test_both_ends_find_the_translator_and_encapsulate(tmp_path, version, mobike):
    with behind_nat(tmp_path, version, mobike) as world:
        # Charon's ESP needs UDP everywhere, so it says that it stands behind one, too.
        assert world.session().nat_local
        assert "remote host is behind NAT" in world.peer.log
        assert world.speaks()


@pytest.mark.parametrize(("version", "mobike"), SPEAKS)
def test_a_new_port_is_noticed_by_asking(tmp_path, version, mobike):
    with behind_nat(tmp_path, version, mobike, dpd_interval_ns=2 * SECOND) as world:
        assert world.speaks()
        assert world.nat.mappings.move_ports("the test moves them")
        world.wait(5)
        assert world.speaks()
        port = world.nat.mappings.of_inside(17, world.session().path.local, 4500).outside_port
        assert f"{OURS}[{port}]" in world.peer.control("--list-sas")


@pytest.mark.parametrize("what", ["child", "ike"])
@pytest.mark.parametrize("mobike", [False, True])
def test_either_end_rekeys_across_the_translator(tmp_path, what, mobike):
    with behind_nat(tmp_path, 2, mobike) as world:
        for who in (world.rekey, world.peer.rekey):
            who(what)
            world.settle()
            assert world.speaks()
