"""Keying material of children, recomputed: RFC 7296 section 2.17."""

import hmac

import pytest

from simulation.crypto.suites import SUITES
from simulation.wire import ikev2
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import (
    GATEWAY,
    MN,
    SECOND,
    ChildUp,
    KeyMade,
    client,
    pair,
    server,
)


def prf_plus(key, seed, octets):
    out = block = b""
    for number in range(1, 255):
        block = hmac.digest(key, block + seed + bytes([number]), "sha1")
        out += block
        if len(out) >= octets:
            return out[:octets]
    raise AssertionError


def nonce(datagram):
    octets = datagram.plaintext
    nodes = ikev2.payloads(header_of(octets).next_payload, octets)
    return next(node.header.value for node in nodes if node.kind == ikev2.NONCE)


def cut(association):
    return association.encryption_key + association.salt + association.authentication_key


@pytest.mark.parametrize("slug", sorted(SUITES))
def test_the_initiator_s_direction_comes_first(slug):
    wire, node, _ = pair(
        node=client(version=2, suite=slug), gateway=server(suite=slug), until=10 * SECOND
    )
    node.add_child(node.session, None, None, wire.now)
    wire.run(20 * SECOND)
    sk_d = bytes.fromhex(wire.of(MN, KeyMade)[0].secret["sk_d"])
    for number, first in enumerate((0, 4)):
        nonces = nonce(wire.sent[first][2]) + nonce(wire.sent[first + 1][2])
        up = wire.of(MN, ChildUp)[number]
        size = SUITES[slug].keymat_octets
        assert cut(up.outbound) + cut(up.inbound) == prf_plus(sk_d, nonces, 2 * size)


def test_the_responder_may_ask_for_another_child_too():
    wire, node, gateway = pair(node=client(version=2), until=10 * SECOND)
    session = gateway.sessions()[0]
    own = wire.of(GATEWAY, ChildUp)[0]
    assert session.address == own.remote_selector.network
    gateway.add_child(session.name, own.local_selector, own.remote_selector, wire.now)
    wire.run(20 * SECOND)
    assert "IKE CREATE_CHILD_SA request" in wire.ladder()
    assert node.sessions()
