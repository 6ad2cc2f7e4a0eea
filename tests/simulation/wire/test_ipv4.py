from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import icmp, ipv4, tcp, udp
from simulation.wire.address import Address
from simulation.wire.checksum import internet_checksum
from tests.simulation.wire.generate import addresses, ports

# A header that many textbooks work through: UDP from 192.168.0.1 to 192.168.0.199.
TEXTBOOK = bytes.fromhex("45000073000040004011b861c0a80001c0a800c7")
HERE, THERE = Address.parse("10.1.0.100"), Address.parse("192.0.2.10")
octet = st.integers(0, 0xFF)
word = st.integers(0, 0xFFFF)


@st.composite
def packets(draw):
    return ipv4.packet(
        draw(addresses),
        draw(addresses),
        draw(octet),
        draw(st.binary(max_size=64)),
        ttl=draw(st.integers(1, 255)),
        tos=draw(octet),
        identification=draw(word),
        dont_fragment=draw(st.booleans()),
    )


def test_known_octets():
    made = ipv4.packet(
        Address.parse("192.168.0.1"), Address.parse("192.168.0.199"), ipv4.UDP, bytes(95),
        dont_fragment=True,
    )  # fmt: skip
    assert made[:20] == TEXTBOOK
    assert ipv4.check(made) == made


@given(addresses, addresses, octet, octet, octet, word, st.booleans(), st.binary(max_size=40))
def test_functions_and_table_agree(source, destination, protocol, ttl, tos, number, whole, payload):
    made = ipv4.packet(
        source, destination, protocol, payload,
        ttl=ttl, tos=tos, identification=number, dont_fragment=whole,
    )  # fmt: skip
    header, end = ipv4.IPv4Header.decode(made)
    assert header.encode() + payload == made
    assert end == ipv4.header_octets(made) == 20
    assert header.total_length == len(made)
    assert (header.source, header.destination) == (ipv4.source(made), ipv4.destination(made))
    assert (header.source, header.destination) == (source, destination)
    assert (header.protocol, header.ttl) == (ipv4.protocol(made), ipv4.ttl(made)) == (protocol, ttl)
    assert (header.tos, header.identification) == (tos, ipv4.identification(made)) == (tos, number)
    assert header.dont_fragment is ipv4.dont_fragment(made) is whole
    assert header.more_fragments is ipv4.more_fragments(made) is False
    assert header.fragment_offset == ipv4.fragment_offset(made) == 0
    assert ipv4.payload(made) == payload


@given(made=packets(), trailer=st.binary(max_size=8))
def test_check_cuts_what_the_link_added(made, trailer):
    assert ipv4.check(made + trailer) == made


@given(made=packets())
def test_scapy_reads_and_rebuilds_the_same(scapy, rebuild, made):
    read = scapy.IP(made)
    assert (read.src, read.dst) == (str(ipv4.source(made)), str(ipv4.destination(made)))
    bare = scapy.IP(made[:20]) / scapy.Raw(made[20:])
    assert rebuild(bare) == made


@given(made=packets(), place=st.integers(0, 159))
def test_any_flipped_bit_of_the_header_is_noticed(made, place):
    broken = bytearray(made)
    broken[place // 8] ^= 1 << place % 8
    with pytest.raises(WireError):
        ipv4.check(bytes(broken))


@given(made=packets(), data=st.data())
def test_a_packet_cut_short_is_refused(made, data):
    with pytest.raises(WireError):
        ipv4.check(made[: data.draw(st.integers(0, len(made) - 1))])


@given(st.binary(max_size=80))
def test_any_octets_pass_or_are_refused(octets):
    with suppress(WireError):
        assert octets.startswith(ipv4.check(octets))


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [(0, 0x65, "version 6"), (0, 0x44, "IHL 4"), (3, 19, "total length"), (10, 0, "checksum")],
)
def test_the_fault_is_named(place, value, named):
    broken = bytearray(TEXTBOOK + bytes(95))
    broken[place] = value
    with pytest.raises(WireError, match=named):
        ipv4.check(bytes(broken))


@pytest.mark.parametrize("change", [{"ttl": 256}, {"tos": -1}, {"identification": 1 << 16}])
def test_a_value_that_does_not_fit_is_refused(change):
    with pytest.raises(WireError):
        ipv4.packet(HERE, THERE, 17, b"", **change)


