"""An attacker on an access link: gets onto the path by forged ARP, and poses as a NAT.

It is a station like any other.  It reads what reaches its interface and holds no key; every
frame that it forges or changes says so in its record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.errors import WireError
from simulation.kernel.fragment_order import DatagramMemory
from simulation.kernel.fragmentation import datagram
from simulation.kernel.recorder import Packet, layer
from simulation.roles.forgery import Forger
from simulation.roles.observer import Sight, look, readable
from simulation.roles.pseudo_nat import PseudoNat
from simulation.roles.role import Timer
from simulation.time import MILLISECOND, SECOND
from simulation.trace import Ineffective
from simulation.wire import arp, dhcp, icmp, ipv4, udp
from simulation.wire.address import BROADCAST, Address, Mac

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.interface import Interface
    from simulation.kernel.node import Node
    from simulation.roles.pseudo_nat import PseudoNatConfig

PERIOD = 1 * SECOND
"""How often the forged ARP replies are repeated."""
BURST = tuple(each * MILLISECOND for each in range(0, 60, 5))
"""And when a station has just appeared: a lie must come before the router's answer."""
CONTRADICTION = (0, 5 * MILLISECOND, 25 * MILLISECOND)
"""And when true ARP was heard, which its answer follows: the last word must be a lie."""
REDIRECTED = "redirected"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackerConfig:
    """Where the attacker stands; *second* is an own address that redirected packets come to."""

    router: Address
    second: Address
    nat: PseudoNatConfig
    forgeries: int
    guesses_per_second: int


