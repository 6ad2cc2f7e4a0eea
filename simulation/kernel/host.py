"""What a node is to its parts: its interfaces, its ICMP and its reassembly see no more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import simpy

    from simulation.kernel.device import Device
    from simulation.kernel.fragment_limits import FragmentLimits
    from simulation.kernel.icmp_policy import IcmpPolicy
    from simulation.kernel.recorder import Packet, Recorder, Table
    from simulation.kernel.traffic_class import TunnelClass
    from simulation.wire.address import Address


class ErrorReporter(Protocol):
    """Sends ICMP errors about packets that a node cannot carry."""

    def unreachable(self, about: Packet, code: int, next_hop_mtu: int = 0) -> None:
        """Tell the source of *about* that it got no further."""

    def reassembly_time_exceeded(self, first: Packet) -> None:
        """Tell the source of the fragment *first* that others of its datagram never came."""


class Host(Protocol):
    """One host or router, as its parts know it."""

    env: simpy.Environment
    recorder: Recorder
    name: str
    interface_table: Table
    fragment_limits: FragmentLimits
    icmp_policy: IcmpPolicy
    tunnel_class: TunnelClass

    @property
    def icmp(self) -> ErrorReporter:
        """The sender of this node's ICMP errors."""

    def owns(self, address: int) -> bool:
        """Return whether *address* is one of this node's unicast addresses."""

    def listens(self, address: int) -> bool:
        """Return whether a packet to *address* is for this node among others, or alone."""

    def gathers(self, address: int) -> bool:
        """Return whether *address* is a group or broadcast address that reaches this node."""

    def source_for(self, destination: Address) -> Address | None:
        """Return the own address that a packet to *destination* would be sent from."""

    def readdress(self) -> None:
        """Work out anew which addresses are the node's own, because one of them changed."""

    def next_identification(self) -> int:
        """Return a fresh IPv4 Identification."""

    def after(self, delay: int, act: Callable[[], None]) -> None:
        """Call *act* in *delay* ns, unless the node is switched off by then."""

    def receive(self, packet: Packet, octets: bytes, device: Device | None) -> None:
        """Receive an IP packet that came in by *device*."""

    def send(self, packet: Packet) -> None:
        """Send a packet of the node's own making by its routes."""

    def deliver_agent_message(self, packet: Packet, body: bytes) -> None:
        """Pass router advertisements and solicitations to the roles that listen for them."""

    def drop(
        self, packet: Packet, reason: str, detail: str, spec: str = "", where: str = ""
    ) -> None:
        """Discard a packet, and record why."""