def test_a_payload_too_long_is_refused():
    with pytest.raises(WireError, match="65536"):
        ipv4.packet(HERE, THERE, 17, bytes(65516))


@given(made=packets())
def test_one_hop_less_leaves_the_checksum_right(made):
    hops = ipv4.ttl(made)
    forwarded = ipv4.check(ipv4.decrement_ttl(made))
    assert ipv4.ttl(forwarded) == hops - 1
    assert forwarded[:8] + forwarded[12:] == made[:8] + made[12:]


def test_every_checksum_survives_the_way_of_255_hops():
    # The identification walks the checksum through every value, 0 among them.
    for number in range(0, 65536, 7):
        made = ipv4.packet(HERE, THERE, 17, b"", ttl=2, identification=number)
        ipv4.check(ipv4.decrement_ttl(made))


def test_no_hop_left_is_refused():
    with pytest.raises(WireError, match="TTL"):
        ipv4.decrement_ttl(ipv4.packet(HERE, THERE, 17, b"", ttl=0))


# -- fragments ---------------------------------------------------------------------------------


def joined(pieces):
    data = bytearray()
    for piece in pieces:
        ipv4.check(piece)
        assert ipv4.fragment_offset(piece) == len(data)
        data += ipv4.payload(piece)
    return bytes(data)


@given(size=st.integers(0, 4000), mtu=st.integers(28, 1500))
def test_fragments_fit_and_join_to_the_whole(size, mtu):
    payload = bytes(number % 251 for number in range(size))
    pieces = ipv4.fragments(ipv4.packet(HERE, THERE, 17, payload, identification=9), mtu)
    assert all(len(piece) <= mtu for piece in pieces)
    assert joined(pieces) == payload
    assert {ipv4.identification(piece) for piece in pieces} == {9}
    assert [ipv4.more_fragments(piece) for piece in pieces] == [True] * (len(pieces) - 1) + [False]


@given(st.integers(68, 400), st.integers(68, 400))
def test_a_fragment_may_be_cut_again(first, second):
    payload = bytes(number % 251 for number in range(1000))
    pieces = ipv4.fragments(ipv4.packet(HERE, THERE, 17, payload), first)
    again = [part for piece in pieces for part in ipv4.fragments(piece, second)]
    assert joined(again) == payload
    assert [ipv4.more_fragments(piece) for piece in again] == [True] * (len(again) - 1) + [False]


def test_scapy_cuts_at_the_same_places(scapy):
    made = ipv4.packet(HERE, THERE, 17, bytes(3000), identification=7)
    ours = ipv4.fragments(made, 1500)
    theirs = scapy.fragment(scapy.IP(made), fragsize=1480)
    assert [bytes(piece) for piece in theirs] == ours


def test_a_packet_that_fits_is_left_alone():
    made = ipv4.packet(HERE, THERE, 17, bytes(100), dont_fragment=True)
    assert ipv4.fragments(made, 120) == [made]


def test_what_must_not_be_cut_is_refused():
    with pytest.raises(WireError, match="DF"):
        ipv4.fragments(ipv4.packet(HERE, THERE, 17, bytes(100), dont_fragment=True), 119)
    with pytest.raises(WireError, match="no room"):
        ipv4.fragments(ipv4.packet(HERE, THERE, 17, bytes(100)), 27)


def with_options(options, payload):
    header = ipv4.IPv4Header(
        ihl=5 + len(options) // 4, total_length=20 + len(options) + len(payload), protocol=17,
        source=HERE, destination=THERE, options=options,
    ).encode()  # fmt: skip
    checksum = internet_checksum(header).to_bytes(2, "big")
    return header[:10] + checksum + header[12:] + payload


def test_later_fragments_keep_only_the_options_that_are_copied():
    # Record route (7) is not copied, loose source route (131) is: RFC 791 section 3.1.
    options = bytes.fromhex("0107070400000000830704000000000000000000")[:16]
    made = with_options(
        bytes.fromhex("01070704") + bytes(4) + bytes.fromhex("8307040a00000100"), bytes(200)
    )
    assert len(options) == 16
    ipv4.check(made)
    pieces = ipv4.fragments(made, 100)
    assert joined(pieces) == bytes(200)
    assert ipv4.header_octets(pieces[0]) == 36
    assert {piece[20 : ipv4.header_octets(piece)].hex() for piece in pieces[1:]} == {
        "8307040a00000100"
    }


