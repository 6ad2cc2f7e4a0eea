"""What ICMP teaches of the longest packet that passes between two ends, kept as soft state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.wire import icmp, ipv4

if TYPE_CHECKING:
    from collections.abc import Hashable

    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.wire.address import Address

UNKNOWN_MTU = 65535
_ETHERNET_MTU = 1500
SMALLEST_MTU = 68
"""RFC 791 section 3.2: every link carries so many octets."""
_HEADER_OCTETS = 20
_QUOTED_OCTETS = 8
"""What every error quotes behind the IP header (RFC 792)."""


@dataclass(slots=True)
class PathMtu:
    """The path MTU of one tunnel or security association (RFC 4301 section 4.4.2.1).

    It belongs to the path for which it was learned, so that an association whose ends move
    knows nothing of the new path.  Times are in ns.
    """

    _octets: int = UNKNOWN_MTU
    _path: Hashable = None
    _until_ns: int = 0

    def octets(self, path: Hashable, now_ns: int) -> int:
        """Return what is believed of *path* now; `UNKNOWN_MTU` where that is nothing."""
        if self._path != path or now_ns >= self._until_ns:
            return UNKNOWN_MTU
        return self._octets

    def learn(self, mtu: int, path: Hashable, now_ns: int, lifetime_ns: int) -> bool:
        """Believe *mtu* of *path* for *lifetime_ns*, if it is less than what is believed now.

        Return whether it was (RFC 1191 section 6.3, RFC 4301 section 8.2.2).
        """
        if mtu >= self.octets(path, now_ns):
            return False
        self._octets, self._path, self._until_ns = mtu, path, now_ns + lifetime_ns
        return True


def mtu_below(node: Node, local: Address, remote: Address, *, but: Device | None = None) -> int:
    """Return what the node's route from *local* to *remote* takes whole, in octets.

    A route into *but*, the tunnel between the two itself, does not count.
    """
    route = node.routes.find(remote, local)
    if route is None or route.device is None or route.device is but:
        return _ETHERNET_MTU
    return route.device.mtu_for(ipv4.packet(local, remote, ipv4.IPIP, b""))


def tells_mtu(kind: int, code: int, mtu: int, quoted: bytes) -> bool:
    """Return whether an ICMP error says which *mtu* the packet that it quotes was too long for."""
    too_big = kind == icmp.UNREACHABLE and code == icmp.FRAGMENTATION_NEEDED
    return too_big and len(quoted) >= _HEADER_OCTETS and mtu >= SMALLEST_MTU


def quoted_body(quoted: bytes) -> bytes:
    """Return what *quoted* has behind its IP header; nothing where that is less than 8 octets."""
    body = ipv4.payload(quoted) if len(quoted) >= _HEADER_OCTETS else b""
    return body if len(body) >= _QUOTED_OCTETS else b""
