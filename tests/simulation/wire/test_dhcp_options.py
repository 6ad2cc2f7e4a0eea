import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import dhcp_options as options
from simulation.wire.address import Address, AddressList

A, B = Address.parse("10.1.0.1"), Address.parse("10.1.0.2")
KNOWN = [
    (options.MessageType(kind=options.DISCOVER), "350101"),
    (options.SubnetMask(mask=A), "01040a010001"),
    (options.Routers(routers=AddressList.of([A, B])), "03080a0100010a010002"),
    (options.DomainServers(servers=AddressList.of([A])), "06040a010001"),
    (options.HostName(name=b"mn"), "0c026d6e"),
    (options.RequestedAddress(address=B), "32040a010002"),
    (options.LeaseTime(seconds=60), "33040000003c"),
    (options.ServerIdentifier(server=A), "36040a010001"),
    (options.ParameterList(codes=bytes([1, 3])), "37020103"),
    (options.ClientIdentifier(identifier=bytes(6)), "3d0701000000000000"),
    (options.UnknownOption(code=43, data=b"?"), "2b013f"),
    (options.DhcpEnd(), "ff"),
    (options.DhcpEnd(code=options.PAD), "00"),
]


@pytest.mark.parametrize(("option", "octets"), KNOWN, ids=lambda each: getattr(each, "key", ""))
def test_known_octets(option, octets):
    assert option.encode().hex() == octets
    assert options.decode_option(bytes.fromhex(octets + "ff"), 0) == (option, len(octets) // 2)


@pytest.mark.parametrize("octets", ["35", "3500", "35020101", "010312131415", "0c05616263", "3d00"])
def test_a_length_that_is_impossible_is_refused(octets):
    with pytest.raises(WireError):
        options.decode_option(bytes.fromhex(octets), 0)


@given(st.binary(min_size=1, max_size=30))
def test_any_octets_are_read_or_refused(octets):
    try:
        option, end = options.decode_option(octets, 0)
    except WireError:
        return
    assert option.encode() == octets[:end]
