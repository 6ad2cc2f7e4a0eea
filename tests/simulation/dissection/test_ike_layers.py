import pytest

from simulation.crypto.ikev2_keys import seal
from simulation.crypto.suites import SUITES
from simulation.dissection import KeyRing, dissect
from simulation.dissection.key_ring import HeldKey
from simulation.wire import esp, ikev1, ikev2, isakmp
from tests.simulation.frames import framed, udp_packet

SPIS = {"spi_i": "1122334455667788", "spi_r": "99aabbccddeeff00"}
NOTIFICATION = ikev2.NotifyPayload(type=ikev2.UPDATE_SA_ADDRESSES)


def secret(suite):
    sizes = {"e": suite.key_octets, "a": suite.integrity_octets}
    return {
        f"sk_{use}{side}": bytes([place]) * size
        for place, (use, size) in enumerate(sizes.items())
        for side in "ir"
    }


def held(slug, **changes):
    suite = SUITES[slug].ike
    algorithm = "3des sha1 modp1024" if suite.block_octets == 8 else "aes-cbc-128 sha1 modp1024"
    return HeldKey(
        0, "mn", "ikev2:" + ":".join(SPIS.values()), algorithm, {**secret(suite), **changes}, SPIS
    )


def sealed(slug, *, from_initiator=True, payloads=((NOTIFICATION,),)):
    suite = SUITES[slug].ike
    head = isakmp.IsakmpHeader(
        initiator=int(SPIS["spi_i"], 16),
        responder=int(SPIS["spi_r"], 16),
        major=2,
        exchange=37,
        from_initiator=from_initiator,
    ).encode()
    first, clear = isakmp.join([list(parts) for parts in payloads])
    side = "i" if from_initiator else "r"
    keys = secret(suite)[f"sk_e{side}"], secret(suite)[f"sk_a{side}"]
    return seal(suite, head, first, clear, keys=keys, iv=bytes(suite.block_octets))


def keys_of(message, ring, port=500):
    return [each.header.key for each in dissect(framed(udp_packet(port, message)), ring).layers][3:]


@pytest.mark.parametrize("slug", ["3des-sha1", "aes-cbc-sha1"])
@pytest.mark.parametrize("from_initiator", [True, False])
def test_an_encrypted_payload_opens_with_the_senders_keys(slug, from_initiator):
    message = sealed(slug, from_initiator=from_initiator)
    found = dissect(framed(udp_packet(500, message)), KeyRing([held(slug)]))
    assert [each.header.key for each in found.layers][3:] == [
        "isakmp", "ikev2-sk", "ikev2-notify", "data",
    ]  # fmt: skip
    notification = found.layers[-2]
    assert (notification.header.type, notification.buffer) == (ikev2.UPDATE_SA_ADDRESSES, 1)
    assert notification.sealed_by == held(slug).key
    other = "r" if from_initiator else "i"
    forgotten = held(slug, **{f"sk_a{other}": b"", f"sk_e{other}": b""})
    assert keys_of(message, KeyRing([forgotten]))[2] == "ikev2-notify"


def test_without_the_key_it_stays_shut():
    found = dissect(framed(udp_packet(500, sealed("aes-cbc-sha1"))), KeyRing())
    assert found.layers[-1].header.key == "ikev2-sk"
    assert found.layers[-1].note == "no key at hand"
    assert len(found.buffers) == 1


def test_with_a_wrong_icv_it_stays_shut_and_says_so():
    message = bytearray(sealed("aes-cbc-sha1"))
    message[-1] ^= 1
    found = dissect(framed(udp_packet(500, bytes(message))), KeyRing([held("aes-cbc-sha1")]))
    assert found.layers[-1].note == "the ICV is wrong: not opened"
    assert len(found.buffers) == 1


def test_an_empty_response_opens_to_its_padding():
    message = sealed("aes-cbc-sha1", payloads=())
    assert keys_of(message, KeyRing([held("aes-cbc-sha1")])) == ["isakmp", "ikev2-sk", "data"]


def test_clear_payloads_of_version_2_are_read_behind_the_marker():
    first, body = isakmp.join([[ikev2.NoncePayload(value=bytes(16))], [NOTIFICATION]])
    head = isakmp.IsakmpHeader(initiator=1, major=2, exchange=34, next_payload=first)
    message = esp.NON_ESP_MARKER + isakmp.message(head, body)
    assert keys_of(message, KeyRing(), 4500) == [
        "non-esp-marker", "isakmp", "ikev2-nonce", "ikev2-notify",
    ]  # fmt: skip


def test_structures_inside_a_payload_are_layers_of_their_own():
    attribute = ikev1.BasicAttribute(attribute=1, value=7)
    transform = ikev1.TransformPayload(length=8 + 4)
    proposal = ikev1.ProposalPayload(protocol=1, transforms=1, length=8 + 12)
    first, body = isakmp.join(
        [[ikev1.SecurityAssociationPayload(), proposal, transform, attribute]]
    )
    head = isakmp.IsakmpHeader(initiator=1, exchange=2, next_payload=first)
    assert keys_of(isakmp.message(head, body), KeyRing()) == [
        "isakmp", "ikev1-sa", "ikev1-proposal", "ikev1-transform", "ikev1-attribute",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "named"),
    [({"major": 3}, "major version 3"), ({"next_payload": 8}, "does not fit")],
)
def test_what_makes_no_sense_is_malformed_behind_the_header(change, named):
    head = isakmp.IsakmpHeader(initiator=1, exchange=2, **change)
    found = dissect(framed(udp_packet(500, isakmp.message(head, b"\0\0\0\3"))), KeyRing())
    assert [each.header.key for each in found.layers][3:] == ["isakmp", "malformed"]
    assert named in found.layers[-1].note


def test_an_encrypted_message_of_version_1_without_its_key_is_ciphertext():
    head = isakmp.IsakmpHeader(initiator=1, responder=2, exchange=32, encrypted=True)
    assert keys_of(isakmp.message(head, bytes(16)), KeyRing()) == ["isakmp", "sealed"]