class Attacker:
    """Stands between the stations of its link and their router while the attack is on."""

    def __init__(self, node: Node, interface: Interface, config: AttackerConfig) -> None:
        self.node = node
        self.interface = interface
        self.config = config
        self.on = False
        self.nat = PseudoNat(node, config.nat)
        self.forger = Forger(
            node,
            lambda packet: interface.send(packet, config.router),
            config.second,
            forgeries=config.forgeries,
            guesses_per_second=config.guesses_per_second,
        )
        self._stations: dict[Address, bytes] = {}
        """Stations that were heard on the link, the router aside."""
        self._spoofed: set[Address] = set()
        self._repeat = Timer(node, self._spoof)
        self._sights: DatagramMemory[Sight] = DatagramMemory(node)
        node.order_fragments()
        node.translators.append(self._intercept)
        node.agent_listeners.append(self._receive_agent)
        interface.arp_listeners.append(self._receive_arp)
        node.hold(config.second, "where redirected packets come to")

    # -- commands ---------------------------------------------------------------------------

    def switch(self, *, on: bool) -> None:
        """Begin the attack, or end it and leave the path as it was found."""
        if on == self.on:
            return
        self.on = on
        if on:
            self.node.note("the attacker stands between the stations and their router", "RFC 826")
            self._ask_router()
            self._spoof()
        else:
            self._repeat.stop()
            for station in sorted(self._spoofed):
                self._tell_both(station, honest=True)
            self._spoofed.clear()
            self._sum_up()
            self.nat.forget()

    def _sum_up(self) -> None:
        if self.nat.touched:
            there, back = (
                ", ".join(f"{count} x {kind}" for kind, count in sorted(counted.items()))
                for counted in (self.nat.touched, self.nat.restored)
            )
            self.node.note(
                f"the attacker leaves; it had rewritten {there}; of answers {back or 'none'}",
                self.nat.spec,
            )
        else:
            target = self.config.nat.target
            because = f"nothing that passed was worth rewriting for the target {target}"
            self.node.recorder.record(Ineffective(self.node.name, "attack", because, self.nat.spec))

    # -- ARP --------------------------------------------------------------------------------

    def _ask_router(self) -> None:
        """Ping the router from both addresses, so that each side knows the other's Ethernet one.

        A router that had to ask for the second address later would remind all of its own.
        """
        body = icmp.message(icmp.Echo(identifier=1, sequence=1))
        layers = (layer("ipv4", "access", 20), layer("icmp-echo", "access", len(body)))
        for source in (self.interface.address, self.config.second):
            octets = ipv4.packet(
                source,
                self.config.router,
                ipv4.ICMP,
                body,
                identification=self.node.next_identification(),
            )
            self.node.send(
                self.node.recorder.packet(
                    octets, layers, "the attacker pings its router", message="echo-request"
                )
            )

    def _spoof(self) -> None:
        for station in sorted(self._stations):
            self._tell_both(station, honest=False)
        if self.on:
            self._repeat.start(PERIOD)

    def _spoof_one(self, station: Address) -> None:
        if self.on:
            self._tell_both(station, honest=False)

    def _tell_both(self, station: Address, *, honest: bool) -> None:
        """Tell a station and the router where the other is: here, or where it truly is."""
        mac, router_mac = self._stations[station], self.interface.knows(self.config.router)
        if router_mac is None:
            return
        self._spoofed.add(station)
        for whom, whom_mac, about, truth in (
            (station, mac, self.config.router, router_mac),
            (self.config.router, router_mac, station, mac),
        ):
            claimed = Mac(truth) if honest else self.interface.mac
            body = arp.Arp(
                operation=arp.REPLY,
                sender_mac=claimed,
                sender=about,
                target_mac=Mac(whom_mac),
                target=whom,
            )
            what = "repairs" if honest else "forges"
            self.interface.send_arp(
                body,
                Mac(whom_mac),
                f"ARP: {about} is at {claimed}",
                fault=f"the attacker {what} ARP",
            )

    def _meet(self, station: Address, mac: bytes) -> None:
        """Remember a station; tell it lies at once, before it asks."""
        if station == self.config.router or not station or self.node.owns(station):
            return
        fresh = self._stations.get(station) != mac
        self._stations[station] = mac
        if fresh:
            self._spoof_soon(station, BURST)

    def _spoof_soon(self, station: Address, delays: tuple[int, ...]) -> None:
        for delay in delays if self.on else ():
            self.node.after(delay, lambda: self._spoof_one(station))

    def _receive_arp(self, heard: arp.Arp) -> None:
        """Contradict ARP that tells a victim the truth, as soon as it was heard."""
        victims = self._stations if heard.sender == self.config.router else (heard.sender,)
        for station in sorted(victims):
            if station in self._stations:
                self._spoof_soon(station, CONTRADICTION)

    def _receive_agent(self, packet: Packet, _body: bytes) -> None:
        self._meet(ipv4.source(packet.octets), packet.neighbour)

    def _receive_dhcp(self, packet: Packet) -> None:
        """Learn from a broadcast REQUEST which address a station is about to have."""
        try:
            message = dhcp.parse(ipv4.payload(packet.octets)[8:])
        except WireError:
            return
        asked = message.find(dhcp.RequestedAddress)
        if message.kind == dhcp.REQUEST and asked is not None:
            self._meet(asked.address, bytes(message.header.mac))

    # -- what comes by ----------------------------------------------------------------------

    def _intercept(self, packet: Packet, _device: Device | None) -> Packet | None:
        octets = packet.octets
        destination = ipv4.destination(octets)
        if destination >> 28 == 0xE:
            return packet
        seen = self._look(octets)
        if destination == BROADCAST:
            if ipv4.payload(octets)[2:4] == udp.DHCP_SERVER.to_bytes(2, "big"):
                self._receive_dhcp(packet)
            return None
        if destination == self.config.second:
            self._catch_redirected(packet, seen)
            return None
        if destination == self.interface.address:
            return packet
        self._pass(packet, seen)
        return None

    def _look(self, octets: bytes) -> Sight:
        """Look at a packet; a later fragment is taken for what its first one showed."""
        if not ipv4.is_fragment(octets):
            return look(octets)
        key = datagram(octets)
        if not ipv4.fragment_offset(octets):
            self._sights.put(key, look(octets))
        return self._sights.get(key) or look(octets)

    def _pass(self, packet: Packet, seen: Sight) -> None:
        """Send on what belongs to others, unharmed or not."""
        station = self._stations.get(seen.destination)
        if station is not None:
            self.forger.saw_answer(seen)
            self.interface.send_to(packet, station)
            return
        if not ipv4.fragment_offset(packet.octets):
            self.forger.saw(packet, seen)
        if self.on and seen.source in self._stations and self.nat.wants(seen):
            packet = self.nat.lead_astray(packet, seen)
        self.interface.send(packet, self.config.router)

    def _catch_redirected(self, packet: Packet, seen: Sight) -> None:
        """Relay what the rewritten packets brought here; keep what comes when that is over."""
        back = self.nat.lead_back(packet, seen) if self.on else None
        if back is not None:
            station = self._stations[ipv4.destination(back.octets)]
            self.forger.saw_answer(look(back.octets))
            self.interface.send_to(back, station)
        elif ipv4.source(packet.octets) == self.config.router:
            return  # the answer to its own ping
        elif not self.forger.accepted(seen):
            keep(self.node, packet, seen, self.nat.spec)


def keep(node: Node, packet: Packet, seen: Sight, spec: str) -> None:
    """End a packet at a host that it was led to, as *spec* has it, and nobody meant it for."""
    node.drop(
        packet,
        REDIRECTED,
        f"{len(packet.octets)} octets were led to {node.name}; {readable(seen)}",
        spec,
        node.name,
    )


class Bystander:
    """A host that never asked for anything; what a redirection leads to it ends here."""

    def __init__(self, node: Node, address: Address, nat: PseudoNat) -> None:
        self.node = node
        self.address = address
        self.nat = nat
        """Who leads packets here: it alone knows by which attack."""
        node.translators.append(self._receive)

    def _receive(self, packet: Packet, _device: Device | None) -> Packet | None:
        if ipv4.destination(packet.octets) == self.address:
            keep(self.node, packet, look(packet.octets), self.nat.spec)
            return None
        return packet
