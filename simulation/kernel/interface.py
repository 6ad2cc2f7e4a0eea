"""Interfaces: what a node sends packets through, and Ethernet stations with their ARP caches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.link import Outbox
from simulation.kernel.recorder import Packet, Table, layer
from simulation.kernel.traffic_class import CE
from simulation.time import SECOND
from simulation.trace import Arrived
from simulation.wire import arp, ethernet, icmp, ipv4
from simulation.wire.address import ANY, BROADCAST, ETHERNET_BROADCAST, Address, Mac, Prefix

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.kernel.host import Host
    from simulation.kernel.link import Link
    from simulation.trace import MessageKind

ARP_TRIES = 3
ARP_WAIT = 1 * SECOND
ARP_QUEUE = 8
"""Packets that wait for one address; RFC 1122 section 2.3.2.2 asks for at least one."""


class Interface:
    """An Ethernet station of a node, attached to one link at a time."""

    def __init__(self, node: Host, name: str, mac: Mac) -> None:
        self.node = node
        self.name = name
        self.mac = mac
        self.link: Link | None = None
        self.address: Address = ANY
        self.prefix: Prefix | None = None
        self._broadcast = BROADCAST
        self.outbox = Outbox()
        self.proxied: set[Address] = set()
        """Addresses of others for which this station answers ARP (RFC 3344 section 4.6)."""
        self.silent: set[Address] = set()
        """Own addresses for which it must not answer (RFC 3344 section 4.6)."""
        self.arp_listeners: list[Callable[[arp.Arp], None]] = []
        """Told of every ARP packet that the station hears, whomever it is for."""
        self.arp_lifetime = 0
        """How long what ARP told is believed, in ns; 0 is for ever (RFC 1122 2.3.2.1)."""
        self.arp = Table(node.recorder, node.name, "arp")
        self._macs: dict[Address, Mac] = {}
        self._waiting: dict[Address, list[Packet]] = {}
        self._heard_ns: dict[Address, int] = {}

    def mtu_for(self, octets: bytes) -> int:
        """Return the link's MTU, whatever the packet; 1500 octets while there is none."""
        return self.link.mtu if self.link else 1500

    # -- being there ------------------------------------------------------------------------

    def attach(self, link: Link) -> None:
        """Join *link*; what was queued or cached for another link is discarded."""
        self.detach()
        self.link = link
        link.stations[self.mac] = self
        self._show()

    def detach(self) -> None:
        """Leave the link, forgetting its neighbours."""
        if self.link is not None:
            self.link.stations.pop(self.mac, None)
            self.link = None
            left, self.outbox = self.outbox, Outbox()
            for packet, _ in left.waiting:
                what = "the station left the link before the frame's turn came"
                self.node.drop(packet, "detached", what, where=self.name)
            for address in list(self._macs):
                self.forget(address)
            for packet in [each for queue in self._waiting.values() for each in queue]:
                self.node.drop(packet, "link-down", "the link went down", where=self.name)
            self._waiting.clear()
            self._show()

    def power_off(self) -> None:
        """Be a station of no link, with no address, and remember nothing but the own hardware."""
        self.detach()
        self.configure(ANY, None)
        self.proxied.clear()
        self.silent.clear()
        self.arp_listeners.clear()

    def configure(self, address: Address, prefix: Prefix | None) -> None:
        """Take *address* (or none, `ANY`) as the interface's own on this link."""
        self.address = address
        self.prefix = prefix
        self._broadcast = prefix.broadcast if prefix is not None else BROADCAST
        self.node.readdress()
        self._show()

    def _show(self) -> None:
        self.node.interface_table.put(
            self.name,
            link=self.link.id if self.link else None,
            address=str(self.address) if self.address else None,
            mac=str(self.mac),
        )

    # -- ARP --------------------------------------------------------------------------------

    def learn(self, address: Address, mac: bytes) -> None:
        """Enter *mac* for *address* into the ARP cache, and send the packets that waited for it."""
        self._macs[address] = Mac(mac)
        self.arp.put(f"{self.name} {address}", address=str(address), mac=str(Mac(mac)))
        for packet in self._waiting.pop(address, []):
            self._emit(packet, Mac(mac))

    def forget(self, address: Address) -> None:
        """Remove *address* from the ARP cache."""
        if self._macs.pop(address, None) is not None:
            self.arp.remove(f"{self.name} {address}")

    def knows(self, address: Address) -> Mac | None:
        """Return the Ethernet address that is cached for *address*."""
        return self._macs.get(address)

    def announce(self, address: Address, mac: Mac | None = None) -> None:
        """Send one gratuitous ARP for *address* (RFC 3344 section 4.6)."""
        owner = mac or self.mac
        body = arp.Arp(
            operation=arp.REQUEST,
            sender_mac=owner,
            sender=address,
            target_mac=Mac(bytes(6)),
            target=address,
        )
        self.send_arp(
            body, ETHERNET_BROADCAST, f"gratuitous ARP ({address} is at {owner})", "gratuitous-arp"
        )

    def send_arp(
        self,
        body: arp.Arp,
        destination: Mac,
        purpose: str,
        message: MessageKind = "arp",
        fault: str = "",
    ) -> None:
        """Put an ARP packet on the link."""
        if self.link is None:
            return
        octets = body.encode()
        packet = self.node.recorder.packet(
            octets, (layer("arp", "access", len(octets)),), purpose, fault=fault, message=message
        )
        frame = ethernet.frame(destination, self.mac, ethernet.ARP, octets)
        self.link.transmit(self, packet, frame)

    def _ask(self, address: Address, queue: list[Packet], tries: int) -> None:
        if self._waiting.get(address) is not queue or self.link is None:
            return
        if tries == 0:
            del self._waiting[address]
            for packet in queue:
                why = f"no station on {self.link.id} answers for {address}"
                self.node.drop(packet, "arp-failed", why, "RFC 1122 2.3.2.2", self.name)
                self.node.icmp.unreachable(packet, icmp.HOST_UNREACHABLE)
            return
        body = arp.Arp(
            operation=arp.REQUEST,
            sender_mac=self.mac,
            sender=self.address,  # 0.0.0.0 while there is none, as in a probe of RFC 5227
            target_mac=Mac(bytes(6)),
            target=address,
        )
        self.send_arp(body, ETHERNET_BROADCAST, f"ARP: who has {address}?")
        self.node.after(ARP_WAIT, lambda: self._ask(address, queue, tries - 1))

    def _receive_arp(self, packet: Packet, frame: bytes, number: int) -> None:
        try:
            heard, _ = arp.Arp.decode(frame, 14)
        except WireError as error:
            self._arrived(packet, number)
            self.node.drop(packet, "malformed", str(error), "RFC 826", self.name)
            return
        if not _understood(heard):
            return
        for listener in self.arp_listeners:
            listener(heard)
        mine = heard.target in self.proxied or (
            self.node.owns(heard.target) and heard.target not in self.silent
        )
        asks_me = heard.operation == arp.REQUEST and mine and heard.sender != heard.target
        known = heard.sender in self._macs or heard.sender in self._waiting
        if not (
            asks_me or known or (heard.operation == arp.REPLY and heard.target == self.address)
        ):
            return
        self._arrived(packet, number)
        if heard.sender and not self.node.owns(heard.sender):
            self.learn(heard.sender, heard.sender_mac)
            self._age(heard.sender)
        if asks_me:
            proxy = " (proxy for a node that is away)" if heard.target in self.proxied else ""
            reply = arp.Arp(
                operation=arp.REPLY,
                sender_mac=self.mac,
                sender=heard.target,
                target_mac=heard.sender_mac,
                target=heard.sender,
            )
            self.send_arp(reply, heard.sender_mac, f"ARP: {heard.target} is at {self.mac}{proxy}")

    def _age(self, address: Address) -> None:
        """Let the cache entry of *address* expire after its lifetime."""
        if not self.arp_lifetime:
            return
        now = self._heard_ns[address] = int(self.node.env.now)

        def lapse() -> None:
            if self._heard_ns.get(address) == now:
                self.forget(address)

        self.node.after(self.arp_lifetime, lapse)

    # -- frames -----------------------------------------------------------------------------

    def receive(self, packet: Packet, frame: bytes, number: int) -> None:
        """Receive a frame from the link."""
        packet.neighbour = frame[6:12]
        packet.came_by = self.name
        kind = int.from_bytes(frame[12:14], "big")
        if kind == ethernet.ARP:
            self._receive_arp(packet, frame, number)
        elif kind == ethernet.IPV4:
            group = frame[0] & 1
            if not group or self.node.listens(ipv4.destination(frame[14:])):
                self._arrived(packet, number)
                self.node.receive(packet, frame[14:], self)
        else:
            self._arrived(packet, number)
            self.node.drop(packet, "malformed", f"unknown EtherType {kind:#06x}", "", self.name)

    def _arrived(self, packet: Packet, number: int) -> None:
        assert self.link is not None
        self.node.recorder.record(
            Arrived(self.node.name, packet.id, self.link.id, self.name, number)
        )

    def send(self, packet: Packet, next_hop: Address) -> None:
        """Send *packet* to the station that has the address *next_hop*."""
        if self.link is None:
            self.node.drop(
                packet, "link-down", "the interface is attached to no link", where=self.name
            )
            return
        if next_hop in (self._broadcast, BROADCAST) or next_hop >> 28 == 0xE:
            self._emit(packet, _group(next_hop))
            return
        mac = self._macs.get(next_hop)
        if mac is not None:
            self._emit(packet, mac)
            return
        queue = self._waiting.get(next_hop)
        if queue is None:
            queue = self._waiting[next_hop] = [packet]
            self._ask(next_hop, queue, ARP_TRIES)
        elif len(queue) < ARP_QUEUE:
            queue.append(packet)
        else:
            self.node.drop(
                packet,
                "arp-queue",
                f"too many packets wait for {next_hop}'s Ethernet address",
                "RFC 1122 2.3.2.2",
                self.name,
            )

    def send_to(self, packet: Packet, mac: bytes) -> None:
        """Send *packet* to a known Ethernet address, without ARP (RFC 3344 section 3.7.3.2)."""
        if self.link is None:
            self.node.drop(
                packet, "link-down", "the interface is attached to no link", where=self.name
            )
        else:
            self._emit(packet, Mac(mac))

    def _emit(self, packet: Packet, destination: Mac) -> None:
        if self.link is None:
            self.node.drop(
                packet, "link-down", "the interface is attached to no link", where=self.name
            )
            return
        limit = self.link.shape.mark_from
        if limit and len(self.outbox.waiting) >= limit and not self._marks(packet):
            return
        frame = ethernet.frame(destination, self.mac, ethernet.IPV4, packet.octets)
        self.link.transmit(self, packet, frame)

    def _marks(self, packet: Packet) -> bool:
        """Tell of congestion: mark *packet* if its transport understands, else drop it.

        RFC 3168 section 5; return whether the packet goes on.
        """
        tos = packet.octets[1]
        if tos & CE:
            packet.octets = ipv4.with_class(packet.octets, tos | CE)
            return True
        detail = f"{len(self.outbox.waiting)} frames wait for the link, and it is not ECN-capable"
        self.node.drop(packet, "congestion", detail, "RFC 3168 5", self.name)
        return False


def _understood(heard: arp.Arp) -> bool:
    """Return whether a station looks at this packet at all (RFC 826, "Packet Reception")."""
    kinds = (heard.hardware_type, heard.protocol_type, heard.hardware_length, heard.protocol_length)
    return kinds == (1, ethernet.IPV4, 6, 4) and heard.operation in {arp.REQUEST, arp.REPLY}


def _group(address: Address) -> Mac:
    """Return the Ethernet group address for an IP group (RFC 1112 section 6.4) or broadcast."""
    if address >> 28 == 0xE:
        return Mac(b"\x01\x00\x5e" + (address & 0x7FFFFF).to_bytes(3, "big"))
    return ETHERNET_BROADCAST
