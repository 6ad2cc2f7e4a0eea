from simulation.wire import ipv4, udp
from simulation.wire.address import Address
from simulation.wire.mip_udp import MipTunnelData

HERE, THERE = Address.parse("192.168.1.100"), Address.parse("192.0.2.20")


def test_known_octets():
    assert MipTunnelData().encode().hex() == "04040000"
    assert MipTunnelData(next_header=ipv4.MINIMAL).encode().hex() == "04370000"


def test_scapy_finds_the_packet_inside(scapy):
    inside = ipv4.packet(HERE, THERE, ipv4.ICMP, b"")
    body = udp.datagram(HERE, THERE, 434, 434, MipTunnelData().encode() + inside)
    read = scapy.IP(ipv4.packet(HERE, THERE, ipv4.UDP, body))
    assert read[scapy.MobileIPTunnelData].nexthdr == 4
    assert bytes(read[scapy.MobileIPTunnelData].payload) == inside
