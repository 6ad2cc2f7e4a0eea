"""The header and the chain of payloads that both versions share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import ikev1, ikev2
from simulation.wire.ikev1 import NoncePayload, VendorIdPayload
from simulation.wire.isakmp import (
    MOST_PAYLOADS,
    IsakmpHeader,
    UnknownPayload,
    header_of,
    join,
    message,
    split,
)

HEADER = IsakmpHeader(initiator=0x1122334455667788, exchange=2)


def test_the_header_as_rfc_2408_draws_it():
    octets = message(HEADER, b"rest")
    assert (
        octets.hex()
        == "1122334455667788"
        + "00" * 8
        + "00"
        + "10"
        + "02"
        + "00" * 5
        + "00000020"
        + b"rest".hex()
    )
    assert header_of(octets).length == 32


@pytest.mark.parametrize(
    ("flag", "octet"),
    [
        ("encrypted", 0x01),  # RFC 2408 section 3.1
        ("commit", 0x02),
        ("authentication_only", 0x04),
        ("from_initiator", 0x08),  # RFC 7296 section 3.1
        ("higher_version", 0x10),
        ("response", 0x20),
    ],
)
def test_flags(flag, octet):
    header = IsakmpHeader(initiator=1, exchange=2, **{flag: True})
    assert header.encode()[19] == octet


def test_lengths_and_versions_are_checked():
    with pytest.raises(WireError, match="Length"):
        header_of(message(HEADER, b"") + b"x")
    with pytest.raises(WireError, match="version"):
        header_of(message(IsakmpHeader(initiator=1, major=3, exchange=2), b""))


def test_a_chain_comes_apart_as_it_was_joined():
    first, octets = join([[VendorIdPayload(vendor=b"v")], [NoncePayload(value=b"nonce")]])
    assert first == ikev1.VID
    assert octets.hex() == "0a000005" + "76" + "00000009" + b"nonce".hex()
    nodes = ikev1.payloads(first, octets + bytes(7), 0)
    assert [(node.kind, node.start, node.end) for node in nodes] == [(13, 0, 5), (10, 5, 14)]


def test_unknown_payloads_are_kept():
    node = split(99, b"\x00\x00\x00\x06ab", 0, ikev1.PAYLOADS)[0]
    assert isinstance(node.header, UnknownPayload)
    assert node.header.body == b"ab"


@pytest.mark.parametrize("octets", ["00000003", "000000ff00", "0000", "0000000d0000000100000001ff"])
def test_lengths_that_cannot_be(octets):
    with pytest.raises(WireError):
        split(ikev1.SA, bytes.fromhex(octets), 0, ikev1.PAYLOADS)


def test_the_number_of_payloads_is_bounded():
    octets = b"\x0d\x00\x00\x04" * (MOST_PAYLOADS + 1)
    with pytest.raises(WireError, match="more than"):
        ikev1.payloads(ikev1.VID, octets, 0)


@given(st.integers(1, 60), st.binary(max_size=200))
def test_garbage_is_an_error_of_ours(kind, octets):
    for module in (ikev1, ikev2):
        try:
            nodes = module.payloads(kind, octets, 0)
        except WireError:
            continue
        for node in nodes:
            for inner in node.walk():
                assert octets[inner.start : inner.head_end] == inner.header.encode()
