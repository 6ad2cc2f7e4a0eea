import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire.address import Address
from simulation.wire.udp import UdpHeader, datagram, parse
from tests.simulation.wire.generate import addresses, ports

HERE, THERE = Address.parse("10.1.0.100"), Address.parse("192.0.2.10")


def test_known_octets():
    # 0a01+0064+c000+020a+0011+000b + 01b2+01b2+000b+6869+2100 = 15963, folded 5964.
    made = datagram(HERE, THERE, 434, 434, b"hi!")
    assert made.hex() == "01b201b2000b" + f"{0xFFFF - 0x5964:04x}" + "686921"


def test_a_sum_of_zero_is_sent_as_all_ones():
    # Ports, lengths and addresses that sum to 0xFFFF: 0xFFFF - 17 - 8 - 8.
    made = datagram(Address(0), Address(0), 0xFFFF - 33, 0, b"")
    assert made[6:8] == b"\xff\xff"
    parse(made, Address(0), Address(0))


def test_no_checksum_is_sent_as_zero_and_accepted():
    made = datagram(HERE, THERE, 4500, 4500, b"esp", checksum=False)
    assert made[6:8] == bytes(2)
    assert parse(made, THERE, HERE)[1] == b"esp"


@given(addresses, addresses, ports, ports, st.binary(max_size=80))
def test_datagram_is_read_as_it_was_made(source, destination, port, far, payload):
    made = datagram(source, destination, port, far, payload)
    header, data = parse(made + b"trailer", source, destination)
    assert header.encode() + data == made
    assert (header.source_port, header.destination_port, data) == (port, far, payload)


@given(source=addresses, destination=addresses, port=ports, payload=st.binary(max_size=80))
def test_scapy_computes_the_same_checksum(scapy, rebuild, source, destination, port, payload):
    body = scapy.UDP(sport=port, dport=port) / scapy.Raw(payload)
    whole = scapy.IP(src=str(source), dst=str(destination)) / body
    assert bytes(whole)[20:] == datagram(source, destination, port, port, payload)


@given(st.binary(max_size=40), st.data())
def test_any_flipped_bit_is_noticed(payload, data):
    made = bytearray(datagram(HERE, THERE, 434, 434, payload))
    bit = data.draw(st.integers(0, len(made) * 8 - 1))
    made[bit // 8] ^= 1 << bit % 8
    if made[6:8] == b"\0\0":
        return  # the one bit pattern that says "no checksum"
    with pytest.raises(WireError):
        parse(bytes(made), HERE, THERE)


def test_other_addresses_are_noticed():
    with pytest.raises(WireError, match="checksum"):
        parse(datagram(HERE, THERE, 1, 2, b"x"), HERE, HERE)


@pytest.mark.parametrize(
    ("octets", "named"),
    [
        (bytes(7), "needs 8"),
        (bytes.fromhex("0001000200070000"), "length 7"),
        (bytes.fromhex("0001000200090000"), "length 9"),
    ],
)
def test_the_fault_is_named(octets, named):
    with pytest.raises(WireError, match=named):
        parse(octets, HERE, THERE)


@given(st.binary(max_size=40))
def test_any_octets_are_read_or_refused(octets):
    try:
        header, data = parse(octets, HERE, THERE)
    except WireError:
        return
    assert isinstance(header, UdpHeader)
    assert header.length == 8 + len(data)


def test_a_port_that_does_not_fit_is_refused():
    with pytest.raises(WireError):
        datagram(HERE, THERE, 65536, 1, b"")
    with pytest.raises(WireError):
        datagram(HERE, THERE, 1, 1, bytes(65528))
