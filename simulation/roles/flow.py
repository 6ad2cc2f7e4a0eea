"""The measured flow: datagrams at a steady pace, each of which says when it was sent."""

from dataclasses import dataclass

from simulation.errors import WireError
from simulation.kernel.node import Node
from simulation.kernel.recorder import Datagram, Packet, Table, layer
from simulation.kernel.traffic_class import CE
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.wire import application, ipv4, udp
from simulation.wire.address import Address


@dataclass(frozen=True, slots=True)
class Treatment:
    """How datagrams wish to be treated: whole or not at all, and with which DSCP and ECN."""

    dont_fragment: bool = False
    tos: int = 0


PLAIN = Treatment()


class Flow:
    """One end of the measured flow: sends at its pace and takes what the other end sends.

    The payload is a flow header and zeros up to *payload_octets*.
    """

    def __init__(
        self,
        node: Node,
        name: str,
        local: Address,
        remote: Address,
        *,
        number: int,
        direction: int,
        payload_octets: int,
        packets_per_second: int,
        treatment: Treatment = PLAIN,
    ) -> None:
        self.node = node
        self.name = name
        self.local = local
        self.remote = remote
        self.number = number
        self.direction = direction
        self.payload_octets = payload_octets
        self.period_ns = SECOND // packets_per_second if packets_per_second else 0
        self.treatment = treatment
        self.sent = 0
        self.marked = 0
        """Datagrams that came and had met congestion (RFC 3168)."""
        self._classes = Table(node.recorder, node.name, "traffic-class")
        self._timer = Timer(node, self._beat)

    def start(self) -> None:
        """Listen, and begin to send now."""
        self.node.sockets[self.local, udp.FLOW] = self._receive
        if self.period_ns:
            self._beat()

    def stop(self) -> None:
        """Send no more."""
        self._timer.stop()

    def _beat(self) -> None:
        self._timer.start(self.period_ns)
        now = int(self.node.env.now)
        payload = application.payload(
            direction=self.direction,
            flow=self.number,
            number=self.sent,
            sent_ns=now,
            octets=self.payload_octets,
        )
        self.sent += 1
        node = self.node
        octets = ipv4.packet(
            self.local,
            self.remote,
            ipv4.UDP,
            udp.datagram(self.local, self.remote, udp.FLOW, udp.FLOW, payload),
            identification=node.next_identification(),
            dont_fragment=self.treatment.dont_fragment,
            tos=self.treatment.tos,
        )
        layers = (
            layer("ipv4", "data", 20),
            layer("udp", "data", 8),
            layer("flow", "data", len(payload)),
        )
        node.send(
            node.recorder.packet(
                octets, layers, f"data {self.name} number {self.sent - 1}", flow=self.name
            )
        )

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        node = self.node
        try:
            head = application.parse(payload)
        except WireError as error:
            node.drop(packet, "malformed", str(error))
            return
        if self.treatment.tos:
            self._show_class(packet.octets[1])
        found = Datagram(head.number, len(payload), head.sent_ns)
        node.recorder.deliver(node.name, packet, self.name, found)

    def _show_class(self, tos: int) -> None:
        """Show with which DSCP the newest datagram came, and how many came with a mark."""
        here, _, there = self.name.partition(" > ")
        self.marked += tos & CE == CE
        self._classes.put(f"{there} > {here}", dscp=tos >> 2, marked=self.marked)
