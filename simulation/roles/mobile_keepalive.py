"""What a mobile node sends through a tunnel in UDP so that a NAT remembers it, and what it learns.

RFC 3519 sections 4.9 and 4.10: a question to the home agent that is not answered is repeated, and
then the node registers again, from which the home agent learns what mapping the NAT has now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel.recorder import Packet, layer
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.wire import icmp, ipv4

if TYPE_CHECKING:
    from simulation.kernel.node import Node
    from simulation.roles.registration_client import RegistrationClient
    from simulation.tunnels.tunnel import TunnelEnds

DEFAULT_INTERVAL = 110
"""Seconds between keepalives, where the home agent names none (RFC 3519 section 4.9)."""
SHORTEST = 10 * SECOND
"""No node may keep a tunnel open more often than that (RFC 3519 section 4.10)."""
TRIES = 3
"""Questions before the mapping is taken for lost; the RFC says "a number of retransmissions"."""
_FIRST_WAIT = 1 * SECOND
_IDENTIFIER = 434


class TunnelKeepalive:
    """Keeps the tunnel *name* open with echo requests to the home agent that *client* asks.

    *role* is whose layer the requests are in captures.  With *adapts* each loss halves the interval
    until the node is somewhere else.
    """

    def __init__(
        self,
        node: Node,
        ends: TunnelEnds,
        name: str,
        client: RegistrationClient,
        *,
        role: str,
        adapts: bool = False,
    ) -> None:
        self.node = node
        self.ends = ends
        self.name = name
        self.client = client
        self.role = role
        self.adapts = adapts
        self._interval = 0
        self._bound: int | None = None
        """The longest interval that is tried here, once a mapping was lost."""
        self._sequence = 0
        self._tries = 0
        self._timer = Timer(node, self._ring)
        self._answer = Timer(node, self._unanswered)
        node.icmp.echo_listeners.append(self._heard)

    def start(self, interval_s: int) -> None:
        """Keep the tunnel open from now on, as long as it is there; with 0 do not."""
        self._answer.stop()
        assigned = interval_s * SECOND
        self._interval = assigned if self._bound is None else min(assigned, self._bound)
        if interval_s:
            self._timer.start(self._interval)
        else:
            self._timer.stop()

    def moved(self) -> None:
        """Return to the interval that the home agent names: here may be another NAT, or none."""
        self._bound = None

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
        self._tries = 0
        self._ask()

    # -- answers ----------------------------------------------------------------------------

    def _ask(self) -> None:
        self._answer.start(_FIRST_WAIT << self._tries)
        self._tries += 1
        self._send()

    def _heard(self, header: icmp.Echo, data: bytes, packet: Packet) -> None:
        asked = header.identifier == _IDENTIFIER and header.sequence == self._sequence & 0xFFFF
        if asked and ipv4.source(packet.octets) == self.client.target.home_agent:
            self._answer.stop()

    def _unanswered(self) -> None:
        """Ask again, or register through whatever mapping the NAT has now."""
        if self.ends.get(self.name) is None:
            return
        if self._tries < TRIES:
            self._ask()
            return
        if self.adapts:
            self._bound = max(SHORTEST, self._interval // 2)
            bound = f"from now on one every {self._bound / SECOND:g} s"
            self.node.note(f"keepalives came too late for the NAT: {bound}", "RFC 3519 4.10")
        self.client.renew("its tunnel's keepalives are not answered", "RFC 3519 4.10")

    def _send(self) -> None:
        node, target = self.node, self.client.target
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
        again = f", try {self._tries}" if self._tries > 1 else ""
        layers = (layer("ipv4", self.role, 20), layer(echo.key, self.role, len(body)))
        node.send(
            node.recorder.packet(
                octets, layers, f"MIP tunnel keepalive{again}", message="mip-keepalive"
            )
        )
