"""Every derivation of RFC 2409 against the formula, written out with the standard library."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from simulation.crypto import ikev1_keys as keys
from simulation.crypto.suites import SUITES

AES, DES = SUITES["aes-cbc-sha1"].ike, SUITES["3des-sha1"].ike
OCTETS = st.binary(min_size=1, max_size=64)


def prf(key, text):
    return hmac.digest(key, text, "sha1")


@given(OCTETS, OCTETS, OCTETS, OCTETS, st.binary(min_size=16, max_size=16))
def test_skeyid_chain(psk, nonce_i, nonce_r, shared, cookies):
    # RFC 2409 section 5
    skeyid = prf(psk, nonce_i + nonce_r)
    assert keys.skeyid_of_shared_key(AES, psk, nonce_i, nonce_r) == skeyid
    d = prf(skeyid, shared + cookies + b"\x00")
    a = prf(skeyid, d + shared + cookies + b"\x01")
    e = prf(skeyid, a + shared + cookies + b"\x02")
    made = keys.phase_1_keys(AES, skeyid, shared, cookies)
    assert (made.skeyid_d, made.skeyid_a, made.skeyid_e) == (d, a, e)
    assert made.encryption == e[:16]


@given(st.binary(min_size=20, max_size=20))
def test_a_cipher_that_needs_more_than_skeyid_e(skeyid_e):
    # RFC 2409 appendix B: K1 = prf(SKEYID_e, 0), K2 = prf(SKEYID_e, K1), 3DES takes 24 octets
    first = prf(skeyid_e, b"\x00")
    assert keys.encryption_key(DES, skeyid_e) == (first + prf(skeyid_e, first))[:24]
    assert keys.encryption_key(AES, skeyid_e) == skeyid_e[:16]


@given(OCTETS, OCTETS, st.integers(1, 2**32 - 1))
def test_ivs(public_i, public_r, message_id):
    # RFC 2409 appendix B
    whole = hashlib.sha1(public_i + public_r).digest()
    assert keys.phase_1_iv(AES, public_i, public_r) == whole[:16]
    assert keys.phase_1_iv(DES, public_i, public_r) == whole[:8]
    block = whole[:16]
    expected = hashlib.sha1(block + message_id.to_bytes(4, "big")).digest()[:16]
    assert keys.exchange_iv(AES, block, message_id) == expected


@given(OCTETS, OCTETS, OCTETS, st.integers(1, 100))
def test_keymat(skeyid_d, nonces, shared, octets):
    # RFC 2409 section 5.5: K1 | K2 | K3
    made = keys.Phase1Keys(b"", skeyid_d, b"", b"", b"")
    spi = b"\x00\x00\x10\x01"
    seed = shared + b"\x03" + spi + nonces
    first = prf(skeyid_d, seed)
    second = prf(skeyid_d, first + seed)
    third = prf(skeyid_d, second + seed)
    material = keys.keymat(AES, made, octets, protocol=3, spi=spi, nonces=nonces, shared=shared)
    assert material[:60] == (first + second + third)[:octets][:60]
    assert len(material) == octets


def test_hashes():
    made = keys.Phase1Keys(b"s", b"d", b"a", b"e", b"k")
    assert keys.message_hash(AES, made, b"covered") == prf(b"a", b"covered")
    expected = prf(b"s", b"publics" + b"cookies" + b"bodies")
    assert keys.authenticator(AES, made, b"publics", b"cookies", b"bodies") == expected


def test_esp_keys_take_the_cipher_s_key_first():
    material = bytes(range(60))
    suite = SUITES["aes-cbc-sha1"]
    assert keys.esp_keys(suite, material) == (material[:16], material[16:36], b"")
    # RFC 4106 section 8.1: the salt is the last four octets of the cipher's keying material
    assert keys.esp_keys(SUITES["aes-gcm"], material) == (material[:16], b"", material[16:20])
