import pytest

from tests.simulation.ike.playbook import GATEWAY, MN, SECOND, ChildDown, ChildUp, client, pair


@pytest.mark.parametrize("version", [1, 2])
def test_what_came_up_goes_down_when_a_session_ends(version):
    wire, node, _ = pair(node=client(version=version), until=10 * SECOND)
    node.add_child(node.session, None, None, wire.now)
    wire.run(20 * SECOND)
    node.sessions()[0].end("for the test")
    wire.flush()
    up = [each.inbound.spi for each in wire.of(MN, ChildUp)]
    assert [each.inbound_spi for each in wire.of(MN, ChildDown)] == up
    assert len(up) == len(wire.of(GATEWAY, ChildUp)) == 2
    node.on_timer(wire.now)
    assert node.sessions() == []
