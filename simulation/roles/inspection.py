"""Stateful inspection: follows TCP connections, and looks for them in tunnels that are in clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.roles.memory import Memory
from simulation.time import SECOND
from simulation.wire import ipv4
from simulation.wire.address import Address

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.kernel.recorder import Packet

_SYN = 0x02
_MOST_TUNNELS = 4

Connection = frozenset[tuple[Address, int]]


class StatefulInspection:
    """Refuses segments of connections whose beginning never came this way, or too long ago.

    What a tunnel carries counts like what comes without one.  No RFC asks for this; devices of
    2003 did it (draft section 2.3.2).
    """

    def __init__(self, node: Node, timeout_ns: int) -> None:
        self.node = node
        self._begun: Memory[Connection] = Memory(node, lambda _: timeout_ns)
        node.order_fragments()
        node.filters.append(self._judge)

    def _judge(self, packet: Packet, _inbound: Device | None, _outbound: Device | None) -> str:
        octets = _innermost(packet.octets)
        body = ipv4.payload(octets)
        if ipv4.protocol(octets) != ipv4.TCP or ipv4.fragment_offset(octets) or len(body) < 14:
            return ""
        connection: Connection = frozenset(
            {
                (ipv4.source(octets), int.from_bytes(body[:2], "big")),
                (ipv4.destination(octets), int.from_bytes(body[2:4], "big")),
            }
        )
        if body[13] & _SYN or self._begun.knows(connection):
            self._begun.note(connection)
            return ""
        lapsed = self._begun.lapsed_after(connection)
        if lapsed is not None:
            return (
                "stateful inspection: this TCP connection was forgotten after "
                f"{lapsed / SECOND:g} s of silence"
            )
        return "stateful inspection: the beginning of this TCP connection never came this way"


def _innermost(octets: bytes) -> bytes:
    """Return the IP packet within whatever IP-in-IP stands around it, unchecked."""
    for _ in range(_MOST_TUNNELS):
        inner = ipv4.payload(octets)
        whole = not ipv4.fragment_offset(octets) and len(inner) >= 20
        if ipv4.protocol(octets) != ipv4.IPIP or not whole or inner[0] >> 4 != 4:
            break
        octets = inner
    return octets
