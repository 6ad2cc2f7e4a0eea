"""Sealing and opening ESP, and everything that must not open."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.crypto.cipher import cbc_decrypt
from simulation.crypto.suites import SUITES
from simulation.errors import CheckError, PolicyError, WireError
from simulation.ipsec.association import SecurityAssociation

IPV4 = 4


def pair(slug, spi=0x1001):
    suite = SUITES[slug]
    keymat = hashlib.shake_128(slug.encode()).digest(suite.keymat_octets)
    cut = suite.encryption_octets
    salt = keymat[cut : cut + suite.salt_octets]
    authentication = keymat[cut + suite.salt_octets :]
    return tuple(
        SecurityAssociation(spi, suite, keymat[:cut], authentication, salt) for _ in range(2)
    )


@pytest.fixture(params=sorted(SUITES))
def slug(request):
    return request.param


@given(st.sampled_from(sorted(SUITES)), st.lists(st.binary(max_size=120), max_size=5))
def test_what_is_sealed_opens(slug, payloads):
    sender, receiver = pair(slug)
    for number, payload in enumerate(payloads, 1):
        esp = sender.seal(payload, IPV4)
        assert len(esp) == sender.head_octets + len(payload) + sender.tail_octets(len(payload))
        assert receiver.open(esp) == (payload, IPV4, number)
        assert receiver.highest_sequence == number


def test_packets_open_in_any_order(slug):
    sender, receiver = pair(slug)
    sealed = [sender.seal(bytes([number]) * 50, IPV4) for number in range(6)]
    assert [receiver.open(sealed[n])[0][0] for n in (3, 0, 5, 1, 4, 2)] == [3, 0, 5, 1, 4, 2]


@pytest.mark.parametrize(
    ("slug", "octets", "expected"),
    # Outer IP header, SPI and sequence number included: tunnel overhead of 50..57, 58..73, 54..57
    [
        ("3des-sha1", range(200), (50, 57)),
        ("aes-cbc-sha1", range(200), (58, 73)),
        ("aes-gcm", range(200), (54, 57)),
    ],
)
def test_tunnel_overhead(slug, octets, expected):
    association, _ = pair(slug)
    overheads = {20 + len(association.seal(bytes(n), IPV4)) - n for n in octets}
    assert (min(overheads), max(overheads)) == expected


@pytest.mark.parametrize("slug", ["3des-sha1", "aes-cbc-sha1"])
def test_cbc_packets_are_what_rfc_4303_describes(slug):
    sender, _ = pair(slug)
    suite = sender.suite
    sender.seal(b"first", IPV4)
    esp = sender.seal(b"second packet", IPV4)
    assert esp[:8] == bytes.fromhex("0000100100000002")
    mac = hmac.digest(sender.authentication_key, esp[:-12], "sha1")[:12]
    assert esp[-12:] == mac
    iv, sealed = esp[8 : sender.head_octets], esp[sender.head_octets : -12]
    clear = cbc_decrypt(suite.cipher, sender.encryption_key, iv, sealed)
    padding = clear[-2]
    assert clear == b"second packet" + bytes(range(1, padding + 1)) + bytes([padding, IPV4])


def test_gcm_is_bound_to_its_header():
    # RFC 4106 sections 4 and 5: the nonce is salt and IV, SPI and sequence number are covered
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sender, _ = pair("aes-gcm")
    esp = sender.seal(b"hello", IPV4)
    clear = AESGCM(sender.encryption_key).decrypt(sender.salt + esp[8:16], esp[16:], esp[:8])
    assert clear == b"hello\x01\x01" + bytes([4])


def test_gcm_packet_of_another_implementation():
    # draft-mcgrew-gcm-test-01 section 4, the case of SPI 0000a5f8
    suite = SUITES["aes-gcm"]
    key, salt = bytes.fromhex("feffe9928665731c6d6a8f9467308308"), bytes.fromhex("cafebabe")
    receiver = SecurityAssociation(0xA5F8, suite, key, b"", salt)
    packet = bytes.fromhex(
        "0000a5f80000000afacedbaddecaf888"
        "deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f1ba76d5d114d2a5c"
        "3de81827c10e9a4f51330d0eec416642cfbb85a5b47e48a4ec3b9ba95d918bd1"
        "83b70d3aa8bc6ee4c309e9d85a41ad4a"
    )
    payload, next_header, sequence = receiver.open(packet)
    assert payload[:20].hex() == "4500003e698f000080114dccc0a80102c0a80101"
    assert (len(payload), next_header, sequence) == (0x3E, 1, 10)


def test_equal_payloads_and_ivs_never_repeat(slug):
    sender, _ = pair(slug)
    sealed = [sender.seal(bytes(64), IPV4) for _ in range(50)]
    assert len({esp[8:] for esp in sealed}) == 50
    assert len({esp[8 : sender.head_octets] for esp in sealed}) == 50


def test_a_replay_is_refused(slug):
    sender, receiver = pair(slug)
    esp = sender.seal(b"once", IPV4)
    receiver.open(esp)
    with pytest.raises(CheckError, match="replay"):
        receiver.open(esp)


def test_a_changed_octet_is_noticed_and_does_not_move_the_window(slug):
    sender, receiver = pair(slug)
    esp = sender.seal(b"payload", IPV4)
    for place in range(4, len(esp)):
        broken = bytearray(esp)
        broken[place] ^= 0x80
        with pytest.raises(CheckError):
            receiver.open(bytes(broken))
    assert receiver.highest_sequence == 0
    assert receiver.open(esp)[0] == b"payload"


def test_another_key_opens_nothing(slug):
    sender, _ = pair(slug)
    suite = sender.suite
    stranger = SecurityAssociation(
        sender.spi,
        suite,
        bytes(range(suite.encryption_octets)),
        bytes(suite.authentication_octets),
        bytes(suite.salt_octets),
    )
    with pytest.raises(CheckError, match="ICV"):
        stranger.open(sender.seal(b"payload", IPV4))


@given(st.sampled_from(sorted(SUITES)), st.binary(max_size=120))
def test_garbage_is_an_error_of_ours(slug, garbage):
    _, receiver = pair(slug)
    with pytest.raises((WireError, CheckError)):
        receiver.open(garbage)
    with pytest.raises((WireError, CheckError)):
        receiver.open(bytes.fromhex("0000100100000001") + garbage)


def test_sequence_numbers_never_cycle(slug):
    sender, _ = pair(slug)
    sender.sequence = 0xFFFFFFFE
    sender.seal(b"", IPV4)
    with pytest.raises(PolicyError):
        sender.seal(b"", IPV4)


def test_keys_of_another_size_are_refused():
    with pytest.raises(WireError):
        SecurityAssociation(1, SUITES["aes-gcm"], bytes(16), bytes(20), bytes(4))
