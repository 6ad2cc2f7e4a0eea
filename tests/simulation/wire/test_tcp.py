import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import tcp
from simulation.wire.address import Address
from simulation.wire.checksum import internet_checksum
from tests.simulation.wire.generate import addresses, headers

HERE, THERE = Address.parse("10.1.0.100"), Address.parse("10.3.0.10")
OPTIONS = st.lists(
    st.one_of(
        headers(tcp.MssOption, kind=2, length=4),
        headers(tcp.TcpFiller, kind=1),
        headers(tcp.UnknownTcpOption, kind=254).filter(lambda option: option.length < 12),
    ),
    max_size=3,
)


def test_known_octets():
    opening = tcp.TcpHeader(
        source_port=0x1234, destination_port=80, sequence=1, syn=True, window=512
    )
    made = tcp.segment(HERE, THERE, opening, options=(tcp.MssOption(size=1460),))
    assert made[:16].hex() == "12340050000000010000000060020200"
    assert made[18:].hex() == "0000020405b4"
    # 0a01+0064+0a03+000a+0006+0018 + 1234+0050+0001+6002+0200+0204+05b4 = 90cf.
    assert made[16:18].hex() == f"{0xFFFF - 0x90CF:04x}"


@given(
    source=addresses,
    destination=addresses,
    header=headers(tcp.TcpHeader),
    data=st.binary(max_size=50),
    options=OPTIONS,
)
def test_segment_is_read_as_it_was_made(source, destination, header, data, options):
    made = tcp.segment(source, destination, header, data, options)
    read = tcp.parse(made, source, destination)
    assert read.payload == data
    assert list(read.options[: len(options)]) == options
    assert (read.header.sequence, read.header.fin) == (header.sequence, header.fin)
    assert tcp.segment(source, destination, read.header, data, read.options) == made


@given(
    source=addresses,
    destination=addresses,
    header=headers(tcp.TcpHeader, reserved=0),
    data=st.binary(max_size=50),
)
def test_scapy_reads_and_rebuilds_the_same(scapy, rebuild, source, destination, header, data):
    made = tcp.segment(source, destination, header, data, (tcp.MssOption(size=1460),))
    whole = scapy.IP(src=str(source), dst=str(destination), proto=6) / scapy.TCP(made)
    assert whole[scapy.TCP].options[0] == ("MSS", 1460)
    assert rebuild(whole)[20:] == made


def test_maximum_is_found():
    opening = tcp.TcpHeader(source_port=1, destination_port=2, sequence=0, syn=True)
    made = tcp.segment(HERE, THERE, opening, options=(tcp.TcpFiller(), tcp.MssOption(size=536)))
    assert tcp.parse(made, HERE, THERE).maximum == 536
    assert tcp.parse(tcp.segment(HERE, THERE, opening), HERE, THERE).maximum is None


@given(st.binary(max_size=40), st.data())
def test_any_flipped_bit_is_noticed(payload, data):
    made = bytearray(
        tcp.segment(
            HERE, THERE, tcp.TcpHeader(source_port=1, destination_port=2, sequence=3), payload
        )
    )
    bit = data.draw(st.integers(0, len(made) * 8 - 1))
    made[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WireError):
        tcp.parse(bytes(made), HERE, THERE)


@given(st.binary(max_size=60), st.booleans())
def test_any_octets_are_read_or_refused(octets, resummed):
    if resummed and len(octets) >= 20:
        blank = octets[:16] + bytes(2) + octets[18:]
        pseudo = HERE.octets + THERE.octets + bytes([0, 6]) + len(octets).to_bytes(2, "big")
        checksum = internet_checksum(pseudo + blank)
        octets = blank[:16] + checksum.to_bytes(2, "big") + blank[18:]
    try:
        read = tcp.parse(octets, HERE, THERE)
    except WireError:
        return
    assert octets.startswith(read.header.encode())
    assert octets.endswith(read.payload)


@given(st.binary(min_size=1, max_size=40))
def test_any_options_are_walked_or_refused(octets):
    try:
        walked = list(tcp.walk_options(octets, 0, len(octets)))
    except WireError:
        return
    assert b"".join(option.encode() for option, _, _ in walked) == octets


def test_too_many_options_are_refused():
    header = tcp.TcpHeader(source_port=1, destination_port=2, sequence=3)
    with pytest.raises(WireError, match="Data Offset"):
        tcp.segment(HERE, THERE, header, options=[tcp.MssOption(size=1)] * 11)


@given(
    header=headers(tcp.TcpHeader),
    size=st.integers(0, 0xFFFF),
    most=st.integers(0, 0xFFFF),
    before=st.integers(0, 3),
)
def test_a_clamped_segment_is_as_if_it_had_announced_less(header, size, most, before):
    """RFC 1624: whether the option stands at an even or an odd place."""

    def announcing(octets):
        options = [tcp.TcpFiller()] * before + [tcp.MssOption(size=octets)]
        return tcp.segment(HERE, THERE, header, b"data", options)

    clamped = tcp.clamped(announcing(size), most)
    assert tcp.parse(clamped, HERE, THERE).maximum == min(size, most)
    assert clamped[:16] + clamped[18:] == (made := announcing(min(size, most)))[:16] + made[18:]


def test_a_segment_that_announces_nothing_stays_as_it_is():
    made = tcp.segment(HERE, THERE, tcp.TcpHeader(source_port=1, destination_port=2, sequence=0))
    assert tcp.clamped(made, 500) == made
