"""Which header follows which: the table of readers that every dissector is handed."""

from collections.abc import Mapping
from typing import Final

from simulation.dissection.dissector import Reader, Readers
from simulation.dissection.esp_layers import read_esp, read_nat_traversal
from simulation.dissection.ike_layers import read_isakmp
from simulation.dissection.message_layers import read_dhcp, read_flow, read_mobile_ip
from simulation.dissection.packet_layers import (
    read_ethernet,
    read_gre,
    read_icmp,
    read_ipv4,
    read_minimal,
    read_tcp,
    read_udp,
)
from simulation.dissection.wireguard_layers import read_wireguard
from simulation.wire import ipv4, udp
from simulation.wire.wireguard import PORT as WIREGUARD

FIRST: Final[Mapping[str, Reader]] = {
    "ethernet": read_ethernet,
    "ipv4": read_ipv4,
    "udp": read_udp,
    "esp": read_esp,
    "isakmp": read_isakmp,
    "mobile-ip": read_mobile_ip,
}
"""Readers by the name of the header that reading may begin with."""

READERS: Final = Readers(
    protocols={
        ipv4.ICMP: read_icmp,
        ipv4.IPIP: read_ipv4,
        ipv4.TCP: read_tcp,
        ipv4.UDP: read_udp,
        ipv4.GRE: read_gre,
        ipv4.ESP: read_esp,
        ipv4.MINIMAL: read_minimal,
    },
    ports={
        udp.MOBILE_IP: read_mobile_ip,
        udp.DHCP_SERVER: read_dhcp,
        udp.DHCP_CLIENT: read_dhcp,
        udp.ISAKMP: read_isakmp,
        udp.NAT_TRAVERSAL: read_nat_traversal,
        udp.FLOW: read_flow,
        WIREGUARD: read_wireguard,
    },
)
