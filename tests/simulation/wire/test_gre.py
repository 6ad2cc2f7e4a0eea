import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import gre

number = st.one_of(st.none(), st.integers(0, 0xFFFFFFFF))


def test_known_octets():
    assert gre.wrap(b"").hex() == "00000800"
    assert gre.wrap(b"", key=5, sequence=7).hex() == "300008000000000500000007"
    # 8000 + 0800 + 6869 = f069.
    assert gre.wrap(b"hi", checksum=True).hex() == f"80000800{0xFFFF - 0xF069:04x}00006869"


@given(st.binary(max_size=50), st.booleans(), number, number)
def test_packet_comes_out_as_it_went_in(packet, checksum, key, sequence):
    header, inside = gre.unwrap(gre.wrap(packet, checksum=checksum, key=key, sequence=sequence))
    assert (inside, header.tunnel_key, header.sequence) == (packet, key, sequence)
    assert (header.checksum is not None) is checksum


@given(packet=st.binary(max_size=50), checksum=st.booleans(), key=number, sequence=number)
def test_scapy_reads_and_rebuilds_the_same(scapy, rebuild, packet, checksum, key, sequence):
    made = gre.wrap(packet, protocol=0x1234, checksum=checksum, key=key, sequence=sequence)
    read = scapy.GRE(made)
    assert (read.proto, read.key, read.sequence_number) == (0x1234, key, sequence)
    assert rebuild(read) == made


@given(st.binary(max_size=30), st.data())
def test_any_flipped_bit_is_noticed_by_the_checksum(packet, data):
    made = bytearray(gre.wrap(packet, checksum=True))
    bit = data.draw(st.integers(8, len(made) * 8 - 1))
    made[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WireError):
        gre.unwrap(bytes(made))


@pytest.mark.parametrize(
    ("octets", "named"),
    [
        ("00010800", "version 1"),
        ("40000800", "must be zero"),
        ("08000800", "must be zero"),
        ("04000800", "must be zero"),
        ("00070800", "version 7"),
        ("0000", "end inside"),
        ("20000800", "end inside"),
    ],
)
def test_the_fault_is_named(octets, named):
    with pytest.raises(WireError, match=named):
        gre.unwrap(bytes.fromhex(octets))


@pytest.mark.parametrize("bit", range(6, 13))
def test_bits_that_are_kept_for_later_are_ignored(bit):
    """RFC 2784 section 2.3."""
    first = (1 << 15 - bit).to_bytes(2, "big")
    assert gre.unwrap(first + b"\x08\x00inside")[1] == b"inside"


@given(st.binary(max_size=30))
def test_any_octets_are_read_or_refused(octets):
    try:
        header, inside = gre.unwrap(octets)
    except WireError:
        return
    assert header.encode() + inside == octets
