import hashlib

from hypothesis import given
from hypothesis import strategies as st

from simulation.kernel.rng import Stream


def test_a_stream_is_sha256_in_counter_mode_over_seed_and_name():
    first = hashlib.sha256(b"mipviz/1/mn/ike/" + bytes(8)).digest()
    second = hashlib.sha256(b"mipviz/1/mn/ike/" + bytes(7) + b"\x01").digest()
    assert Stream(1, "mn/ike").octets(64) == first + second


@given(st.lists(st.integers(0, 70), max_size=8))
def test_octets_do_not_depend_on_how_they_are_drawn(sizes):
    stream = Stream(5, "x")
    assert b"".join(map(stream.octets, sizes)) == Stream(5, "x").octets(sum(sizes))


def test_seeds_and_names_make_different_streams():
    draws = {Stream(seed, name).octets(16) for seed in (1, 2) for name in ("a", "b", "a/1")}
    assert len(draws) == 6


@given(st.integers(1, 1 << 64))
def test_below_stays_below(limit):
    assert 0 <= Stream(limit, "n").below(limit) < limit


def test_uniform_is_spread_over_the_unit_interval():
    stream = Stream(1, "u")
    drawn = [stream.uniform() for _ in range(2000)]
    assert min(drawn) >= 0
    assert max(drawn) < 1
    assert 0.47 < sum(drawn) / len(drawn) < 0.53
