"""What MOBIKE's messages hold, octet by octet."""

import pytest

from simulation.wire import ikev2
from simulation.wire.address import Address
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    NAT_INSIDE,
    SECOND,
    Failed,
    PeerMoved,
    Rejected,
    Wire,
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


def behind_a_nat(**changes):
    """Return a wire with a NAT and its ends; the client asks every 10 s for life."""
    node = client(version=2, dpd_interval_ns=10 * SECOND)
    gateway = server(**changes)
    wire = Wire(nat=True)
    return pair(wire, local=NAT_INSIDE, node=node, gateway=gateway, until=5 * SECOND)


def ports_of_the_peer(wire):
    return [each.peer_port for each in wire.of(GATEWAY, PeerMoved)]


def test_every_lost_mapping_leads_to_an_update_and_a_kept_one_to_none():
    """RFC 4555 section 3.8; IKE_SA_INIT was seen at port 500, so the first check finds another."""
    wire, _, _ = behind_a_nat()
    wire.run(50 * SECOND)
    assert wire.ladder().count("IKE liveness check") == 4
    assert ports_of_the_peer(wire) == [44500]
    for mapping in (50000, 55000):
        wire.mapping = mapping
        wire.run(wire.now + 40 * SECOND)
    assert ports_of_the_peer(wire) == [44500, 54500, 59500]
    assert wire.ladder().count("IKE UPDATE_SA_ADDRESSES") == 3


def test_the_same_address_on_a_new_link_behind_a_nat_is_updated_at_once():
    """RFC 4555 section 3.8: the initiator suspects another mapping, and need not ask first."""
    wire, node, _ = behind_a_nat()
    wire.mapping = 50000
    node.move(node.session, NAT_INSIDE, wire.now)
    wire.run(wire.now + SECOND)
    assert ports_of_the_peer(wire) == [54500]


def test_the_same_address_where_there_is_no_nat_needs_no_update():
    wire, node, _ = pair(node=client(version=2), until=5 * SECOND)
    before = len(wire.sent)
    node.move(node.session, MN, wire.now)
    wire.run(20 * SECOND)
    assert len(wire.sent) == before


def test_a_check_that_is_open_while_the_peer_moves_on_is_repeated_where_it_is_now():
    """RFC 4555 section 3.5: open requests go on by the new addresses, so data soon follow."""
    wire, node, gateway = moved()
    third = Address.parse("203.0.113.77")
    wire.lost.update(range(len(wire.sent) + 2, len(wire.sent) + 4))
    for here, there in ((MN2, MN), (MN, third)):
        wire.endpoints[there] = wire.endpoints.pop(here)
        wire.happened[there] = wire.happened.pop(here)
        node.move(node.session, there, wire.now)
        wire.run(wire.now + SECOND // 2)
    wire.run(wire.now + 5 * SECOND)
    assert gateway.sessions()[0].path.peer == third
    assert wire.of(GATEWAY, PeerMoved)[-1].peer == third
    assert not wire.of(GATEWAY, Rejected)


def test_an_address_that_was_never_proven_is_not_gone_back_to():
    """RFC 4555 section 3.7: neither of two addresses answers, so the peer stays where it was."""
    wire, node, gateway = moved()
    for unheard in (MN, Address.parse("203.0.113.77")):
        node.move(node.session, unheard, wire.now)
        wire.run(wire.now + SECOND)
    wire.run(wire.now + 100 * SECOND)
    assert gateway.sessions()[0].path.peer == MN2
    assert [each.reason for each in wire.of(GATEWAY, Rejected)] == ["return-routability"]
