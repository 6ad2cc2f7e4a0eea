"""A router or firewall that lets no ICMP error through: the commonest cause of black holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.wire import icmp, ipv4

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.kernel.recorder import Packet

_ERRORS = (bytes([icmp.UNREACHABLE]), bytes([icmp.TIME_EXCEEDED]))
WHY = "it lets no ICMP error through"


class IcmpFilter:
    """Refuses to forward ICMP errors, on which path MTU discovery rests (RFC 1191); echo passes."""

    def __init__(self, node: Node) -> None:
        node.filters.append(self._judge)

    def _judge(self, packet: Packet, _inbound: Device | None, _outbound: Device | None) -> str:
        octets = packet.octets
        if ipv4.protocol(octets) != ipv4.ICMP or ipv4.fragment_offset(octets):
            return ""
        return WHY if ipv4.payload(octets)[:1] in _ERRORS else ""
