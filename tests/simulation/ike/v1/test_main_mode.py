"""Both proofs of main mode recomputed from what went over the wire and the secrets told."""

import hmac

from simulation.crypto.dh import GROUPS
from simulation.wire import ikev1
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import MN, KeyMade, pair


def read(datagram):
    octets = datagram.plaintext
    nodes = ikev1.payloads(header_of(datagram.payload).next_payload, octets)
    return {node.kind: octets[node.start + 4 : node.end] for node in nodes}


def prf(key, text):
    return hmac.digest(key, text, "sha1")


def test_skeyid_and_both_hashes():
    # RFC 2409 section 5
    wire, node, gateway = pair()
    messages = [read(datagram) for _, _, datagram in wire.sent]
    told = {name: bytes.fromhex(each) for name, each in wire.of(MN, KeyMade)[0].secret.items()}
    assert told["skeyid"] == prf(b"group secret", messages[2][10] + messages[3][10])
    public_i, public_r = messages[2][4], messages[3][4]
    cookies = wire.sent[-1][2].payload[:16]
    sa = messages[0][1]
    hash_i = prf(told["skeyid"], public_i + public_r + cookies + sa + messages[4][5])
    hash_r = prf(
        told["skeyid"],
        public_r + public_i + cookies[8:] + cookies[:8] + sa + messages[5][5],
    )
    assert (messages[4][8], messages[5][8]) == (hash_i, hash_r)
    # g^xy from the initiator's own exponent, by plain arithmetic
    task = node.sessions()[0].exchanges[0].task
    exponent, prime = task.private._exponent, GROUPS[2].prime
    shared = pow(int.from_bytes(public_r, "big"), exponent, prime).to_bytes(128, "big")
    skeyid_d = prf(told["skeyid"], shared + cookies + b"\x00")
    assert told["skeyid_d"] == skeyid_d
    assert told["skeyid_a"] == prf(told["skeyid"], skeyid_d + shared + cookies + b"\x01")
    assert len(gateway.sessions()) == 1


def test_the_first_message_has_no_responder_s_cookie():
    wire, _, _ = pair()
    assert [header_of(each.payload).responder != 0 for _, _, each in wire.sent[:2]] == [False, True]


def test_initial_contact_carries_both_cookies():
    # RFC 2407 section 4.6.3.3
    wire, _, _ = pair()
    notice = ikev1.payloads(5, wire.sent[4][2].plaintext)[2].header
    assert (notice.type, notice.protocol, notice.spi_size, notice.data) == (24578, 1, 16, b"")
    assert notice.spi == wire.sent[4][2].payload[:16]
