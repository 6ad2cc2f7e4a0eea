import hashlib
import hmac
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import mobile_ip as mip
from simulation.wire.address import Address
from tests.simulation.wire.generate import headers

KEY = bytes(range(16))
HOME, AGENT, CARE_OF = map(Address.parse, ("10.1.0.100", "10.1.0.1", "203.0.113.137"))
SKIPPABLE = st.one_of(
    headers(mip.NaiExtension, type=131),
    headers(mip.UdpTunnelRequest, type=144, length=6),
    headers(mip.TrustedNetworks, type=149, length=2),
    headers(mip.DeliveryStyleExtension, type=130, length=0),
    headers(mip.UdpTunnelReply, type=44, length=6),
    headers(mip.UnknownExtension, type=200),
)


def request(**changes):
    values = {
        "lifetime": 60, "home_address": HOME, "home_agent": AGENT, "care_of_address": CARE_OF,
        "identification": mip.ntp_time(5_000_000_000), "decapsulates": True,
    }  # fmt: skip
    return mip.RegistrationRequest(**(values | changes))


def test_authenticator_is_hmac_md5_over_all_up_to_its_spi():
    made = mip.signed(request(), (mip.NaiExtension(nai=b"mn@a"),), spi=0x100, key=KEY)
    covered = made[:-16]
    assert covered[-6:].hex() == "201400000100"
    assert covered[:1] == b"\x01"
    assert made[-16:] == hmac.new(KEY, covered, hashlib.md5).digest()


def test_what_stands_behind_the_authenticator_is_not_covered():
    tail = (mip.DeliveryStyleExtension(),)
    made = mip.signed(request(), spi=0x100, key=KEY, after=tail)
    assert made == mip.signed(request(), spi=0x100, key=KEY) + b"\x82\x00"
    assert mip.verify(made[:-2], kind=32, key=KEY)
    assert mip.verify(made, kind=32, key=KEY)


def test_an_agent_signs_over_what_the_node_signed():
    node = mip.signed(request(), spi=0x100, key=KEY)
    agent = mip.sign(node + mip.UdpTunnelRequest().encode(), kind=34, spi=0x200, key=b"x" * 16)
    assert mip.verify(agent, kind=32, key=KEY, spi=0x100)
    assert mip.verify(agent, kind=34, key=b"x" * 16, spi=0x200)
    assert not mip.verify(agent, kind=34, key=KEY)
    assert not mip.verify(agent, kind=33, key=KEY)


@given(
    headers(mip.RegistrationRequest, type=1),
    st.lists(SKIPPABLE, max_size=4),
    st.lists(SKIPPABLE, max_size=2),
)
def test_message_is_read_as_it_was_made(header, before, after):
    made = mip.signed(header, tuple(before), spi=0x1234, key=KEY, after=tuple(after))
    read = mip.parse(made)
    assert read.header == header
    assert list(read.extensions[: len(before)]) == before
    assert read.encode() == made
    assert mip.verify(made, kind=32, key=KEY, spi=0x1234)


@given(st.data())
def test_any_flipped_bit_under_the_authenticator_is_noticed(data):
    made = bytearray(mip.signed(request(), (mip.UdpTunnelRequest(),), spi=0x100, key=KEY))
    bit = data.draw(st.integers(0, len(made) * 8 - 1))
    made[bit // 8] ^= 1 << bit % 8
    assert not mip.verify(bytes(made), kind=32, key=KEY, spi=0x100)


@given(st.data())
def test_a_message_cut_short_is_refused_or_shorter(data):
    made = mip.signed(request(), (mip.NaiExtension(nai=b"mn@a"),), spi=0x100, key=KEY)
    cut = made[: data.draw(st.integers(0, len(made) - 1))]
    assert not mip.verify(cut, kind=32, key=KEY)
    with suppress(WireError):
        assert mip.parse(cut).encode() == cut


@given(st.binary(max_size=80))
def test_any_octets_are_read_or_refused(octets):
    for start in (b"", b"\x01", b"\x03"):
        with suppress(WireError):
            assert mip.parse(start + octets).encode() == start + octets
        assert not mip.verify(start + octets, kind=32, key=KEY)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_an_authenticator_of_another_length_is_never_right(length):
    extension = mip.AuthenticationExtension(spi=0x100, authenticator=bytes(length))
    assert not mip.verify(request().encode() + extension.encode(), kind=32, key=KEY)


def test_an_unknown_extension_is_kept_or_refused_by_its_number():
    skippable = mip.UnknownExtension(type=128, data=b"?")
    assert mip.parse(mip.Message(request(), (skippable,)).encode()).extensions == (skippable,)
    for number in (0, 127):
        strange = mip.UnknownExtension(type=number, data=b"?")
        with pytest.raises(WireError, match=f"extension {number} is not known"):
            mip.parse(mip.Message(request(), (strange,)).encode())


@pytest.mark.parametrize("octets", [b"", b"\x04\x04\0\0", b"\x02", b"\xff" * 40])
def test_what_is_no_message_is_refused(octets):
    with pytest.raises(WireError, match="message type"):
        mip.parse(octets)


def test_find_looks_for_class_and_number():
    made = mip.sign(mip.signed(request(), spi=0x100, key=KEY), kind=34, spi=0x200, key=KEY)
    read = mip.parse(made)
    assert read.find(mip.AuthenticationExtension).spi == 0x100
    assert read.find(mip.AuthenticationExtension, 34).spi == 0x200
    assert read.find(mip.AuthenticationExtension, 33) is None
    assert read.find(mip.NaiExtension) is None


def test_clock_starts_in_2003():
    # 37,632 days after 1900-01-01.
    assert mip.ntp_time(0) == 37_632 * 86_400 << 32
    assert mip.ntp_time(500_000_000) == 37_632 * 86_400 << 32 | 1 << 31


@given(st.integers(0, 10**15))
def test_clock_is_read_as_it_was_written(now_ns):
    assert mip.ntp_to_ns(mip.ntp_time(now_ns)) == now_ns


@given(st.integers(0, 10**15))
def test_a_later_nanosecond_is_a_greater_identification(now_ns):
    assert mip.ntp_time(now_ns + 1) > mip.ntp_time(now_ns)
