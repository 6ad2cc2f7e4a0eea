import pytest

from simulation.errors import WireError
from simulation.wire.address import Address, AddressList
from simulation.wire.router_advertisement import (
    MobilityAgentExtension,
    OneBytePadding,
    PrefixLengthsExtension,
    UnknownAgentExtension,
    decode_extension,
)

FLAGS = {
    "registration_required": 0x8000, "busy": 0x4000, "home_agent": 0x2000, "foreign_agent": 0x1000,
    "minimal": 0x0800, "gre": 0x0400, "reserved_r": 0x0200, "reverse_tunnel": 0x0100,
    "udp_tunnel": 0x0080, "revocation": 0x0040,
}  # fmt: skip


@pytest.mark.parametrize(("name", "mask"), FLAGS.items())
def test_each_flag_has_its_bit(name, mask):
    made = MobilityAgentExtension(sequence=0, registration_lifetime=0, **{name: True}).encode()
    assert int.from_bytes(made[6:8], "big") == mask


@pytest.mark.parametrize("count", [0, 1, 3])
def test_length_counts_the_care_of_addresses(count):
    addresses = AddressList.of([Address(7)] * count)
    made = MobilityAgentExtension(sequence=0, registration_lifetime=0, care_of_addresses=addresses)
    assert made.length == 6 + 4 * count
    assert decode_extension(made.encode(), 0) == (made, 8 + 4 * count)


def test_length_counts_the_prefixes():
    assert PrefixLengthsExtension(lengths=bytes([24, 25])).encode().hex() == "13021819"


def test_padding_is_a_single_octet():
    assert decode_extension(bytes(3), 1) == (OneBytePadding(), 2)


def test_what_has_no_class_is_kept_as_it_is():
    extension, end = decode_extension(bytes([200, 2, 7, 8, 9]), 0)
    assert extension == UnknownAgentExtension(type=200, length=2, data=b"\7\10")
    assert end == 4


@pytest.mark.parametrize("octets", ["10", "1005" + "00" * 6, "1009" + "00" * 9, "1302ff"])
def test_a_length_that_is_impossible_is_refused(octets):
    with pytest.raises(WireError):
        decode_extension(bytes.fromhex(octets), 0)
