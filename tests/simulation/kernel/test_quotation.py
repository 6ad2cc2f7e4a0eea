"""What errors quote: RFC 792, RFC 1812 section 4.3.2.3."""

import pytest

from simulation.kernel.quotation import quotation
from simulation.tunnels.encapsulation import GRE, IP_IN_IP, MINIMAL, MipUdp
from simulation.wire import ipv4, udp

BODY = bytes(range(1, 256)) * 4


def packet(protocol, body=BODY, **changes):
    return ipv4.packet(1, 2, protocol, body, **changes)


ESP_IN_UDP = udp.datagram(1, 2, 4500, 4500, BODY, checksum=False)
IKE_IN_UDP = udp.datagram(1, 2, 4500, 4500, bytes(4) + BODY)
REGISTRATION = udp.datagram(1, 2, 434, 434, b"\x01" + BODY)
CUT = ipv4.fragments(packet(ipv4.ESP), 600)


@pytest.mark.parametrize(
    ("octets", "quoted"),
    [
        (packet(ipv4.ICMP), 548),
        (packet(132), 548),
        (packet(ipv4.TCP), 20 + 16),
        (packet(ipv4.ESP), 20 + 8),
        (packet(ipv4.UDP, ESP_IN_UDP), 20 + 8 + 8),
        (packet(ipv4.UDP, IKE_IN_UDP), 548),
        (packet(ipv4.UDP, REGISTRATION), 548),
        (packet(ipv4.UDP, udp.datagram(1, 2, 7, 7, b"short")), 33),
        (IP_IN_IP.wrap(packet(ipv4.TCP), 3, 4, 0), 20 + 20 + 16),
        (IP_IN_IP.wrap(IP_IN_IP.wrap(packet(ipv4.ESP), 3, 4, 0), 5, 6, 0), 40 + 20 + 8),
        (GRE.wrap(packet(ipv4.ESP), 3, 4, 0), 24 + 20 + 8),
        (MINIMAL.wrap(packet(ipv4.ESP), 3, 4, 0), 20 + 12 + 8),
        (MINIMAL.wrap(packet(ipv4.ESP), 1, 4, 0), 20 + 8 + 8),
        (MipUdp(40001, 434).wrap(packet(ipv4.ESP), 3, 4, 0), 32 + 20 + 8),
        (CUT[0], 20 + 8),
        (CUT[1], len(CUT[1])),
    ],
    ids=str,
)
def test_an_error_quotes_all_that_it_has_room_for_but_what_would_look_damaged(octets, quoted):
    assert quotation(octets, long=True) == octets[:quoted]
    assert quotation(octets, long=False) == octets[:28]


@pytest.mark.parametrize("length", range(20, 80))
def test_a_packet_that_ends_anywhere_is_quoted_without_an_error(length):
    """Relayed errors quote what another error had room for."""
    for way in (IP_IN_IP, GRE, MINIMAL, MipUdp(434, 434)):
        octets = way.wrap(packet(ipv4.ESP), 3, 4, 0)[:length]
        assert octets.startswith(quotation(octets, long=True))
