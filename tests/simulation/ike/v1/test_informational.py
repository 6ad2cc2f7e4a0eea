"""What one-way messages say, octet by octet."""

from simulation.wire import ikev1
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import GATEWAY, MN, SECOND, ChildUp, Rejected, Wire, pair, server


def said(datagram):
    header = header_of(datagram.payload)
    return [each.header for each in ikev1.payloads(header.next_payload, datagram.plaintext)]


def test_a_delete_names_the_sender_s_own_inbound_associations():
    # RFC 2408 section 3.15
    wire, node, _ = pair(until=10 * SECOND)
    node.add_child(node.session, None, None, wire.now)
    wire.run(20 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(30 * SECOND)
    esp, ike = (said(datagram)[1] for _, _, datagram in wire.sent[-2:])
    inbound = b"".join(each.inbound.spi.to_bytes(4, "big") for each in wire.of(MN, ChildUp))
    assert (esp.protocol, esp.spi_size, esp.count, esp.spis) == (3, 4, 2, inbound)
    assert (ike.protocol, ike.spi_size, ike.count) == (1, 16, 1)
    assert ike.spis == wire.sent[-1][2].payload[:16]


def test_dead_peer_detection_echoes_its_number():
    # RFC 3706 section 5.3
    wire, _, _ = pair(gateway=server(dpd_interval_ns=10 * SECOND), until=22 * SECOND)
    about = [said(each)[1] for _, _, each in wire.sent if "R-U-THERE" in each.purpose]
    assert [each.type for each in about] == [36136, 36137] * 2
    assert [int.from_bytes(each.data, "big") for each in about] == [1, 1, 2, 2]
    assert all(each.spi == wire.sent[-1][2].payload[:16] for each in about)


def test_the_second_delete_may_arrive_first():
    wire = Wire(lost={11})
    _, node, gateway = pair(wire, until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    late = wire.sent[11][2]
    gateway.receive(late.payload, late.source, 500, GATEWAY, 500, wire.now)
    wire.flush()
    # Phase 1 is gone, and with it the proof that the peer says so.
    assert wire.of(GATEWAY, Rejected)[-1].detail == "phase 1 is not complete"
