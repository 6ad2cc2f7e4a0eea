import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire.address import Address, AddressList, Mac, Prefix
from tests.simulation.wire.generate import addresses


@given(addresses)
def test_address_is_read_as_it_is_written(address):
    assert Address.parse(str(address)) == address
    assert int.from_bytes(address.octets, "big") == address


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "1.2.3.256", "1.2.3.-4", "1.2.3.4.5", "a.b.c.d", "1.2.3.٤٤٤"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(WireError):
        Address.parse(text)


def test_address_formats_in_dotted_decimal():
    assert f"{Address.parse('192.0.2.1'):>12}" == "   192.0.2.1"
    assert repr(Address(1)) == "Address(0.0.0.1)"


def test_mac_prints_as_pairs():
    assert str(Mac(b"\x02\0\0\0\0\xff")) == "02:00:00:00:00:ff"


@given(st.lists(addresses, max_size=5))
def test_list_holds_its_addresses_in_order(some):
    assert list(AddressList.of(some).addresses) == some
    assert str(AddressList.of(some)) == ", ".join(map(str, some))


def test_list_ignores_octets_that_make_no_address():
    assert AddressList(b"\1\2\3\4\5").addresses == (Address.parse("1.2.3.4"),)


def test_prefix_contains_its_addresses_alone():
    prefix = Prefix.parse("203.0.113.128/25")
    assert Address.parse("203.0.113.255") in prefix
    assert Address.parse("203.0.113.127") not in prefix
    assert str(prefix.mask) == "255.255.255.128"
    assert str(prefix.broadcast) == "203.0.113.255"


def test_prefix_forgets_the_bits_of_the_host():
    assert str(Prefix.parse("10.1.2.3/8")) == "10.0.0.0/8"
    assert str(Prefix.host(Address.parse("10.1.2.3"))) == "10.1.2.3/32"
    assert Address(0) in Prefix.parse("0.0.0.0/0")


@pytest.mark.parametrize("text", ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/x", "x/8"])
def test_what_is_no_prefix_is_refused(text):
    with pytest.raises(WireError):
        Prefix.parse(text)
