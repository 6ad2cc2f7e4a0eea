"""An application that talks to a whole link: datagrams that say when they were sent."""

from simulation.errors import WireError
from simulation.kernel.node import Node
from simulation.kernel.recorder import Datagram, Packet, layer
from simulation.wire import application, ipv4, udp
from simulation.wire.address import BROADCAST, Address

FLOW_NUMBER = 255


class Broadcaster:
    """Sends one datagram to the broadcast address of a link whenever it is told to."""

    def __init__(self, node: Node, local: Address, remote: Address, payload_octets: int) -> None:
        self.node = node
        self.local = local
        self.remote = remote
        self.payload_octets = payload_octets
        self.sent = 0

    @property
    def flow(self) -> str:
        """The name under which deliveries are told."""
        return f"broadcast of {self.node.name}"

    def send(self) -> None:
        """Send the next datagram now."""
        node = self.node
        payload = application.payload(
            direction=application.DOWNLINK,
            flow=FLOW_NUMBER,
            number=self.sent,
            sent_ns=int(node.env.now),
            octets=self.payload_octets,
        )
        octets = ipv4.packet(
            self.local,
            self.remote,
            ipv4.UDP,
            udp.datagram(self.local, self.remote, udp.FLOW, udp.FLOW, payload),
            identification=node.next_identification(),
        )
        layers = (
            layer("ipv4", "data", 20),
            layer("udp", "data", 8),
            layer("flow", "data", len(payload)),
        )
        purpose = f"{self.flow} to {self.remote}, number {self.sent}"
        self.sent += 1
        node.send(node.recorder.packet(octets, layers, purpose, flow=self.flow))


class BroadcastListener:
    """Takes broadcasts to *address*, the home network's, and to every station of a link."""

    def __init__(self, node: Node, address: Address) -> None:
        self.node = node
        self.addresses = (address, BROADCAST)

    def start(self) -> None:
        """Listen from now on."""
        for address in self.addresses:
            self.node.sockets[address, udp.FLOW] = self._receive

    def stop(self) -> None:
        """Listen no more."""
        for address in self.addresses:
            self.node.sockets.pop((address, udp.FLOW), None)

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        node = self.node
        try:
            head = application.parse(payload)
        except WireError as error:
            node.drop(packet, "malformed", str(error))
            return
        found = Datagram(head.number, len(payload), head.sent_ns)
        node.recorder.deliver(node.name, packet, "broadcast", found)
