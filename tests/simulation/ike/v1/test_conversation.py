"""The IV chain of RFC 2409 appendix B, followed by hand through a whole association."""

import hashlib

import pytest

from simulation.crypto.cipher import cbc_decrypt
from simulation.errors import WireError
from simulation.wire import ikev1
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    NAT_INSIDE,
    SECOND,
    Failed,
    KeyMade,
    PeerMoved,
    Wire,
    client,
    pair,
    server,
)


@pytest.mark.parametrize("suite", ["aes-cbc-sha1", "3des-sha1"])
def test_every_message_is_encrypted_in_its_chain(suite):
    wire, node, _ = pair(node=client(suite=suite), gateway=server(suite=suite), until=10 * SECOND)
    node.delete(node.session, wire.now)
    wire.run(20 * SECOND)
    key = bytes.fromhex(wire.of(MN, KeyMade)[0].secret["encryption"])
    cipher, block = ("aes-cbc", 16) if suite.startswith("aes") else ("3des-cbc", 8)
    publics = [ikev1.payloads(4, each.payload)[0].header.value for _, _, each in wire.sent[2:4]]
    phase_1 = hashlib.sha1(b"".join(publics)).digest()[:block]
    chains, checked = {}, 0
    for _, _, datagram in wire.sent:
        header = header_of(datagram.payload)
        if not header.encrypted:
            assert datagram.key == ""
            assert datagram.plaintext == datagram.payload
            continue
        number = header.message_id
        if number not in chains:
            start = phase_1 + number.to_bytes(4, "big")
            chains[number] = hashlib.sha1(start).digest()[:block] if number else phase_1
        sealed = datagram.payload[28:]
        assert cbc_decrypt(cipher, key, chains[number], sealed) == datagram.plaintext[28:]
        chains[number] = sealed[-block:]
        if not number:
            phase_1 = sealed[-block:]
        checked += 1
    assert checked == 2 + 2 + 3 + 2


def test_padding_is_counted_in_the_length_but_belongs_to_no_payload():
    wire, _, _ = pair()
    for _, _, datagram in wire.sent[4:]:
        header = header_of(datagram.payload)
        nodes = ikev1.payloads(header.next_payload, datagram.plaintext)
        padding = datagram.plaintext[nodes[-1].end :]
        assert padding == bytes(len(padding))
        assert len(padding) < 16


def test_message_ids_are_never_reused():
    wire, node, _ = pair(until=10 * SECOND)
    for _ in range(20):
        node.add_child(node.session, None, None, wire.now)
    wire.run(20 * SECOND)
    firsts = [each for _, _, each in wire.sent if each.purpose == "IKE quick mode 1"]
    assert len({header_of(each.payload).message_id for each in firsts}) == 21


def test_another_version_within_an_association_is_refused():
    wire, node, _ = pair(until=10 * SECOND)
    octets = bytearray(wire.sent[-1][2].payload)
    octets[17] = 0x20
    session = node.sessions()[0]
    with pytest.raises(WireError, match="major version"):
        session.receive(bytes(octets), header_of(bytes(octets)), session.path, wire.now)


def behind_a_nat(wire=None, *, until=5 * SECOND):
    """Return a wire and its ends; the client asks every 10 s whether the gateway lives."""
    node = client(dpd_interval_ns=10 * SECOND)
    return pair(wire or Wire(nat=True), local=NAT_INSIDE, node=node, until=until)


def acks(wire):
    return [
        (at, datagram.destination_port)
        for at, _, datagram in wire.sent
        if datagram.purpose == "IKE R-U-THERE-ACK"
    ]


def test_a_question_from_a_new_port_is_answered_there():
    """RFC 3947 section 7: the newest authentic packet tells where the peer is, this one too."""
    wire, _, _ = behind_a_nat()
    wire.mapping = 50000
    wire.run(45 * SECOND)
    assert [port for _, port in acks(wire)] == [54500] * 4
    assert wire.of(NAT_INSIDE, Failed) == []
    assert [each.peer_port for each in wire.of(GATEWAY, PeerMoved)] == [54500]


def test_a_copy_of_a_question_is_answered_where_the_copy_came_from():
    wire, _, _ = behind_a_nat()
    wire.run(11 * SECOND)
    asked = next(each for _, _, each in wire.sent if each.purpose == "IKE R-U-THERE")
    gateway = wire.endpoints[GATEWAY]
    before = gateway.sessions()[0].path
    elsewhere = before._replace(peer_port=60000)
    gateway.receive(asked.payload, elsewhere.peer, 60000, GATEWAY, 4500, wire.now)
    wire.flush()
    assert acks(wire)[-1] == (wire.now, 60000)
    # Whoever heard the question can send a copy of it: that moves nobody.
    assert gateway.sessions()[0].path == before


def test_what_is_repeated_leaves_by_the_path_in_use():
    wire, node, _ = behind_a_nat()
    wire.lost.add(len(wire.sent))
    wire.run(11 * SECOND)
    node.move(node.session, MN, wire.now)
    wire.endpoints[MN] = wire.endpoints.pop(NAT_INSIDE)
    wire.happened[MN] = wire.happened.pop(NAT_INSIDE)
    wire.run(12 * SECOND)
    asked = [each.source for _, _, each in wire.sent if each.purpose == "IKE R-U-THERE"]
    assert asked == [NAT_INSIDE, MN]
