"""The server's side of DHCP (RFC 2131): addresses of its links, given away for a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.dhcp import DHCP_KINDS
from simulation.wire import dhcp, udp
from simulation.wire.address import ANY, BROADCAST, ETHERNET_BROADCAST, Address, AddressList, Mac

if TYPE_CHECKING:
    from simulation.kernel.interface import Interface
    from simulation.kernel.node import Node

GRANTED, REFUSED, IGNORED = "granted", "refused", "ignored"


@dataclass(frozen=True, slots=True)
class LeasePolicy:
    """For how many seconds addresses are given, and what a client's wish to keep one comes to."""

    seconds: int = 3600
    renewal: str = GRANTED


@dataclass(slots=True)
class Binding:
    """Which address a client was offered, and whether it took it."""

    address: Address
    taken: bool = False


@dataclass(slots=True)
class LeaseStore:
    """A server's bindings by link and client: on its disk, where a crash leaves them.

    RFC 2131 section 2.1 asks for persistent storage.
    """

    bindings: dict[str, dict[bytes, Binding]] = field(default_factory=dict)
    following: dict[str, Address] = field(default_factory=dict)
    """The next address that was never given away, by link."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a server gives away on one link."""

    interface: Interface
    router: Address


class DhcpServer:
    """Gives addresses of a node's links away; a client that comes back gets the one it had."""

    def __init__(
        self,
        node: Node,
        store: LeaseStore | None = None,
        policy: LeasePolicy = LeasePolicy(),
    ) -> None:
        self.node = node
        self.store = store or LeaseStore()
        self.policy = policy
        self.table = Table(node.recorder, node.name, "leases")
        self._scopes: dict[str, _Scope] = {}
        node.sockets[0, udp.DHCP_SERVER] = self._receive

    def serve(self, interface: Interface, first: Address, router: Address) -> None:
        """Give the addresses from *first* on to clients on the link of *interface*."""
        name = interface.name
        scope = self._scopes[name] = _Scope(interface, router)
        self.store.following.setdefault(name, first)
        for mac, binding in self.store.bindings.setdefault(name, {}).items():
            if binding.taken:
                self._show(scope, mac, binding)

    def revoke(self) -> int:
        """Take every address back: who asks for more time is refused, and gets another one.

        Nobody is told before they ask, as in RFC 2131.  Return how many there were.
        """
        count = sum(map(len, self.store.bindings.values()))
        for bindings in self.store.bindings.values():
            for binding in bindings.values():
                self.table.remove(str(binding.address))
            bindings.clear()
        return count

    def _show(self, scope: _Scope, mac: bytes, binding: Binding) -> None:
        link = scope.interface.link.id if scope.interface.link else ""
        lease_s = self.policy.seconds
        self.table.put(str(binding.address), mac=str(Mac(mac)), link=link, lease_s=lease_s)

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        scope = self._scopes.get(packet.came_by)
        if scope is None:
            self.node.drop(packet, "unexpected", "no DHCP service on that link", "RFC 2131")
            return
        try:
            message = dhcp.parse(payload)
        except WireError as error:
            self.node.drop(packet, "malformed", str(error), "RFC 2131")
            return
        self._answer(scope, message, packet)

    def _answer(self, scope: _Scope, message: dhcp.DhcpMessage, packet: Packet) -> None:
        mac, name = message.header.mac, scope.interface.name
        bindings = self.store.bindings[name]
        if message.kind == dhcp.DISCOVER:
            if mac not in bindings:
                fresh = self.store.following[name]
                self.store.following[name] = Address(fresh + 1)
                bindings[mac] = Binding(fresh)
            self._send(scope, dhcp.OFFER, message, bindings[mac].address)
        elif message.kind == dhcp.REQUEST:
            self._answer_request(scope, message, packet)
        elif message.kind == dhcp.RELEASE:
            self.table.remove(str(message.header.client))

    def _answer_request(self, scope: _Scope, message: dhcp.DhcpMessage, packet: Packet) -> None:
        asked = message.find(dhcp.RequestedAddress)
        named = message.find(dhcp.ServerIdentifier)
        if named is not None and named.server != scope.interface.address:
            return
        renewal = asked is None
        if renewal and self.policy.renewal == IGNORED:
            why = "the server is set up not to answer those who want to keep an address"
            self.node.drop(packet, "unexpected", why, "RFC 2131 4.3.2")
            return
        wanted = message.header.client if asked is None else asked.address
        bindings = self.store.bindings[scope.interface.name]
        if renewal and self.policy.renewal == REFUSED:
            bindings.pop(message.header.mac, None)
            self.table.remove(str(wanted))
        binding = bindings.get(message.header.mac)
        if binding is None or binding.address != wanted:
            self._send(scope, dhcp.NAK, message, ANY)
            return
        self._send(scope, dhcp.ACK, message, wanted)
        binding.taken = True
        self._show(scope, message.header.mac, binding)

    def _send(self, scope: _Scope, kind: int, asked: dhcp.DhcpMessage, address: Address) -> None:
        interface = scope.interface
        assert interface.prefix is not None
        given = (
            dhcp.SubnetMask(mask=interface.prefix.mask),
            dhcp.Routers(routers=AddressList(scope.router.octets)),
            dhcp.LeaseTime(seconds=self.policy.seconds),
        )
        octets = dhcp.message(
            kind,
            transaction=asked.header.transaction,
            mac=asked.header.mac,
            your=address,
            options=(
                dhcp.ServerIdentifier(server=interface.address),
                *(given if kind != dhcp.NAK else ()),
            ),
        )
        self.node.send_udp(
            interface.address,
            address or BROADCAST,
            (udp.DHCP_SERVER, udp.DHCP_CLIENT),
            octets,
            (layer("bootp", "access", len(octets)),),
            f"DHCP {dhcp.MESSAGE_TYPES[kind]} {address}"
            if address
            else f"DHCP {dhcp.MESSAGE_TYPES[kind]}",
            role="access",
            message=DHCP_KINDS[kind],
            # A client that is refused may hold no address: RFC 2131 section 4.1.
            via=(interface, asked.header.mac if address else ETHERNET_BROADCAST),
        )
