import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import ipv4, minimal
from simulation.wire.address import Address
from simulation.wire.checksum import internet_checksum
from tests.simulation.wire.generate import addresses

NODE, PEER, AGENT, CARE_OF = map(
    Address.parse, ("10.1.0.100", "10.3.0.10", "10.1.0.1", "203.0.113.137")
)


def test_known_octets():
    packet = ipv4.packet(PEER, NODE, ipv4.UDP, b"data", ttl=9, identification=5)
    made = minimal.encapsulate(packet, AGENT, CARE_OF)
    # 1180 + 0a01 + 0064 + 0a03 + 000a = 25f2.
    assert made[20:].hex() == f"1180{0xFFFF - 0x25F2:04x}0a0100640a03000a" + b"data".hex()
    assert (
        made[:20]
        == ipv4.packet(AGENT, CARE_OF, ipv4.MINIMAL, made[20:], ttl=9, identification=5)[:20]
    )


def test_the_source_of_its_own_packet_takes_no_room():
    packet = ipv4.packet(AGENT, NODE, ipv4.UDP, b"data")
    made = minimal.encapsulate(packet, AGENT, CARE_OF)
    assert len(made) == len(packet) + 8
    assert minimal.parse(made)[0].source is None
    assert minimal.decapsulate(made) == packet


@given(
    addresses,
    addresses,
    addresses,
    addresses,
    st.integers(0, 255),
    st.binary(max_size=40),
    st.booleans(),
)
def test_packet_comes_out_as_it_went_in(source, destination, entry, end, protocol, data, whole):
    packet = ipv4.packet(source, destination, protocol, data, ttl=7, tos=4, dont_fragment=whole)
    made = ipv4.check(minimal.encapsulate(packet, entry, end))
    assert (ipv4.source(made), ipv4.destination(made)) == (entry, end)
    assert len(made) - len(packet) == (8 if source == entry else 12)
    assert minimal.decapsulate(made) == packet


def test_what_happened_in_the_tunnel_stays_with_the_packet():
    packet = ipv4.packet(PEER, NODE, ipv4.UDP, b"data", ttl=9)
    hop = ipv4.decrement_ttl(minimal.encapsulate(packet, AGENT, CARE_OF))
    assert minimal.decapsulate(hop) == ipv4.decrement_ttl(packet)


def test_a_fragment_cannot_be_encapsulated():
    for piece in ipv4.fragments(ipv4.packet(PEER, NODE, ipv4.UDP, bytes(100)), 60):
        with pytest.raises(WireError, match="fragment"):
            minimal.encapsulate(piece, AGENT, CARE_OF)


@given(st.integers(160, 255))
def test_any_flipped_bit_of_the_header_is_noticed(bit):
    made = bytearray(minimal.encapsulate(ipv4.packet(PEER, NODE, 17, b"data"), AGENT, CARE_OF))
    made[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WireError):
        minimal.decapsulate(bytes(made))


@given(st.binary(max_size=20))
def test_any_octets_behind_an_ip_header_are_read_or_refused(octets):
    packet = ipv4.packet(PEER, NODE, ipv4.MINIMAL, octets)
    try:
        out = minimal.decapsulate(packet)
    except WireError:
        return
    ipv4.check(out)
    assert internet_checksum(octets[: 12 if octets[1] & 0x80 else 8]) == 0


def test_another_protocol_is_refused():
    with pytest.raises(WireError, match="not 55"):
        minimal.decapsulate(ipv4.packet(PEER, NODE, ipv4.UDP, bytes(20)))


def test_what_becomes_too_long_is_refused():
    with pytest.raises(WireError, match="too long"):
        minimal.encapsulate(ipv4.packet(PEER, NODE, 17, bytes(65510)), AGENT, CARE_OF)
