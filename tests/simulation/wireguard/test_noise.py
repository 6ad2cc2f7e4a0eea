import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import CheckError
from simulation.wireguard.noise import Transcript, derive, digest, mac1, nonce


def test_blake2s():
    # RFC 7693 appendix B
    expected = "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"
    assert digest(b"a", b"bc").hex() == expected


def test_where_every_transcript_begins():
    # The two constants of the white paper's section 5.4, as other implementations print them
    state = Transcript(b"")
    assert state.chain.hex() == "60e26daef327efc02ec335e2a025d2d016eb4206f87277f52d38d1988b78cd36"
    identified = "2211b361081ac566691243db458ad5322d9c6c662293e8b70ee19c65ba079ef3"
    assert state.hash == hashlib.blake2s(bytes.fromhex(identified)).digest()


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64))
def test_derive(key, material):
    secret = hmac.new(key, material, hashlib.blake2s).digest()
    first = hmac.new(secret, b"\x01", hashlib.blake2s).digest()
    second = hmac.new(secret, first + b"\x02", hashlib.blake2s).digest()
    assert derive(key, material, 2) == [first, second]


def test_mac1_and_nonce():
    key = hashlib.blake2s(b"mac1----" + b"peer").digest()
    expected = hashlib.blake2s(b"covered", key=key, digest_size=16).digest()
    assert mac1(b"peer", b"covered") == expected
    assert nonce(0x0102).hex() == "000000000201000000000000"


def test_what_is_sealed_opens_only_under_the_same_history():
    sender, receiver, late = Transcript(b"r"), Transcript(b"r"), Transcript(b"r")
    sealed = sender.seal(bytes(32), b"secret")
    assert receiver.open(bytes(32), sealed) == b"secret"
    assert sender.hash == receiver.hash
    late.absorb(b"something else")
    with pytest.raises(CheckError):
        late.open(bytes(32), sealed)


def test_a_copy_goes_its_own_way():
    state = Transcript(b"r")
    other = state.copy()
    other.absorb(b"x")
    assert state.hash != other.hash
    assert state.chain == other.chain
