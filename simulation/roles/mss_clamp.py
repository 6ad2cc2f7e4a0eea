"""A gateway that makes TCP announce shorter segments, so that they fit its tunnels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.recorder import Packet
from simulation.wire import ipv4, tcp

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node

_SYN = 0x02


class MssClamp:
    """Rewrites the maximum segment size of each SYN that passes in clear, if it exceeds *most*.

    No RFC asks for it; routers with tunnels commonly do it ("adjust-mss", "clamp-mss-to-pmtu").
    """

    def __init__(self, node: Node, most: int) -> None:
        self.node = node
        self.most = most
        node.departures.append(self._depart)

    def _depart(self, packet: Packet, _device: Device) -> Packet:
        octets = packet.octets
        body = ipv4.payload(octets)
        whole = ipv4.protocol(octets) == ipv4.TCP and not ipv4.is_fragment(octets)
        if not whole or len(body) < 14 or not body[13] & _SYN:
            return packet
        try:
            clamped = tcp.clamped(body, self.most)
        except WireError:
            return packet  # the end that it is for will refuse it
        if clamped == body:
            return packet
        ends = f"{ipv4.source(octets)} > {ipv4.destination(octets)}"
        self.node.note(f"a SYN {ends} now announces segments of {self.most} octets at most")
        fresh = octets[: -len(body)] + clamped
        return Packet(fresh, packet.id, packet.neighbour, packet.came_by)
