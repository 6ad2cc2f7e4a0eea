"""HMAC and prf+ against published values and the standard library."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.crypto.prf import HASHES, digest, prf, prf_plus, same


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        # RFC 2104, appendix "Test Vectors"
        (b"\x0b" * 16, b"Hi There", "9294727a3638bb1c13f48ef8158bfc9d"),
        (b"Jefe", b"what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
        (b"\xaa" * 16, b"\xdd" * 50, "56be34521d144c88dbb8c733f0e8b3f6"),
    ],
)
def test_hmac_md5(key, text, expected):
    assert prf("hmac-md5", key, text).hex() == expected


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        # RFC 2202 section 3, cases 1 and 2
        (b"\x0b" * 20, b"Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
        (b"Jefe", b"what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    ],
)
def test_hmac_sha1(key, text, expected):
    assert prf("hmac-sha1", key, text).hex() == expected


def test_hmac_sha256():
    # RFC 4868 section 2.7.1, test case PRF-1
    expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    assert prf("hmac-sha256", b"\x0b" * 20, b"Hi There").hex() == expected


@given(st.sampled_from(sorted(HASHES)), st.binary(max_size=100), st.binary(max_size=100))
def test_agrees_with_the_standard_library(name, key, text):
    assert prf(f"hmac-{name}", key, text) == hmac.digest(key, text, name)
    assert digest(name, text) == hashlib.new(name, text).digest()


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(0, 200))
def test_prf_plus_chains_as_rfc_7296_section_2_13_says(key, seed, octets):
    first = hmac.digest(key, seed + b"\x01", "sha1")
    second = hmac.digest(key, first + seed + b"\x02", "sha1")
    stream = prf_plus("hmac-sha1", key, seed, octets)
    assert len(stream) == octets
    assert stream[:40] == (first + second)[:octets]
    assert prf_plus("hmac-sha1", key, seed, 200).startswith(stream)


def test_same():
    assert same(b"abc", b"abc")
    assert not same(b"abc", b"abd")
    assert not same(b"abc", b"ab")
