"""What MOBIKE's messages hold, octet by octet."""

import pytest

from simulation.wire import ikev2
from simulation.wire.address import Address
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    SECOND,
    Failed,
    PeerMoved,
    Rejected,
    client,
    pair,
    server,
)

MN2 = Address.parse("203.0.113.9")


def moved(node=None, gateway=None):
    wire, node, gateway = pair(
        node=node or client(version=2), gateway=gateway or server(), until=10 * SECOND
    )
    wire.endpoints[MN2] = wire.endpoints.pop(MN)
    wire.happened[MN2] = wire.happened.pop(MN)
    node.move(node.session, MN2, wire.now)
    wire.run(wire.now + SECOND)
    return wire, node, gateway


def notices(datagram):
    octets = datagram.plaintext
    nodes = ikev2.payloads(header_of(octets).next_payload, octets)
    return {node.header.type: node.header for node in nodes}


def test_the_update_itself_has_no_address():
    # RFC 4555 sections 3.5 and 4.2.2
    wire, _, _ = moved()
    update, answer = (notices(each) for _, _, each in wire.sent[4:6])
    assert list(update) == [16400, 16388, 16389]
    assert (update[16400].protocol, update[16400].spi_size, update[16400].data) == (0, 0, b"")
    assert list(answer) == [16388, 16389]
    assert wire.sent[4][2].source == MN2


def test_cookie2_comes_back_as_it_was():
    # RFC 4555 sections 3.7 and 4.2.5: 8 to 64 octets
    wire, _, _ = moved(gateway=server(return_routability="before"))
    asked, answered = (notices(each)[16401].data for _, _, each in wire.sent[6:8])
    assert asked == answered
    assert 8 <= len(asked) <= 64
    assert wire.sent[6][2].destination == MN2


def test_a_wrong_cookie2_ends_the_association():
    wire, node, gateway = moved(gateway=server(return_routability="before"))
    node.move(node.session, MN, wire.now)
    wire.endpoints[MN] = wire.endpoints.pop(MN2)
    wire.happened[MN] = wire.happened.pop(MN2)
    wire.run(wire.now + 60_000_000)
    gateway.sessions()[0].asking.cookie = b"something else!!"
    wire.run(wire.now + SECOND)
    assert wire.of(GATEWAY, Failed)[0].because == "COOKIE2 came back changed"
    assert gateway.sessions() == []


def test_no_nats_allowed_declares_addresses_and_ports():
    # RFC 4555 section 4.2.6: source, destination, source port, destination port
    changes = {"no_nats_allowed": True, "nat_traversal": False}
    wire, _, _ = moved(client(version=2, **changes), server(**changes))
    declared = notices(wire.sent[4][2])[16402].data
    assert declared == MN2.octets + GATEWAY.octets + b"\x01\xf4\x01\xf4"
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == MN2


@pytest.mark.parametrize("mobike", [True, False])
def test_an_update_that_was_not_agreed_on(mobike):
    gateway = server(mobike=mobike, return_routability="off")
    wire, node, _ = pair(node=client(version=2), gateway=gateway, until=10 * SECOND)
    node.sessions()[0].peer_mobike = True
    node.move(node.session, MN2, wire.now)
    wire.run(wire.now + SECOND)
    assert bool(wire.of(GATEWAY, PeerMoved)) is mobike
    assert bool(wire.of(GATEWAY, Rejected)) is not mobike
