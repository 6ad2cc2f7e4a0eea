import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import extension as ext
from simulation.wire.address import Address
from tests.simulation.wire.generate import headers

KNOWN = [
    (ext.NaiExtension(nai=b"mn@a"), "83046d6e4061"),
    (ext.DeliveryStyleExtension(), "8200"),
    (ext.UdpTunnelRequest(force=True), "9006 0000 8004 0000"),
    (ext.UdpTunnelRequest(through_agent=True, encapsulation=55), "9006 0000 4037 0000"),
    (ext.UdpTunnelReply(code=64), "2c06 0040 0000 0000"),
    (ext.UdpTunnelReply(code=0, force=True, keepalive=110), "2c06 0000 8000 006e"),
    (ext.TrustedNetworks(), "95020000"),
    (ext.HomeAgentParameter(home_agent=Address.parse("10.1.0.1")), "fe0600000a010001"),
    (ext.EncapsulationRequest(encapsulation=50), "fd020032"),
    (ext.AuthenticationExtension(spi=0x100, authenticator=bytes(16)), "2014 00000100" + 16 * " 00"),
    (ext.UnknownExtension(type=200, data=b"ab"), "c8026162"),
]


@pytest.mark.parametrize(("header", "octets"), KNOWN, ids=lambda each: getattr(each, "key", ""))
def test_known_octets(header, octets):
    made = bytes.fromhex(octets)
    assert header.encode() == made
    assert ext.decode_extension(b"??" + made, 2) == (header, 2 + len(made))


@pytest.mark.parametrize(
    "octets",
    [
        "",
        "20",
        "9005" + "00" * 5,
        "9007" + "00" * 7,
        "820100",
        "2003" + "00" * 3,
        "83ff61",
        "95030000",
    ],
)
def test_a_length_that_is_not_that_of_its_type_is_refused(octets):
    with pytest.raises(WireError):
        ext.decode_extension(bytes.fromhex(octets), 0)


@given(st.sampled_from(sorted(ext.EXTENSIONS)), st.data())
def test_every_type_is_read_by_its_class(number, data):
    kind = ext.EXTENSIONS[number]
    fixed = {"type": number}
    if not any(getattr(row.field, "length", None) == "length" for row in kind.table):
        fixed["length"] = sum(row.field.width for row in kind.table) // 8 - 2
    header = data.draw(headers(kind, **fixed))
    octets = header.encode()
    assert ext.decode_extension(octets, 0) == (header, len(octets))


@given(st.binary(min_size=1, max_size=40))
def test_any_octets_are_read_or_refused(octets):
    try:
        header, end = ext.decode_extension(octets, 0)
    except WireError:
        return
    assert header.encode() == octets[:end]
