"""What no reader can make sense of, and nesting without end."""

import pytest

from simulation.dissection.dissector import MOST_LAYERS
from simulation.wire import (
    ipv4,
)
from simulation.wire.address import Address
from tests.simulation.dissection.test_readers import (
    DISCOVER,
    REQUEST,
    ike_hash,
    ike_message,
)
from tests.simulation.frames import (
    HOME,
    PEER,
    framed,
    layers,
    udp_packet,
)


@pytest.mark.parametrize(
    ("packet", "named"),
    [
        (b"\x65" + bytes(30), "version 6"),
        (b"\x45" + bytes(30), "total length 0"),
        (b"\x45", "end inside"),
        (ipv4.packet(HOME, PEER, ipv4.UDP, b"short"), "end inside"),
        (ipv4.packet(HOME, PEER, ipv4.UDP, bytes.fromhex("0001000200ff0000")), "length 255"),
        (ipv4.packet(HOME, PEER, ipv4.TCP, bytes(20)), "data offset"),
        (ipv4.packet(HOME, PEER, ipv4.ICMP, b""), "end inside"),
        (udp_packet(434, b"\xff"), "message type 255"),
        (udp_packet(434, REQUEST.encode() + b"\x20\xff"), "runs past the end"),
        (udp_packet(67, DISCOVER[:-1]), "end mark"),
        (udp_packet(500, ike_message(*ike_hash()) + b"?"), "length"),
        (udp_packet(500, ike_message(8, b"\0\0\xff\xff")), "65535 octets"),
        (udp_packet(4500, b"ESP"), "end inside"),
    ],
)
def test_what_makes_no_sense_ends_in_a_malformed_layer_that_says_why(packet, named):
    last = layers(framed(packet))[-1]
    assert last.header.key == "malformed"
    assert named in last.note


def test_endless_nesting_ends():
    packet = b""
    for _ in range(MOST_LAYERS + 40):
        packet = ipv4.packet(Address(1), Address(2), ipv4.IPIP, packet)
    found = layers(framed(packet))
    assert MOST_LAYERS <= len(found) <= MOST_LAYERS + 1
    assert found[-1].header.key == "data"
