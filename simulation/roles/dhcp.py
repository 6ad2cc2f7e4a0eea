"""The client's side of DHCP (RFC 2131): four messages for an address, and its renewal in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, layer
from simulation.roles.role import Role, Timer
from simulation.time import SECOND
from simulation.trace import MessageKind
from simulation.wire import dhcp, udp
from simulation.wire.address import (
    ANY,
    BROADCAST,
    Address,
    Prefix,
)

_NAMES = dhcp.MESSAGE_TYPES
DHCP_KINDS: Final[Mapping[int, MessageKind]] = {
    dhcp.DISCOVER: "dhcp-discover",
    dhcp.OFFER: "dhcp-offer",
    dhcp.REQUEST: "dhcp-request",
    dhcp.ACK: "dhcp-ack",
    dhcp.NAK: "dhcp-nak",
}
"""The kinds of message that clients and servers send here (RFC 2131 section 3.1)."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What a client was given; the duration in seconds."""

    address: Address
    prefix: Prefix
    router: Address
    server: Address
    seconds: int


class DhcpState(StrEnum):
    """States of RFC 2131 figure 5 that occur here."""

    INIT = "init"
    SELECTING = "selecting"
    REQUESTING = "requesting"
    BOUND = "bound"
    RENEWING = "renewing"
    REBINDING = "rebinding"


