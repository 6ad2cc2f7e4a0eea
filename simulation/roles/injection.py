"""Plain data in another's name, through the tunnel that a captured registration asked for.

No key is needed: whoever forwards what comes out of that tunnel decides what becomes of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.kernel.recorder import layer
from simulation.wire import ipv4, udp

if TYPE_CHECKING:
    from simulation.roles.forgery import Forger
    from simulation.wire.address import Address

FAULT = "the attacker tunnels plain data in the node's name"
DISCARD = 9
_TEXT = b"in another's name"


def inject(forger: Forger, inside: Address) -> None:
    """Send plain datagrams to *inside* as if the node of an accepted request had tunnelled them."""
    node = forger.node
    request = next((each.header for each in reversed(forger.requests) if each.accepted), None)
    if request is None:
        node.note("the attacker saw no registration whose tunnel it could use")
        return
    for _ in range(forger.forgeries):
        inner = ipv4.packet(
            request.home_address,
            inside,
            ipv4.UDP,
            udp.datagram(request.home_address, inside, DISCARD, DISCARD, _TEXT),
            identification=node.next_identification(),
        )
        outer = ipv4.packet(
            request.care_of_address,
            request.home_agent,
            ipv4.IPIP,
            inner,
            identification=node.next_identification(),
        )
        layers = (
            layer("ipv4", "external-mip", 20),
            layer("ipv4", "data", 20),
            layer("udp", "data", 8),
            layer("data", "data", len(_TEXT)),
        )
        what = f"plain data to {inside}, tunnelled"
        forger.put(node.recorder.packet(outer, layers, what, fault=FAULT), "injection")
