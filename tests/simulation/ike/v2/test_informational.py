"""DELETE and liveness, as they are said."""

from simulation.wire import ikev2
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import (
    GATEWAY,
    SECOND,
    ChildDown,
    Rejected,
    client,
    pair,
    server,
)


def said(datagram):
    octets = datagram.plaintext
    return [node.header for node in ikev2.payloads(header_of(octets).next_payload, octets)]


def test_a_delete_of_the_whole_association_names_no_spi_and_is_answered_empty():
    # RFC 7296 section 1.4.1
    wire, node, _ = pair(node=client(version=2), until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    asked, answered = (said(each) for _, _, each in wire.sent[4:])
    assert [(each.protocol, each.spi_size, each.count) for each in asked] == [(1, 0, 0)]
    assert answered == []


def test_a_gateway_that_ignores_delete_answers_all_the_same():
    wire, node, gateway = pair(
        node=client(version=2), gateway=server(honour_delete=False), until=10 * SECOND
    )
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    assert wire.of(GATEWAY, Rejected)[0].reason == "delete-ignored"
    assert wire.of(GATEWAY, ChildDown) == []
    assert len(gateway.sessions()) == 1
    assert node.sessions() == []


def test_asking_for_life_is_an_empty_request():
    # RFC 7296 section 2.4
    wire, _, _ = pair(
        node=client(version=2), gateway=server(dpd_interval_ns=10 * SECOND), until=15 * SECOND
    )
    assert [said(each) for _, _, each in wire.sent[4:6]] == [[], []]
