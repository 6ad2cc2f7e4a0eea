"""First fragments first: what a node needs that judges packets by their ports.

Only the first fragment of a datagram has ports.  A router must not reassemble what it forwards
(RFC 1812 section 5.2.6), so one that translates or filters keeps a later fragment that overtook
the first until that has come (RFC 4787 REQ-14), and does with it as it did with the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from simulation.kernel.fragmentation import WaitingFragments, datagram
from simulation.wire import ipv4

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from simulation.kernel.host import Host
    from simulation.kernel.recorder import Packet

T = TypeVar("T")


class DatagramMemory(Generic[T]):
    """What a node decided about datagrams by their first fragments, while others may come."""

    def __init__(self, node: Host) -> None:
        self._node = node
        self._decided: dict[Hashable, tuple[int, T]] = {}

    def put(self, key: Hashable, decision: T) -> None:
        """Remember *decision* for as long as a host waits for fragments."""
        now = int(self._node.env.now)
        self._decided.pop(key, None)
        self._decided[key] = now, decision
        over = now - self._node.fragment_limits.patience_ns
        while (oldest := next(iter(self._decided))) != key and self._decided[oldest][0] < over:
            del self._decided[oldest]

    def get(self, key: Hashable) -> T | None:
        """Return what was decided about *key*, or `None` where that is unknown or too old."""
        at_ns, decision = self._decided.get(key, (0, None))
        late = int(self._node.env.now) - at_ns > self._node.fragment_limits.patience_ns
        return None if late else decision


class FragmentOrder:
    """Lets every datagram's first fragment go ahead of its later ones."""

    def __init__(self, node: Host) -> None:
        missing = "the first fragment of the datagram, which alone has ports, did not come"
        self._waiting = WaitingFragments(node, missing)
        self._begun: DatagramMemory[bool] = DatagramMemory(node)
        self._refusals: DatagramMemory[str] = DatagramMemory(node)

    def arrange(self, packet: Packet, device: str) -> list[Packet]:
        """Return what may go on now that the fragment *packet* has come by *device*, in order."""
        octets = packet.octets
        key = device, datagram(octets)
        if not ipv4.fragment_offset(octets):
            self._begun.put(key, True)  # noqa: FBT003 it has begun
            return [packet, *self._waiting.take(key)]
        if self._begun.get(key):
            return [packet]
        self._waiting.add(key, packet)
        return []

    def share_fate(self, octets: bytes, judge: Callable[[], str]) -> str:
        """Return why a fragment is refused, if it is: *judge* says so of first ones.

        A later fragment is refused where its first one was.
        """
        key = datagram(octets)
        if ipv4.fragment_offset(octets):
            refusal = self._refusals.get(key)
            unseen = "its datagram's first fragment did not come through here"
            return unseen if refusal is None else refusal
        reason = judge()
        self._refusals.put(key, reason)
        return reason
