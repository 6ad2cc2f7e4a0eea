"""Encapsulations as pairs of functions, read by scapy as well: RFC 2003, 2004, 2784, 3519."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.tunnels.encapsulation import (
    BY_NAME,
    GRE,
    IP_IN_IP,
    MINIMAL,
    MipUdp,
    effective,
)
from simulation.wire import gre, ipv4, udp
from tests.simulation.small_world import address

HOME, CN = address("10.1.0.100"), address("10.3.0.10")
LOCAL, REMOTE = address("203.0.113.200"), address("192.0.2.20")
MIP_UDP = MipUdp(1027, 434)
ALL = [IP_IN_IP, GRE, MINIMAL, MIP_UDP]
NAMES = [each.name for each in ALL]


def inner(payload=bytes(100), **changes):
    body = udp.datagram(HOME, CN, 5004, 5004, payload)
    return ipv4.packet(HOME, CN, ipv4.UDP, body, **changes)


@pytest.mark.parametrize(
    ("way", "octets"), [(IP_IN_IP, 20), (GRE, 24), (MINIMAL, 12), (MIP_UDP, 32)], ids=NAMES
)
def test_overhead_is_what_it_says(way, octets):
    packet = inner()
    assert len(way.wrap(packet, LOCAL, REMOTE, 7)) - len(packet) == octets == way.overhead


def test_minimal_encapsulation_leaves_out_a_source_that_is_the_tunnels_own():
    """RFC 2004 section 3.1: 8 octets where S is 0."""
    packet = ipv4.packet(LOCAL, CN, ipv4.UDP, udp.datagram(LOCAL, CN, 1, 1, b"x"))
    outer = MINIMAL.wrap(packet, LOCAL, REMOTE, 0)
    assert len(outer) - len(packet) == 8
    assert MINIMAL.unwrap(outer) == packet
    _layers, replaced = MINIMAL.layers(packet, "access")
    assert replaced == 1


@pytest.mark.parametrize("way", ALL, ids=NAMES)
@given(payload=st.binary(max_size=300), tos=st.integers(0, 255), fragment=st.booleans())
def test_what_goes_in_comes_out(way, payload, tos, fragment):
    packet = inner(payload, tos=tos, dont_fragment=fragment, identification=99, ttl=17)
    outer = ipv4.check(way.wrap(packet, LOCAL, REMOTE, 7))
    assert way.unwrap(outer) == packet
    assert (ipv4.source(outer), ipv4.destination(outer)) == (LOCAL, REMOTE)
    assert ipv4.protocol(outer) == way.protocol


@pytest.mark.parametrize("way", [IP_IN_IP, GRE, MIP_UDP], ids=["ip-ip", "gre", "mip-udp"])
def test_the_outer_header_takes_type_of_service_and_df_from_the_inner_one(way):
    """RFC 2003 section 3.1: DF inside means DF outside; TTL and Identification are its own."""
    outer = way.wrap(inner(tos=0xB8, dont_fragment=True, ttl=3), LOCAL, REMOTE, 7)
    assert outer[1] == 0xB8
    assert ipv4.dont_fragment(outer)
    assert (ipv4.ttl(outer), ipv4.identification(outer)) == (64, 7)
    assert not ipv4.dont_fragment(way.wrap(inner(), LOCAL, REMOTE, 7))


@pytest.mark.parametrize("way", ALL, ids=NAMES)
def test_the_layers_are_as_long_as_the_octets(way):
    packet = inner()
    outside, replaced = way.layers(packet, "external-mip")
    wrapped = way.wrap(packet, LOCAL, REMOTE, 7)
    replaced_octets = 20 * replaced
    assert sum(each.head for each in outside) == len(wrapped) - len(packet) + replaced_octets


@pytest.mark.parametrize("way", ALL, ids=NAMES)
@given(octets=st.binary(max_size=60))
def test_octets_that_carry_no_packet_are_refused_as_octets(way, octets):
    outer = ipv4.packet(LOCAL, REMOTE, way.protocol, octets)
    try:
        ipv4.check(way.unwrap(outer))
    except WireError:
        return
    assert len(octets) >= 20 or way is MINIMAL


def test_gre_that_carries_something_else_is_refused():
    outer = bytearray(GRE.wrap(inner(), LOCAL, REMOTE, 7))
    outer[22:24] = b"\x86\xdd"
    with pytest.raises(WireError, match="0x86dd"):
        GRE.unwrap(bytes(outer))


@pytest.mark.parametrize(
    ("header", "named"),
    [("00070800", "version 7"), ("40000800", "must be zero"), ("80000800bad00000", "is wrong")],
    ids=["version", "reserved bits", "checksum"],
)
def test_gre_that_must_be_discarded_is_refused(header, named):
    """RFC 2784 sections 2.2 and 2.3."""
    outer = ipv4.packet(LOCAL, REMOTE, ipv4.GRE, bytes.fromhex(header) + inner())
    with pytest.raises(WireError, match=named):
        GRE.unwrap(outer)


def test_gre_with_a_right_checksum_is_taken():
    """RFC 2784 section 2.2: a receiver must accept and process it."""
    packet = inner()
    outer = ipv4.packet(LOCAL, REMOTE, ipv4.GRE, gre.wrap(packet, checksum=True, key=7))
    assert GRE.unwrap(outer) == packet


def test_a_mip_tunnel_that_carries_another_kind_than_negotiated_is_refused():
    """RFC 3519 section 3.3."""
    outer = bytearray(MIP_UDP.wrap(inner(), LOCAL, REMOTE, 7))
    outer[29] = ipv4.GRE
    with pytest.raises(WireError, match="protocol 47"):
        MIP_UDP.unwrap(bytes(outer))


def test_fragments_go_by_ip_in_ip_where_minimal_was_asked_for():
    """RFC 2004 section 3.1: it must not be used on a packet that is a fragment."""
    pieces = ipv4.fragments(inner(bytes(1000)), 500)
    assert [effective(MINIMAL, each) for each in pieces] == [IP_IN_IP] * len(pieces)
    assert effective(MINIMAL, inner()) is MINIMAL
    assert effective(GRE, pieces[0]) is GRE


def test_the_names_are_those_of_the_scenario():
    from simulation.scenario.parameters import BY_KEY

    assert set(BY_NAME) == set(BY_KEY["encapsulation"].choices)


@pytest.fixture(scope="module")
def scapy():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import scapy.all as layers
    return layers


@pytest.mark.parametrize("way", [IP_IN_IP, GRE], ids=["ip-ip", "gre"])
def test_scapy_reads_the_same_packet_inside(way, scapy):
    packet = inner()
    read = scapy.IP(way.wrap(packet, LOCAL, REMOTE, 7))
    assert (read.src, read.dst) == (str(LOCAL), str(REMOTE))
    assert bytes(read.getlayer(scapy.IP, 2)) == packet