def test_an_option_that_runs_past_the_end_is_refused():
    with pytest.raises(WireError, match="option"):
        ipv4.fragments(with_options(bytes.fromhex("83090400"), bytes(200)), 100)


# -- translation -------------------------------------------------------------------------------


@given(addresses, addresses, ports, ports, addresses, ports, st.binary(max_size=33), st.booleans())
def test_rewritten_datagram_is_the_one_made_anew(old, peer, port, far, new, fresh, data, summed):
    def made(source, source_port):
        body = udp.datagram(source, peer, source_port, far, data, checksum=summed)
        return ipv4.packet(source, peer, ipv4.UDP, body)

    assert ipv4.rewrite(made(old, port), source=new, source_port=fresh) == made(new, fresh)


@given(addresses, addresses, ports, ports, addresses, ports, st.binary(max_size=33))
def test_rewritten_segment_is_the_one_made_anew(old, peer, port, far, new, fresh, data):
    def made(destination, destination_port):
        header = tcp.TcpHeader(source_port=far, destination_port=destination_port, sequence=1)
        return ipv4.packet(
            peer, destination, ipv4.TCP, tcp.segment(peer, destination, header, data)
        )

    assert ipv4.rewrite(made(old, port), destination=new, destination_port=fresh) == made(
        new, fresh
    )


@given(addresses, addresses, word, word, st.binary(max_size=33))
def test_rewritten_echo_is_the_one_made_anew(old, new, before, after, data):
    def made(source, identifier):
        return ipv4.packet(
            source, THERE, ipv4.ICMP, icmp.message(icmp.Echo(identifier=identifier), data)
        )

    assert ipv4.rewrite(made(old, before), source=new, icmp_id=after) == made(new, after)


def test_a_wrong_checksum_stays_wrong():
    body = bytearray(udp.datagram(HERE, THERE, 1, 2, b"data"))
    body[-1] ^= 1
    made = ipv4.rewrite(
        ipv4.packet(HERE, THERE, ipv4.UDP, bytes(body)), source=THERE, source_port=9
    )
    with pytest.raises(WireError, match="checksum"):
        udp.parse(ipv4.payload(made), THERE, THERE)


def test_quoted_octets_of_a_segment_are_rewritten_without_their_checksum():
    segment = tcp.segment(HERE, THERE, tcp.TcpHeader(source_port=5, destination_port=6, sequence=7))
    quoted = ipv4.packet(HERE, THERE, ipv4.TCP, segment)[:28]
    changed = ipv4.rewrite(quoted, source=THERE, source_port=9)
    assert changed[12:16] == THERE.octets
    assert changed[20:28] == bytes([0, 9]) + segment[2:8]


def test_a_later_fragment_changes_its_addresses_alone():
    later = ipv4.fragments(ipv4.packet(HERE, THERE, ipv4.UDP, bytes(100)), 60)[1]
    changed = ipv4.check(ipv4.rewrite(later, source=THERE, source_port=9))
    assert ipv4.payload(changed) == ipv4.payload(later)


@pytest.mark.parametrize(
    "made", [ipv4.packet(HERE, THERE, ipv4.ESP, bytes(40)), ipv4.packet(HERE, THERE, ipv4.UDP, b"")]
)
def test_a_port_that_is_not_there_cannot_be_rewritten(made):
    with pytest.raises(WireError, match="no port"):
        ipv4.rewrite(made, source_port=9)


@given(made=packets(), source=addresses)
def test_any_packet_takes_a_new_source(made, source):
    assume(ipv4.protocol(made) not in {ipv4.UDP, ipv4.TCP})
    changed = ipv4.check(ipv4.rewrite(made, source=source))
    assert ipv4.source(changed) == source
    assert ipv4.payload(changed) == ipv4.payload(made)


def test_both_addresses_at_once_are_those_of_the_header():
    octets = ipv4.packet(0x0A010203, 0xC0000201, 17, b"")
    assert ipv4.addresses(octets) == (0x0A010203, 0xC0000201)
    assert ipv4.addresses(octets) == (ipv4.source(octets), ipv4.destination(octets))


@given(st.integers(0, 255), st.integers(0, 255))
def test_another_class_is_as_if_it_had_been_made_so(before, after):
    made = ipv4.packet(HERE, THERE, 17, bytes(20), tos=before, identification=77)
    other = ipv4.packet(HERE, THERE, 17, bytes(20), tos=after, identification=77)
    assert ipv4.with_class(made, after) == other
