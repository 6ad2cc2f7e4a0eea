import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import dhcp
from simulation.wire.address import Address, AddressList, Mac

CLIENT, SERVER, GIVEN = (
    Mac(bytes.fromhex("020000000001")),
    Address.parse("203.0.113.129"),
    Address.parse("203.0.113.192"),
)


def offer(kind=dhcp.OFFER):
    return dhcp.message(
        kind,
        transaction=0x12345678,
        mac=CLIENT,
        your=GIVEN,
        options=(
            dhcp.SubnetMask(mask=Address.parse("255.255.255.128")),
            dhcp.Routers(routers=AddressList.of([SERVER])),
            dhcp.LeaseTime(seconds=3600),
            dhcp.ServerIdentifier(server=SERVER),
        ),
    )


def test_known_octets():
    made = offer()
    assert made[:12].hex() == "020106001234567800000000"
    assert made[16:20] == GIVEN.octets
    assert made[28:34] == CLIENT
    assert made[236:].hex() == (
        "63825363" "350102" "0104ffffff80" "0304cb007181" "330400000e10" "3604cb007181" "ff"
    )  # fmt: skip


def test_scapy_reads_the_same(scapy):
    read = scapy.BOOTP(offer())
    assert (read.xid, read.yiaddr, read.chaddr[:6]) == (0x12345678, str(GIVEN), bytes(CLIENT))
    assert read[scapy.DHCP].options == [
        ("message-type", 2),
        ("subnet_mask", "255.255.255.128"),
        ("router", str(SERVER)),
        ("lease_time", 3600),
        ("server_id", str(SERVER)),
        "end",
    ]


@pytest.mark.parametrize("kind", dhcp.MESSAGE_TYPES)
def test_every_step_says_what_it_is(kind):
    read = dhcp.parse(offer(kind))
    assert read.kind == kind
    assert read.header.operation == (2 if kind in {dhcp.OFFER, dhcp.ACK, dhcp.NAK} else 1)


def test_options_are_found():
    read = dhcp.parse(offer())
    assert read.find(dhcp.LeaseTime).seconds == 3600
    assert read.find(dhcp.Routers).routers.addresses == (SERVER,)
    assert read.find(dhcp.HostName) is None


def test_a_message_without_its_type_has_none():
    bootp = dhcp.Bootp(operation=1, transaction=1, mac=CLIENT).encode()
    assert dhcp.parse(bootp + b"\xff").kind == 0


def test_broadcast_flag_is_the_highest_bit():
    made = dhcp.message(dhcp.DISCOVER, transaction=1, mac=CLIENT, broadcast=True)
    assert made[10:12].hex() == "8000"


def test_what_follows_the_end_is_let_be():
    assert dhcp.parse(offer() + bytes(40)) == dhcp.parse(offer())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda octets: octets[:236] + b"\0\0\0\0" + octets[240:], "cookie"),
        (lambda octets: octets[:-1], "end mark"),
        (lambda octets: octets[:100], "end inside"),
        (lambda octets: octets[:-1] + b"\x33\x04\0", "runs past"),
    ],
)
def test_the_fault_is_named(change, named):
    with pytest.raises(WireError, match=named):
        dhcp.parse(change(offer()))


@given(st.binary(max_size=30), st.data())
def test_damaged_messages_are_read_or_refused(tail, data):
    made = bytearray(offer()[:-1] + tail)
    for place in data.draw(st.lists(st.integers(236, len(made) - 1), max_size=3)):
        made[place] = data.draw(st.integers(0, 255))
    try:
        read = dhcp.parse(bytes(made))
    except WireError:
        return
    again = read.header.encode() + b"".join(option.encode() for option in read.options)
    assert bytes(made).startswith(again)


def test_scapy_rebuilds_the_same(scapy, rebuild):
    assert rebuild(scapy.BOOTP(offer())) == offer()
