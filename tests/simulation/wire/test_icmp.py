from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import icmp, ipv4
from simulation.wire.address import Address, AddressList
from tests.simulation.wire.generate import addresses, headers

HERE, THERE = Address.parse("203.0.113.1"), Address.parse("203.0.113.2")


def agent(**changes):
    values = {
        "sequence": 1, "registration_lifetime": 60, "foreign_agent": True, "udp_tunnel": True,
        "care_of_addresses": AddressList.of([HERE]),
    }  # fmt: skip
    return icmp.MobilityAgentExtension(**(values | changes))


def test_known_octets_of_an_echo():
    # 0800 + 0001 + 0002 + 6869 = 706c.
    made = icmp.message(icmp.Echo(identifier=1, sequence=2), b"hi")
    assert made.hex() == f"0800{0xFFFF - 0x706C:04x}000100026869"


def test_known_octets_of_an_agent_advertisement():
    made = icmp.advertisement([HERE], lifetime=3, mobility=agent(), prefix_lengths=[25])
    assert made[:2] + made[4:] == bytes.fromhex(
        "0900" "01020003" "cb007101" "00000000"
        "100a0001003c" "1080" "cb007101"
        "130119" "00"
    )  # fmt: skip
    icmp.check(made)


@given(header=headers(icmp.Echo), body=st.binary(max_size=40))
def test_scapy_reads_and_rebuilds_an_echo(scapy, rebuild, header, body):
    made = icmp.message(icmp.Echo(identifier=header.identifier, sequence=header.sequence), body)
    read = scapy.ICMP(made)
    assert (read.type, read.id, read.seq) == (8, header.identifier, header.sequence)
    assert rebuild(read) == made


@given(mtu=st.integers(0, 0xFFFF), source=addresses)
def test_scapy_reads_what_an_error_quotes(scapy, mtu, source):
    about = ipv4.packet(source, THERE, ipv4.ESP, bytes(100))
    made = icmp.message(
        icmp.Unreachable(code=icmp.FRAGMENTATION_NEEDED, next_hop_mtu=mtu), about[:28]
    )
    read = scapy.ICMP(made)
    assert (read.type, read.code, read.nexthopmtu) == (3, 4, mtu)
    assert read.payload.src == str(source)


def test_scapy_reads_a_time_exceeded(scapy):
    read = scapy.ICMP(icmp.message(icmp.TimeExceeded(), bytes(28)))
    assert (read.type, read.code) == (11, 0)


@given(
    st.sampled_from([icmp.Echo, icmp.Unreachable, icmp.TimeExceeded, icmp.RouterSolicitation]),
    st.data(),
)
def test_message_is_read_as_it_was_made(kind, data):
    types = [number for number, each in icmp.TYPES.items() if each is kind]
    header = data.draw(headers(kind, type=data.draw(st.sampled_from(types)), checksum=0))
    body = data.draw(st.binary(max_size=30))
    made = icmp.message(header, body)
    read, rest = icmp.parse(made)
    assert type(read) is kind
    assert read.encode()[:2] + read.encode()[4:] == header.encode()[:2] + header.encode()[4:]
    assert rest == body


@given(
    st.lists(addresses, max_size=3),
    st.one_of(st.none(), headers(icmp.MobilityAgentExtension, type=16)),
    st.lists(st.integers(0, 32), max_size=3),
    st.sampled_from([0, icmp.NOT_A_ROUTER]),
)
def test_advertisement_is_read_as_it_was_made(routers, mobility, lengths, code):
    made = icmp.advertisement(
        routers, lifetime=9, code=code, mobility=mobility, prefix_lengths=lengths
    )
    assert len(made) % 2 == 0
    read = icmp.parse_advertisement(made)
    assert [each.address for each in read.addresses] == routers
    assert read.mobility == mobility
    assert read.prefix_lengths == tuple(lengths)
    assert (read.router.code, read.router.lifetime) == (code, 9)


@given(st.data())
def test_any_flipped_bit_of_an_advertisement_is_noticed(data):
    made = bytearray(icmp.advertisement([HERE], lifetime=3, mobility=agent(), prefix_lengths=[25]))
    bit = data.draw(st.integers(0, len(made) * 8 - 1))
    made[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WireError):
        icmp.parse_advertisement(bytes(made))


def resummed(octets):
    return icmp.message(icmp.Echo.decode(octets[:8])[0], octets[8:])


@given(st.data())
def test_a_forged_advertisement_with_a_right_checksum_never_breaks(data):
    made = bytearray(icmp.advertisement([HERE], lifetime=3, mobility=agent(), prefix_lengths=[25]))
    for place in data.draw(st.lists(st.integers(4, len(made) - 1), max_size=4)):
        made[place] = data.draw(st.integers(0, 255))
    cut = bytes(made[: data.draw(st.integers(8, len(made)))])
    with suppress(WireError):
        icmp.parse_advertisement(resummed(cut))


def test_unknown_extensions_are_skipped_or_refused_by_their_number():
    body = icmp.RouterAdvertisement(addresses=0, lifetime=3)
    high = icmp.UnknownAgentExtension(type=200, length=2, data=b"ab").encode()
    low = icmp.UnknownAgentExtension(type=100, length=2, data=b"ab").encode()
    assert icmp.parse_advertisement(icmp.message(body, high)).mobility is None
    with pytest.raises(WireError, match="extension 100"):
        icmp.parse_advertisement(icmp.message(body, low))


@pytest.mark.parametrize(
    ("octets", "named"),
    [
        (b"", "needs 8"),
        (icmp.message(icmp.Echo()), "no router advertisement"),
        (
            icmp.message(icmp.RouterAdvertisement(addresses=1, entry_size=1, lifetime=3), bytes(8)),
            "entries of 1",
        ),
        (icmp.message(icmp.RouterAdvertisement(addresses=2, lifetime=3), bytes(8)), "end inside"),
        (
            icmp.message(icmp.RouterAdvertisement(addresses=1, entry_size=3, lifetime=3), bytes(8)),
            "end inside",
        ),
    ],
)
def test_the_fault_of_an_advertisement_is_named(octets, named):
    with pytest.raises(WireError, match=named):
        icmp.parse_advertisement(octets)


def test_an_unknown_type_is_refused():
    with pytest.raises(WireError, match="type 42"):
        icmp.parse(icmp.message(icmp.Echo(type=42)))
