import pytest

from simulation.wire.address import Address
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    SECOND,
    ChildDown,
    ChildUp,
    PeerMoved,
    client,
    pair,
    server,
)


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


@pytest.mark.parametrize("follows", [True, False])
def test_a_gateway_that_follows_any_peer_takes_esp_along_with_ike(follows):
    """Draft section 2.6: an authentic question shows where the peer is, NAT or no NAT."""
    node = client(dpd_interval_ns=10 * SECOND)
    wire, node, _ = pair(node=node, gateway=server(follow_peer=follows), until=5 * SECOND)
    elsewhere = Address.parse("203.0.113.9")
    node.move(node.session, elsewhere, wire.now)
    wire.endpoints[elsewhere] = wire.endpoints.pop(MN)
    wire.happened[elsewhere] = wire.happened.pop(MN)
    wire.run(15 * SECOND)
    moves = [each.peer for each in wire.of(GATEWAY, PeerMoved)]
    assert moves == ([elsewhere] if follows else [])
