"""The three hashes and the keying material of quick mode, recomputed."""

import hmac

import pytest

from simulation.wire import ikev1
from simulation.wire.isakmp import header_of
from tests.simulation.ike.playbook import GATEWAY, MN, ChildUp, KeyMade, client, pair, server


def prf(key, text):
    return hmac.digest(key, text, "sha1")


@pytest.mark.parametrize("group", [None, 2])
def test_hashes_and_keymat(group):
    # RFC 2409 section 5.5
    wire, _, _ = pair(node=client(quick_mode_group=group), gateway=server(quick_mode_group=group))
    told = {name: bytes.fromhex(each) for name, each in wire.of(MN, KeyMade)[0].secret.items()}
    nonces, publics = [], []
    for turn, (_, _, datagram) in enumerate(wire.sent[8:11]):
        header = header_of(datagram.payload)
        clear = datagram.plaintext
        nodes = ikev1.payloads(header.next_payload, clear)
        number = header.message_id.to_bytes(4, "big")
        seed = (number, number + b"".join(nonces), b"\x00" + number + b"".join(nonces))[turn]
        covered = clear[nodes[0].end : nodes[-1].end]
        assert nodes[0].header.value == prf(told["skeyid_a"], seed + covered)
        nonces += [node.header.value for node in nodes if node.kind == ikev1.NONCE]
        publics += [node.header.value for node in nodes if node.kind == ikev1.KE]
    assert len(publics) == (2 if group else 0)
    here, there = wire.of(MN, ChildUp)[0], wire.of(GATEWAY, ChildUp)[0]
    assert here.inbound.encryption_key == there.outbound.encryption_key
    if group is None:
        seed = b"\x03" + here.inbound.spi.to_bytes(4, "big") + b"".join(nonces)
        first = prf(told["skeyid_d"], seed)
        material = first + prf(told["skeyid_d"], first + seed)
        assert here.inbound.encryption_key == material[:16]
        assert here.inbound.authentication_key == material[16:36]


def test_each_direction_has_keys_of_its_own():
    wire, _, _ = pair()
    up = wire.of(MN, ChildUp)[0]
    assert up.inbound.encryption_key != up.outbound.encryption_key
    assert up.inbound.spi != up.outbound.spi


def test_the_pair_stands_at_the_responder_only_after_message_three():
    from tests.simulation.ike.playbook import Wire

    wire, _, _ = pair(Wire(lost={10}), until=900_000_000)
    assert wire.of(MN, ChildUp)
    assert not wire.of(GATEWAY, ChildUp)
    wire.run(3_000_000_000)
    assert wire.of(GATEWAY, ChildUp)
