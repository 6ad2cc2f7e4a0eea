"""Devices: what a route leads to, and a node sends packets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from simulation.kernel.recorder import Packet
    from simulation.wire.address import Address


class Device(Protocol):
    """What a route leads to: an Ethernet interface or a virtual one."""

    name: str

    def mtu_for(self, octets: bytes) -> int:
        """Return how long the packet *octets* may be, in octets, to go through uncut.

        What a virtual device takes depends on the association or peer whose packet it is.
        """

    def send(self, packet: Packet, next_hop: Address) -> None:
        """Carry *packet* towards *next_hop*."""
