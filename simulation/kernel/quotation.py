"""How much of a packet an ICMP error quotes (RFC 792, RFC 1812 section 4.3.2.3)."""

from simulation.wire import ipv4, udp
from simulation.wire.mip_udp import MipTunnelData

LONGEST_ERROR = 576
"""Octets of the whole datagram that brings an error (RFC 1812 section 4.3.2.3)."""
_OUTSIDE = 28
"""Octets of the error's own IP and ICMP headers."""
LEAST_BODY = 8
"""Octets behind the quoted IP header (RFC 792)."""
_IP_HEADER, _UDP_HEADER = 20, 8
_SOURCE_PRESENT = 0x80
"""The bit S of a minimal forwarding header (RFC 2004 section 3.1)."""
_ESP_PORT, _MIP_PORT = (each.to_bytes(2, "big") for each in (udp.NAT_TRAVERSAL, udp.MOBILE_IP))
_TUNNEL_DATA = MipTunnelData(next_header=ipv4.IPIP).encode()
_MIP_UDP = -1
"""Stands for IP-in-IP behind the header of MIP tunnel data (RFC 3519)."""
_TUNNELS = {ipv4.IPIP: 0, ipv4.GRE: 4, _MIP_UDP: len(_TUNNEL_DATA)}
"""Octets of a tunnel's own header, in front of the packet inside."""
_USEFUL = {ipv4.TCP: 16, ipv4.ESP: 8}
"""Octets before TCP's checksum, and before what ESP seals."""


def quotation(octets: bytes, *, long: bool) -> bytes:
    """Return the front of the packet *octets* that an error about it quotes.

    If *long*, as much as an error has room for, but of TCP what comes before the checksum, and
    of ESP what comes before the sealed octets: cut off, both look damaged to readers of captures,
    and nobody who gets an error has a use for them.
    """
    if not long:
        return octets[: ipv4.header_octets(octets) + LEAST_BODY]
    return octets[: min(LONGEST_ERROR - _OUTSIDE, _useful_octets(octets))]


def _useful_octets(octets: bytes) -> int:
    """Return how many octets of *octets*, through all tunnels, somebody has a use for."""
    place = 0
    while place + _IP_HEADER <= len(octets) and not ipv4.fragment_offset(octets[place:]):
        packet = octets[place:]
        protocol, body = ipv4.protocol(packet), place + ipv4.header_octets(packet)
        if protocol == ipv4.MINIMAL and body + 1 < len(octets):
            protocol, body = octets[body], body + (12 if octets[body + 1] & _SOURCE_PRESENT else 8)
        if protocol == ipv4.UDP:
            protocol, body = _within_udp(octets[body:]), body + _UDP_HEADER
        if protocol in _USEFUL:
            return body + _USEFUL[protocol]
        if protocol not in _TUNNELS:
            break
        place = body + _TUNNELS[protocol]
    return len(octets)


def _within_udp(datagram: bytes) -> int:
    """Return the number of the protocol that a datagram carries for a tunnel, or UDP's own."""
    ports, data = (datagram[:2], datagram[2:4]), datagram[_UDP_HEADER:]
    if _ESP_PORT in ports and data[:4].strip(b"\0"):
        return ipv4.ESP
    return _MIP_UDP if _MIP_PORT in ports and data.startswith(_TUNNEL_DATA) else ipv4.UDP
