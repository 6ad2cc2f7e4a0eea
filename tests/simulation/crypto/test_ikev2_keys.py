"""Every derivation of RFC 7296 against the formula, written out with the standard library."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.crypto import ikev2_keys as keys
from simulation.crypto.suites import SUITES
from simulation.errors import CheckError

AES, DES = SUITES["aes-cbc-sha1"].ike, SUITES["3des-sha1"].ike
OCTETS = st.binary(min_size=1, max_size=64)


def prf(key, text):
    return hmac.digest(key, text, "sha1")


def prf_plus(key, seed, octets):
    out = block = b""
    for number in range(1, 255):
        block = prf(key, block + seed + bytes([number]))
        out += block
        if len(out) >= octets:
            return out[:octets]
    raise AssertionError


@given(OCTETS, OCTETS, st.binary(min_size=16, max_size=16))
def test_the_seven_keys(shared, nonces, spis):
    # RFC 7296 section 2.14
    stream = prf_plus(prf(nonces, shared), nonces + spis, 20 * 3 + 16 * 2 + 20 * 2)
    made = keys.ike_sa_keys(AES, shared, nonces, spis)
    joined = made.sk_d + made.sk_ai + made.sk_ar + made.sk_ei + made.sk_er + made.sk_pi + made.sk_pr
    assert joined == stream
    assert [len(each) for each in (made.sk_ai, made.sk_ei, made.sk_pi)] == [20, 16, 20]
    assert len(keys.ike_sa_keys(DES, shared, nonces, spis).sk_ei) == 24


@given(OCTETS, OCTETS, OCTETS, OCTETS, OCTETS)
def test_authentication(psk, message, nonce, secret, identity):
    # RFC 7296 section 2.15
    signed = message + nonce + prf(secret, identity)
    expected = prf(prf(psk, b"Key Pad for IKEv2"), signed)
    assert keys.authentication(AES, psk, message, nonce, (secret, identity)) == expected


def test_child_keymat():
    # RFC 7296 section 2.17
    made = keys.ike_sa_keys(AES, b"shared", b"nonces", bytes(16))
    assert keys.child_keymat(AES, made, b"n", 72) == prf_plus(made.sk_d, b"n", 72)
    assert keys.child_keymat(AES, made, b"n", 72, b"g") == prf_plus(made.sk_d, b"gn", 72)


@given(st.sampled_from([AES, DES]), st.binary(max_size=100), st.data())
def test_a_sealed_message_opens_and_nothing_else_does(suite, clear, data):
    secrets = (bytes(range(suite.key_octets)), b"integrity" * 2)
    head = bytes(28)
    octets = keys.seal(suite, head, 41, clear, keys=secrets, iv=bytes(suite.block_octets))
    # RFC 7296 sections 3.1, 3.2 and 3.14
    assert octets[16] == 46
    assert int.from_bytes(octets[24:28], "big") == len(octets)
    assert octets[28] == 41
    assert int.from_bytes(octets[30:32], "big") == len(octets) - 28
    assert octets[-12:] == hmac.digest(secrets[1], octets[:-12], "sha1")[:12]
    assert keys.open_sealed(suite, octets, 28, secrets) == clear
    place = data.draw(st.integers(0, len(octets) - 1))
    changed = octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]
    with pytest.raises(CheckError):
        keys.open_sealed(suite, changed, 28, secrets)
