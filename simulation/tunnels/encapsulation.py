"""The ways to put one IP packet into another, without keys: each is a pair of pure functions."""

from dataclasses import dataclass
from typing import Protocol

from simulation.errors import WireError
from simulation.kernel.recorder import layer
from simulation.trace import Stack
from simulation.wire import ethernet, gre, ipv4, minimal, mip_udp, udp
from simulation.wire.address import Address


class Encapsulation(Protocol):
    """One way to put a packet into another."""

    @property
    def name(self) -> str:
        """What the table of tunnels calls it."""

    @property
    def protocol(self) -> int:
        """IP protocol of the packets that it makes."""

    @property
    def overhead(self) -> int:
        """The most octets that it adds."""

    def wrap(self, inner: bytes, local: Address, remote: Address, identification: int) -> bytes:
        """Return *inner* inside a packet from *local* to *remote*."""

    def unwrap(self, outer: bytes) -> bytes:
        """Return the packet inside *outer*; raise `WireError` where there is none.

        Of the front of a packet, as ICMP errors quote it, the result is the front, too.
        """

    def layers(self, inner: bytes, role: str) -> tuple[Stack, int]:
        """Return the layers that `wrap` adds and how many of the inner ones they replace."""


class IpInIp:
    """RFC 2003: a second IPv4 header, with the inner type of service and DF bit."""

    name = "ip-ip"
    protocol = ipv4.IPIP
    overhead = 20

    def wrap(self, inner: bytes, local: Address, remote: Address, identification: int) -> bytes:
        """Return *inner* wrapped; see `Encapsulation.wrap`."""
        return ipv4.packet(
            local,
            remote,
            ipv4.IPIP,
            inner,
            tos=inner[1],
            identification=identification,
            dont_fragment=ipv4.dont_fragment(inner),
        )

    def unwrap(self, outer: bytes) -> bytes:
        """Return what *outer* carries; see `Encapsulation.unwrap`."""
        return ipv4.payload(outer)

    def layers(self, inner: bytes, role: str) -> tuple[Stack, int]:
        """Return the layers that are added; see `Encapsulation.layers`."""
        return (layer("ipv4", role, 20),), 0


class Gre:
    """RFC 2784 without options: four octets say that IPv4 follows."""

    name = "gre"
    protocol = ipv4.GRE
    overhead = 24

    def wrap(self, inner: bytes, local: Address, remote: Address, identification: int) -> bytes:
        """Return *inner* wrapped; see `Encapsulation.wrap`."""
        body = gre.wrap(inner)
        return ipv4.packet(
            local,
            remote,
            ipv4.GRE,
            body,
            tos=inner[1],
            identification=identification,
            dont_fragment=ipv4.dont_fragment(inner),
        )

    def unwrap(self, outer: bytes) -> bytes:
        """Return what *outer* carries; see `Encapsulation.unwrap`."""
        header, inner = gre.unwrap(ipv4.payload(outer))
        if header.protocol_type != ethernet.IPV4:
            raise WireError(f"GRE carries {header.protocol_type:#06x}, not IPv4")
        return inner

    def layers(self, inner: bytes, role: str) -> tuple[Stack, int]:
        """Return the layers that are added; see `Encapsulation.layers`."""
        return (layer("ipv4", role, 20), layer("gre", role, 4)), 0


class Minimal:
    """RFC 2004: the header is rewritten, and what it lost is kept in 8 or 12 octets.

    A packet that is a fragment already cannot take it and goes by IP-in-IP (section 3.1).
    """

    name = "minimal"
    protocol = ipv4.MINIMAL
    overhead = 12

    def wrap(self, inner: bytes, local: Address, remote: Address, identification: int) -> bytes:
        """Return *inner* wrapped; see `Encapsulation.wrap`."""
        return minimal.encapsulate(inner, local, remote)

    def unwrap(self, outer: bytes) -> bytes:
        """Return what *outer* carries; see `Encapsulation.unwrap`."""
        return minimal.decapsulate(outer)

    def layers(self, inner: bytes, role: str) -> tuple[Stack, int]:
        """Return the layers that are added; see `Encapsulation.layers`."""
        return (layer("ipv4", role, 20), layer("minimal", role, 12)), 1


@dataclass(frozen=True, slots=True)
class MipUdp:
    """RFC 3519: IP-in-IP behind a UDP header and four octets, so that a NAT can map it."""

    local_port: int
    remote_port: int
    name: str = "mip-udp"
    protocol: int = ipv4.UDP
    overhead: int = 32

    def wrap(self, inner: bytes, local: Address, remote: Address, identification: int) -> bytes:
        """Return *inner* wrapped; see `Encapsulation.wrap`."""
        tunnel = mip_udp.MipTunnelData(next_header=ipv4.IPIP).encode() + inner
        body = udp.datagram(local, remote, self.local_port, self.remote_port, tunnel)
        return ipv4.packet(
            local,
            remote,
            ipv4.UDP,
            body,
            tos=inner[1],
            identification=identification,
            dont_fragment=ipv4.dont_fragment(inner),
        )

    def unwrap(self, outer: bytes) -> bytes:
        """Return what *outer* carries; see `Encapsulation.unwrap`."""
        header, end = mip_udp.MipTunnelData.decode(ipv4.payload(outer), 8)
        if header.next_header != ipv4.IPIP:
            raise WireError(f"the MIP tunnel carries protocol {header.next_header}, not IP-in-IP")
        return ipv4.payload(outer)[end:]

    def layers(self, inner: bytes, role: str) -> tuple[Stack, int]:
        """Return the layers that are added; see `Encapsulation.layers`."""
        return (
            layer("ipv4", role, 20),
            layer("udp", "nat-traversal", 8),
            layer("mip-tunnel-data", "nat-traversal", 4),
        ), 0


IP_IN_IP = IpInIp()
GRE = Gre()
MINIMAL = Minimal()
BY_NAME: dict[str, Encapsulation] = {each.name: each for each in (IP_IN_IP, GRE, MINIMAL)}
"""What a registration may ask for (RFC 3344 section 3.3: none, M or G)."""


def for_pieces(encapsulation: Encapsulation) -> Encapsulation:
    """Return the encapsulation that fragments take: they cannot be minimal (RFC 2004 3.1)."""
    return IP_IN_IP if encapsulation.protocol == ipv4.MINIMAL else encapsulation


def effective(encapsulation: Encapsulation, inner: bytes) -> Encapsulation:
    """Return the encapsulation that *inner* takes, whole or a fragment."""
    return for_pieces(encapsulation) if ipv4.is_fragment(inner) else encapsulation
