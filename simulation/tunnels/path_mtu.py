"""What ICMP teaches of the longest packet that passes between two ends, kept as soft state."""

from collections.abc import Callable

from simulation.kernel.node import Node
from simulation.time import SECOND
from simulation.wire import icmp

UNKNOWN_MTU = 65535
MTU_LIFETIME = 600 * SECOND
"""How long an MTU that ICMP told is believed (RFC 1191 section 6.3)."""
_SMALLEST_MTU = 68
"""RFC 791 section 3.2: every link carries so many octets."""
_HEADER_OCTETS = 20


class PathMtu:
    """The path MTU of one tunnel or security association, in octets.

    *lowered* is called whenever it becomes smaller.
    """

    def __init__(self, node: Node, lowered: Callable[[], None]) -> None:
        self._node = node
        self._lowered = lowered
        self.octets = UNKNOWN_MTU

    def learn(self, mtu: int) -> None:
        """Believe *mtu* for a while, if it is smaller than what is believed now."""
        if mtu < self.octets:
            self.octets = mtu
            self._lowered()
            self._node.after(MTU_LIFETIME, lambda: self._forget(mtu))

    def _forget(self, mtu: int) -> None:
        """Try longer packets again after a while (RFC 1191 section 6.3)."""
        if self.octets == mtu:
            self.octets = UNKNOWN_MTU


def tells_mtu(kind: int, code: int, mtu: int, quoted: bytes) -> bool:
    """Return whether an ICMP error says which *mtu* the packet that it quotes was too long for."""
    too_big = kind == icmp.UNREACHABLE and code == icmp.FRAGMENTATION_NEEDED
    return too_big and len(quoted) >= _HEADER_OCTETS and mtu >= _SMALLEST_MTU
