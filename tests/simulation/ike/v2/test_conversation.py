"""Message IDs, the window, and sealing, seen on the wire."""

import pytest

from simulation.crypto.ikev2_keys import open_sealed
from simulation.crypto.suites import SUITES
from simulation.errors import PolicyError, WireError
from simulation.wire import ikev2
from simulation.wire.isakmp import IsakmpHeader, header_of, message
from tests.simulation.ike.playbook import GATEWAY, MN, SECOND, KeyMade, client, pair, server


def connected(**changes):
    return pair(node=client(version=2), gateway=server(**changes), until=10 * SECOND)


def test_each_side_counts_its_own_requests():
    # RFC 7296 section 2.2
    wire, node, _gateway = connected(dpd_interval_ns=5 * SECOND)
    node.add_child(node.session, None, None, wire.now)
    wire.run(12 * SECOND)
    seen = {True: [], False: []}
    for _, _, datagram in wire.sent:
        header = header_of(datagram.payload)
        if not header.response:
            seen[header.from_initiator].append(header.message_id)
        assert header.from_initiator is (datagram.source == MN)
    assert seen[True] == [0, 1, 2]
    assert seen[False][0] == 0


def test_everything_after_the_first_exchange_is_sealed():
    wire, _, _ = connected()
    told = {name: bytes.fromhex(each) for name, each in wire.of(MN, KeyMade)[0].secret.items()}
    suite = SUITES["aes-cbc-sha1"].ike
    for _, source, datagram in wire.sent[2:]:
        side = "i" if source == MN else "r"
        keys = told[f"sk_e{side}"], told[f"sk_a{side}"]
        assert open_sealed(suite, datagram.payload, 28, keys) == datagram.plaintext[28:]
        assert datagram.key.startswith("ikev2:")


def test_a_copy_is_answered_where_it_came_from_this_time():
    wire, _, gateway = connected()
    request = wire.sent[2][2]
    elsewhere = MN.__class__(MN + 1)
    gateway.receive(request.payload, elsewhere, 4500, GATEWAY, 4500, wire.now)
    (answer,) = gateway.drain()[0]
    assert answer.payload == wire.sent[3][2].payload
    assert answer.destination == elsewhere
    assert gateway.sessions()[0].path.peer == MN


def test_a_request_from_the_future_is_outside_the_window():
    wire, node, gateway = connected()
    session = node.sessions()[0]
    session._next_request = 9
    node.add_child(node.session, None, None, wire.now)
    request = node.drain()[0][0]
    with pytest.raises(PolicyError, match="window"):
        gateway.sessions()[0].receive(
            request.payload, header_of(request.payload), session.path, wire.now
        )


def test_critical_payloads_that_are_not_understood():
    # RFC 7296 section 2.5: refused where critical, ignored where not
    _wire, _, gateway = connected()
    session = gateway.sessions()[0]
    unknown = ikev2.UnknownPayload(critical=True, body=b"?")
    body = bytearray(unknown.encode())
    body[2:4] = len(body).to_bytes(2, "big")
    head = IsakmpHeader(initiator=1, major=2, exchange=34, next_payload=99)
    clear = message(head, bytes(body))
    with pytest.raises(WireError, match="critical"):
        session._open(clear, header_of(clear))


def test_our_own_message_is_not_taken_for_the_peer_s():
    wire, node, _ = connected()
    own = wire.sent[2][2]
    session = node.sessions()[0]
    with pytest.raises(WireError, match="ourselves"):
        session.receive(own.payload, header_of(own.payload), session.path, wire.now)
