"""Both proofs of IKE_AUTH recomputed from the octets that went over the wire."""

import hmac

from simulation.wire import ikev2
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import GATEWAY, INNER, MN, Failed, KeyMade, client, pair, server


def prf(key, text):
    return hmac.digest(key, text, "sha1")


def read(datagram):
    octets = datagram.plaintext
    return {node.kind: node for node in ikev2.payloads(header_of(octets).next_payload, octets)}


def body(datagram, kind):
    node = read(datagram)[kind]
    return datagram.plaintext[node.start + 4 : node.end]


def test_auth_covers_the_first_messages_the_nonces_and_the_identities():
    # RFC 7296 section 2.15
    wire, _, _ = pair(node=client(version=2))
    init, answer, auth, granted = (datagram for _, _, datagram in wire.sent)
    told = {name: bytes.fromhex(each) for name, each in wire.of(MN, KeyMade)[0].secret.items()}
    padded = prf(b"group secret", b"Key Pad for IKEv2")
    macing_i = prf(told["sk_pi"], body(auth, ikev2.ID_I))
    macing_r = prf(told["sk_pr"], body(granted, ikev2.ID_R))
    by_i = prf(padded, init.payload + body(answer, ikev2.NONCE) + macing_i)
    by_r = prf(padded, answer.payload + body(init, ikev2.NONCE) + macing_r)
    assert read(auth)[ikev2.AUTH].header.value == by_i
    assert read(granted)[ikev2.AUTH].header.value == by_r


def test_the_address_is_asked_for_and_given():
    wire, _, _ = pair(node=client(version=2))
    asked = read(wire.sent[2][2])[ikev2.CP]
    told = read(wire.sent[3][2])[ikev2.CP]
    assert (asked.header.action, asked.inside[0].header.value) == (1, b"")
    assert (told.header.action, told.inside[0].header.value) == (2, INNER.octets)


def test_an_identity_that_is_not_wanted():
    wire, _, _ = pair(
        node=client(version=2), gateway=server(peer_identities=frozenset({"other@example.com"}))
    )
    assert wire.of(MN, Failed)[0].because == "the peer says AUTHENTICATION_FAILED"


def test_a_gateway_that_is_somebody_else():
    node = client(version=2, peer_identities=frozenset({"192.0.2.99"}))
    wire, _, _ = pair(node=node)
    assert wire.of(MN, Failed)[0].because == f"{GATEWAY} is not an identity that is talked to"
