from hypothesis import given
from hypothesis import strategies as st

from simulation.wire.checksum import internet_checksum, shifted_checksum

WORDS = st.integers(0, 0xFFFF)


def slow_sum(octets):
    """The loop of RFC 1071 section 4.1."""
    total = 0
    for place in range(0, len(octets), 2):
        total += octets[place] << 8 | (octets[place + 1] if place + 1 < len(octets) else 0)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def test_example_of_rfc_1071_section_3():
    assert internet_checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2


def test_example_of_rfc_1624_section_4():
    assert shifted_checksum(0xDD2F, 0x3285 - 0x5555) == 0x0000


def test_of_nothing_and_of_zeros_is_all_ones():
    assert internet_checksum(b"") == internet_checksum(bytes(4)) == 0xFFFF


@given(st.binary(max_size=100))
def test_equals_the_loop_of_the_rfc(octets):
    assert internet_checksum(octets) == slow_sum(octets)


@given(st.binary(min_size=2, max_size=40).filter(lambda octets: len(octets) % 2 == 0))
def test_octets_with_their_own_checksum_sum_to_zero(octets):
    checksum = internet_checksum(octets)
    assert internet_checksum(octets + checksum.to_bytes(2, "big")) == 0


@given(st.lists(WORDS, min_size=2, max_size=12), WORDS)
def test_updating_equals_summing_again(words, new):
    words[0] |= 0x4000  # as an IP header: never all zero
    before = internet_checksum(b"".join(word.to_bytes(2, "big") for word in words))
    after = internet_checksum(b"".join(word.to_bytes(2, "big") for word in [*words[:-1], new]))
    assert shifted_checksum(before, new - words[-1]) == after
