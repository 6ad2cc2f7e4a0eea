"""Broadcasts of the home link for nodes that are away (RFC 3344 section 4.3)."""

from simulation.kernel.device import Device
from simulation.kernel.recorder import Packet
from simulation.roles.home_agent import Binding, HomeAgent
from simulation.trace import Wrapped
from simulation.tunnels.encapsulation import IP_IN_IP
from simulation.wire import ipv4, udp

LINK_ONLY_PORTS = (udp.DHCP_SERVER, udp.DHCP_CLIENT)
"""What concerns the link itself stays on it."""


class HomeBroadcasts:
    """Copies UDP broadcasts of the home link to every node that asked for them by the B bit.

    What D says decides the form: a node that ends the tunnel itself gets the broadcast in it; for
    any other the broadcast is first wrapped into a packet to the home address.
    """

    def __init__(self, agent: HomeAgent) -> None:
        self.agent = agent
        self.node = agent.node
        self.node.group_listeners.append(self._receive)

    def _receive(self, packet: Packet, device: Device | None) -> None:
        octets = packet.octets
        if device is not self.agent.config.physical or not _may_leave(octets):
            return
        for binding in list(self.agent.bindings.values()):
            if binding.broadcasts and binding.home != ipv4.source(octets):
                self._copy(binding, packet)

    def _copy(self, binding: Binding, packet: Packet) -> None:
        tunnel = binding.tunnel
        if tunnel is None:
            return
        copy = Packet(ipv4.decrement_ttl(packet.octets), packet.id)
        if not binding.decapsulates:
            recorder, inner = self.node.recorder, copy.octets
            octets = IP_IN_IP.wrap(
                inner, tunnel.local, binding.home, self.node.next_identification()
            )
            copy = recorder.wrap(copy, octets, IP_IN_IP.layers(inner, tunnel.role)[0])
            recorder.record(
                Wrapped(self.node.name, copy.id, packet.id, f"broadcasts to {binding.home}")
            )
        tunnel.send(copy, binding.home)


def _may_leave(octets: bytes) -> bool:
    """Return whether a packet is a whole UDP broadcast that may go further than its link."""
    if ipv4.protocol(octets) != ipv4.UDP or ipv4.destination(octets) >> 28 == 0xE:
        return False
    if ipv4.ttl(octets) <= 1 or ipv4.is_fragment(octets):
        return False
    return int.from_bytes(ipv4.payload(octets)[2:4], "big") not in LINK_ONLY_PORTS
