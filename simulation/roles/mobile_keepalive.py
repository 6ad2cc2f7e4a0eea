"""What a mobile node sends through its outermost tunnel so that a NAT remembers it."""

from simulation.kernel.node import Node
from simulation.kernel.recorder import layer
from simulation.roles.registration_client import RegistrationTarget
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire import icmp, ipv4

DEFAULT_INTERVAL = 110
"""Seconds between keepalives, where the home agent names none (RFC 3519 section 4.9)."""
_IDENTIFIER = 434


class TunnelKeepalive:
    """Keeps one tunnel open with echo requests to *target*'s home agent."""

    def __init__(self, node: Node, ends: TunnelEnds, name: str, target: RegistrationTarget) -> None:
        self.node = node
        self.ends = ends
        self.name = name
        self.target = target
        self._interval = 0
        self._sequence = 0
        self._timer = Timer(node, self._ring)

    def start(self, interval_s: int) -> None:
        """Keep the tunnel open from now on, as long as it is there; with 0 do not."""
        self._interval = interval_s * SECOND
        if interval_s:
            self._timer.start(self._interval)
        else:
            self._timer.stop()

    def _ring(self) -> None:
        """Refresh the NAT's mapping with an echo request, where nothing else has done it.

        RFC 3519 section 4.9: only if no other packet was sent in the interval.
        """
        tunnel = self.ends.get(self.name)
        if tunnel is None:
            return
        idle = int(self.node.env.now) - tunnel.sent_ns
        if idle < self._interval:
            self._timer.start(self._interval - idle)
            return
        self._timer.start(self._interval)
        self._send()

    def _send(self) -> None:
        node, target = self.node, self.target
        self._sequence += 1
        echo = icmp.Echo(identifier=_IDENTIFIER, sequence=self._sequence & 0xFFFF)
        body = icmp.message(echo)
        octets = ipv4.packet(
            target.home_address,
            target.home_agent,
            ipv4.ICMP,
            body,
            identification=node.next_identification(),
        )
        layers = (layer("ipv4", "external-mip", 20), layer(echo.key, "external-mip", len(body)))
        node.send(
            node.recorder.packet(octets, layers, "MIP tunnel keepalive", message="mip-keepalive")
        )