class DhcpClient(Role):
    """Gets an address for one interface and keeps its lease."""

    moves: ClassVar = {
        DhcpState.INIT: frozenset({DhcpState.SELECTING}),
        DhcpState.SELECTING: frozenset({DhcpState.REQUESTING, DhcpState.INIT}),
        DhcpState.REQUESTING: frozenset({DhcpState.BOUND, DhcpState.INIT}),
        DhcpState.BOUND: frozenset({DhcpState.RENEWING, DhcpState.INIT}),
        DhcpState.RENEWING: frozenset({DhcpState.BOUND, DhcpState.REBINDING, DhcpState.INIT}),
        DhcpState.REBINDING: frozenset({DhcpState.BOUND, DhcpState.INIT}),
    }

    def __init__(
        self,
        node: Node,
        interface: Interface,
        bound: Callable[[Lease], None],
        lost: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(node, f"dhcp {interface.name}", DhcpState.INIT)
        self.interface = interface
        self.bound = bound
        self.lost = lost
        self.lease: Lease | None = None
        self._ends = 0
        self._chance = node.stream(f"dhcp/{interface.name}")
        self._transaction = 0
        self._offered: Address = ANY
        self._server: Address = ANY
        self._tries = 0
        self._retry = Timer(node, self._again)
        self._renewal = Timer(node, self._renew)
        node.sockets[0, udp.DHCP_CLIENT] = self._receive

    def start(self) -> None:
        """Look for a server on the link."""
        self.stop("the link is new")
        self._transaction = int.from_bytes(self._chance.octets(4), "big")
        self._tries = 0
        self.become(DhcpState.SELECTING, "an address is needed", "RFC 2131 4.4.1")
        self._again()

    def stop(self, because: str) -> None:
        """Forget the lease and ask no more."""
        self._retry.stop()
        self._renewal.stop()
        self.lease = None
        if self.state is not DhcpState.INIT:
            self.become(DhcpState.INIT, because)

    def _again(self) -> None:
        self._retry.start(SECOND << min(self._tries + 1, 6))
        self._tries += 1
        if self.state is DhcpState.SELECTING:
            self._send(dhcp.DISCOVER, ())
        else:
            self._send(
                dhcp.REQUEST,
                (
                    dhcp.RequestedAddress(address=self._offered),
                    dhcp.ServerIdentifier(server=self._server),
                ),
            )

    def _renew(self) -> None:
        """Ask for more time: the server itself, later any server, until the lease is over.

        RFC 2131 section 4.4.5.
        """
        lease, now = self.lease, int(self.node.env.now)
        if lease is None:
            return
        if now >= self._ends:
            self._forfeit("the lease is over")
            return
        rebinding_at = self._ends - lease.seconds * SECOND // 8
        late = now >= rebinding_at
        if self.state is DhcpState.BOUND:
            self.become(DhcpState.RENEWING, "half the lease is over", "RFC 2131 4.4.5")
        if late and self.state is DhcpState.RENEWING:
            what = "the server does not answer: any other will do"
            self.become(DhcpState.REBINDING, what, "RFC 2131 4.4.5")
        until = self._ends if late else rebinding_at
        self._renewal.start(min(max((until - now) // 2, 60 * SECOND), until - now))
        octets = self._message(dhcp.REQUEST, (), lease.address)
        self.node.send_udp(
            lease.address,
            BROADCAST if late else lease.server,
            (udp.DHCP_CLIENT, udp.DHCP_SERVER),
            octets,
            (layer("bootp", "access", len(octets)),),
            "DHCP REQUEST: renewal",
            message="dhcp-request",
            role="access",
            via=(self.interface, b"\xff" * 6) if late else None,
        )

    def _forfeit(self, because: str) -> None:
        """Give the address up and look for another."""
        held = self.lease is not None
        self.stop(because)
        if held:
            self.lost(because)
        if self.interface.link is not None and self.state is DhcpState.INIT:
            self.start()

    def _message(self, kind: int, options: tuple[object, ...], client: Address = ANY) -> bytes:
        wanted = bytes([dhcp.SUBNET_MASK, dhcp.ROUTERS, dhcp.LEASE_TIME])
        return dhcp.message(
            kind,
            transaction=self._transaction,
            mac=self.interface.mac,
            client=client,
            options=(
                dhcp.ClientIdentifier(identifier=bytes(self.interface.mac)),
                *options,  # type: ignore[arg-type]
                dhcp.ParameterList(codes=wanted),
            ),
        )

    def _send(self, kind: int, options: tuple[object, ...]) -> None:
        octets = self._message(kind, options)
        self.node.send_udp(
            ANY,
            BROADCAST,
            (udp.DHCP_CLIENT, udp.DHCP_SERVER),
            octets,
            (layer("bootp", "access", len(octets)),),
            f"DHCP {_NAMES[kind]}",
            message=DHCP_KINDS[kind],
            role="access",
            via=(self.interface, b"\xff" * 6),
        )

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        try:
            message = dhcp.parse(payload)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 2131")
            return
        if message.header.mac != self.interface.mac:
            return  # a broadcast for another client of the link
        if message.header.transaction != self._transaction:
            self.node.drop(
                packet, "unexpected", "an answer to somebody else's question", "RFC 2131 4.4.1"
            )
            return
        server = message.find(dhcp.ServerIdentifier)
        if self.state is DhcpState.SELECTING and message.kind == dhcp.OFFER and server:
            self._offered, self._server = message.header.your, server.server
            self._tries = 0
            self.become(
                DhcpState.REQUESTING, f"{server.server} offers {self._offered}", "RFC 2131 3.1"
            )
            self._again()
        elif self.state in (DhcpState.REQUESTING, DhcpState.RENEWING, DhcpState.REBINDING):
            self._receive_answer(message, packet)
        else:
            self.node.drop(packet, "unexpected", f"not awaited while {self.state}", "RFC 2131 4.4")

    def _receive_answer(self, message: dhcp.DhcpMessage, packet: Packet) -> None:
        if message.kind == dhcp.NAK:
            self._forfeit("the server refuses the address")
            return
        mask, routers = message.find(dhcp.SubnetMask), message.find(dhcp.Routers)
        lease_time, server = message.find(dhcp.LeaseTime), message.find(dhcp.ServerIdentifier)
        if message.kind != dhcp.ACK or not (mask and routers and lease_time and server):
            self.node.drop(
                packet, "malformed", "an answer without mask, router or lease", "RFC 2131 3.1"
            )
            return
        length = int(mask.mask).bit_count()
        address = message.header.your
        fresh = self.state is DhcpState.REQUESTING
        self.lease = Lease(
            address,
            Prefix.parse(f"{address}/{length}"),
            Address(int.from_bytes(routers.routers[:4], "big")),
            server.server,
            lease_time.seconds,
        )
        self._retry.stop()
        self._ends = int(self.node.env.now) + lease_time.seconds * SECOND
        self._renewal.start(lease_time.seconds * SECOND // 2)
        self.become(DhcpState.BOUND, f"{address} for {lease_time.seconds} s", "RFC 2131 4.4.1")
        if fresh:
            self.bound(self.lease)
