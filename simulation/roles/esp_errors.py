"""ICMP errors about what visitors sent from a foreign agent's own address (draft section 2.10).

They come to the agent, whose address they name.  It knows whose they are by what 8 quoted octets
tell: the SPI, which it has seen go by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel.recorder import Packet, Table
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.tunnels.path_mtu import quoted_body
from simulation.wire import ipv4, udp
from simulation.wire.address import Address, Mac

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulation.kernel.device import Device
    from simulation.kernel.interface import Interface
    from simulation.kernel.node import Node

MEMORY = 300 * SECOND
"""How long the agent remembers who sent under an SPI that is used no more."""

Sent = tuple[Address, int]
"""Where ESP went, and its SPI."""


class EspErrorRelay:
    """Notes who sends ESP under which SPI, and hands errors about it over to that visitor.

    *cookies* tell the same of IKE; *hand_over* gives a packet to the visitor of a MAC.
    """

    def __init__(
        self,
        node: Node,
        interface: Interface,
        address: Address,
        cookies: Mapping[bytes, bytes],
        hand_over: Callable[[Packet, bytes | None, str], None],
    ) -> None:
        self.node = node
        self.interface = interface
        self.address = address
        self.table = Table(node.recorder, node.name, "esp-senders")
        self._cookies = cookies
        self._hand_over = hand_over
        self._senders: dict[Sent, bytes] = {}
        self._used: set[Sent] = set()
        node.filters.append(self._watch)
        node.icmp.error_listeners.append(self._receive_error)

    def _watch(self, packet: Packet, inbound: Device | None, outbound: Device | None) -> str:
        """Note who sends ESP from the agent's address; refuse no packet."""
        octets = packet.octets
        is_esp = ipv4.protocol(octets) == ipv4.ESP and not ipv4.fragment_offset(octets)
        if inbound is self.interface and is_esp and ipv4.source(octets) == self.address:
            self._note(_sent(octets), packet.neighbour)
        return ""

    def _note(self, sent: Sent, mac: bytes) -> None:
        self._used.add(sent)
        if self._senders.get(sent) == mac:
            return
        if sent not in self._senders:
            timer = Timer(self.node, lambda: self._expire(sent, timer))
            timer.start(MEMORY)
        self._senders[sent] = mac
        self.table.put(_row(sent), mac=str(Mac(mac)))

    def _expire(self, sent: Sent, timer: Timer) -> None:
        """Forget who sent under an SPI unless it was used since the timer was started."""
        if sent in self._used:
            self._used.discard(sent)
            timer.start(MEMORY)
            return
        del self._senders[sent]
        self.table.remove(_row(sent))

    def _receive_error(self, kind: int, code: int, mtu: int, quoted: bytes, packet: Packet) -> None:
        """Give an error about what a visitor sent from the agent's address to that visitor."""
        body = quoted_body(quoted)
        if not body or ipv4.source(quoted) != self.address:
            return
        if ipv4.protocol(quoted) == ipv4.ESP:
            sent = _sent(quoted)
            self._hand_over(packet, self._senders.get(sent), f"what was sent as {_row(sent)}")
        elif ipv4.protocol(quoted) == ipv4.UDP and body[2:4] == _IKE:
            cookie = body[8:16]
            if cookie in self._cookies:
                self._hand_over(packet, self._cookies[cookie], f"cookie {cookie.hex()}")


_IKE = udp.ISAKMP.to_bytes(2, "big")


def _sent(octets: bytes) -> Sent:
    return ipv4.destination(octets), int.from_bytes(ipv4.payload(octets)[:4], "big")


def _row(sent: Sent) -> str:
    return f"{sent[0]} 0x{sent[1]:08x}"
