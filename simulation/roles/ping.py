"""Ping: an ICMP echo request at a steady pace, and the replies that come back (RFC 792)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel.recorder import Packet, layer
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.trace import Delivered
from simulation.wire import icmp, ipv4

if TYPE_CHECKING:
    from simulation.kernel.node import Node
    from simulation.wire.address import Address

PERIOD = 1 * SECOND
TIME_OCTETS = 8


class Ping:
    """Asks *remote* from *local* each second; the data say when they were sent."""

    def __init__(
        self,
        node: Node,
        name: str,
        local: Address,
        remote: Address,
        *,
        identifier: int,
        octets: int,
        dont_fragment: bool = False,
    ) -> None:
        self.node = node
        self.name = name
        self.local = local
        self.remote = remote
        self.identifier = identifier
        self.octets = max(octets, TIME_OCTETS)
        self.dont_fragment = dont_fragment
        self.sent = 0
        self._timer = Timer(node, self._beat)

    def start(self) -> None:
        """Begin to ask now."""
        self.node.icmp.echo_listeners.append(self._receive)
        self._beat()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def _beat(self) -> None:
        self._timer.start(PERIOD)
        node = self.node
        self.sent += 1
        data = int(node.env.now).to_bytes(TIME_OCTETS, "big").ljust(self.octets, b"\0")
        echo = icmp.Echo(identifier=self.identifier, sequence=self.sent & 0xFFFF)
        body = icmp.message(echo, data)
        octets = ipv4.packet(
            self.local,
            self.remote,
            ipv4.ICMP,
            body,
            identification=node.next_identification(),
            dont_fragment=self.dont_fragment,
        )
        layers = (layer("ipv4", "data", 20), layer(echo.key, "data", len(body)))
        purpose = f"{self.name}: echo {self.sent}"
        node.send(
            node.recorder.packet(octets, layers, purpose, flow=self.name, message="echo-request")
        )

    def _receive(self, header: icmp.Echo, data: bytes, packet: Packet) -> None:
        mine = header.identifier == self.identifier and len(data) >= TIME_OCTETS
        if mine and ipv4.source(packet.octets) == self.remote:
            self.node.recorder.record(
                Delivered(
                    self.node.name,
                    packet.id,
                    self.name,
                    header.sequence,
                    len(data),
                    int.from_bytes(data[:TIME_OCTETS], "big"),
                )
            )
