import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.ike.v1 import identity
from simulation.wire.address import Address, Prefix
from simulation.wire.ikev1 import ID, IdentificationPayload, payloads
from simulation.wire.isakmp import join


def node(payload):
    return payloads(ID, join([[payload]])[1], 0)[0]


@pytest.mark.parametrize(
    ("name", "kind"), [("192.0.2.10", 1), ("vpn.example.com", 2), ("mn@example.com", 3)]
)
def test_names(name, kind):
    payload = identity.of_name(name)
    assert payload.type == kind
    assert (payload.protocol, payload.port) == (0, 0)  # RFC 3947 section 4
    assert identity.name_of(node(payload)) == name


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_prefixes(address, length):
    prefix = Prefix.parse(f"{Address(address)}/{length}")
    assert identity.prefix_of(node(identity.of_prefix(prefix))) == prefix


@pytest.mark.parametrize(
    "payload",
    [
        IdentificationPayload(type=1, data=b"abc"),
        IdentificationPayload(type=4, data=bytes.fromhex("0a000000ff00ff00")),
        IdentificationPayload(type=9, data=b"x"),
        IdentificationPayload(type=3, data=b"\x00\x01"),
    ],
)
def test_what_is_not_understood(payload):
    with pytest.raises(WireError):
        identity.prefix_of(node(payload))
    with pytest.raises(WireError):
        identity.name_of(node(payload))
