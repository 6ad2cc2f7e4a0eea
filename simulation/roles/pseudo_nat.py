"""A transient pseudo-NAT: rewrites the source of others' packets as a translator would.

It touches outer headers only.  What makes the receivers follow it is that NAT traversal trusts
headers which nothing authenticates (RFC 3519 section 6.1.1, RFC 3947 section 8, RFC 4555 section
5.1).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.kernel.recorder import Packet, Table
from simulation.roles.observer import IKEV1_MAIN_MODE, IKEV2_INFORMATIONAL, IKEV2_INIT, Kind, Sight
from simulation.trace import Translated
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Address, Prefix

if TYPE_CHECKING:
    from simulation.kernel.node import Node

AUTO = "auto"
PRIVATE = tuple(map(Prefix.parse, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""RFC 1918 section 3."""
_SPARE_PORT = 40000
_IKE_PORTS = (udp.ISAKMP, udp.NAT_TRAVERSAL)
_MOBILE_IP, _IKEV1, _MOBIKE = "RFC 3519 6.1.1", "RFC 3947 8", "RFC 4555 5.1"
_SECTIONS = {
    "mip": _MOBILE_IP,
    "ike": _IKEV1,
    "esp": _IKEV1,
    "mobike": _MOBIKE,
    Kind.REQUEST: _MOBILE_IP,
    Kind.TUNNEL: _MOBILE_IP,
    Kind.ESP: _IKEV1,
    Kind.HANDSHAKE: "WireGuard white paper 2.1",
    Kind.DATA: "WireGuard white paper 2.1",
}
"""Where it is told what trusts the headers of which packets, by target and by what was touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudoNatConfig:
    """What is attacked (``mip``, ``ike``, ``esp``, ``mobike``, ``auto``) and where to it is led.

    *limit* is the number of packets to touch, 0 for all of them.
    """

    target: str
    redirect: Address
    limit: int = 0


class PseudoNat:
    """Decides which packets to rewrite, remembers them as a NAT does, and undoes it backwards."""

    def __init__(self, node: Node, config: PseudoNatConfig) -> None:
        self.node = node
        self.config = config
        self.touched: Counter[str] = Counter()
        """Packets rewritten on their way out, by what they are."""
        self._sections: set[str] = set()
        self.restored: Counter[str] = Counter()
        """Answers rewritten on their way back."""
        self._mappings: dict[tuple[int, Address, int], int] = {}
        self._back: dict[tuple[int, int], tuple[Address, int]] = {}
        self._hooked: set[tuple[str, Address, int]] = set()
        self._table = Table(node.recorder, node.name, "nat")

    @property
    def spec(self) -> str:
        """Which sections tell of the attack: by what was touched, or else by what is meant to be.

        ESP alone shows no version of IKE; where that was touched too, its section says all.
        """
        if not self._sections:
            return _SECTIONS.get(self.config.target, "")
        told = self._sections - {_IKEV1} if _MOBIKE in self._sections else self._sections
        return ", ".join(sorted(told))

    # -- choosing ---------------------------------------------------------------------------

    def wants(self, seen: Sight) -> bool:
        """Return whether this packet of a victim is to be rewritten."""
        if self.config.limit and self.touched.total() >= self.config.limit:
            return False
        attack = self._attack(seen)
        if not attack or self.config.target not in (AUTO, attack):
            return False
        if attack != "esp":
            ports = {seen.ports[0], *(_IKE_PORTS if seen.kind is Kind.IKE else ())}
            self._hooked |= {(attack, seen.source, port) for port in ports}
        return True

    def _attack(self, seen: Sight) -> str:
        """Return by which attack the packet is worth a touch, or nothing."""
        match seen.kind:
            case Kind.REQUEST if self._translatable(seen):
                return "mip"
            case Kind.TUNNEL if ("mip", seen.source, seen.ports[0]) in self._hooked:
                return "mip"
            case Kind.IKE:
                return self._ike_attack(seen)
            case Kind.HANDSHAKE:
                return "ike"
            case Kind.ESP | Kind.DATA:
                for attack in ("ike", "mobike"):
                    if seen.ports[0] and (attack, seen.source, seen.ports[0]) in self._hooked:
                        return attack
                return "esp"
        return ""

    def _translatable(self, seen: Sight) -> bool:
        """Return whether a request asks for NAT traversal; others would only be denied."""
        message = seen.message
        if message is None or not isinstance(message.header, mobile_ip.RegistrationRequest):
            return False
        if message.header.lifetime == 0:
            return False
        if any(seen.destination in each for each in PRIVATE):
            return False  # it leads nowhere from here, rewritten or not
        asks = message.find(mobile_ip.UdpTunnelRequest) is not None
        return asks or self.config.target == "mip"

    def _ike_attack(self, seen: Sight) -> str:
        for attack in ("ike", "mobike"):
            if (attack, seen.source, seen.ports[0]) in self._hooked:
                return attack
        if seen.exchange in (IKEV1_MAIN_MODE, IKEV2_INIT):
            return "ike"
        return "mobike" if seen.exchange == IKEV2_INFORMATIONAL else ""

    # -- rewriting --------------------------------------------------------------------------

    def lead_astray(self, packet: Packet, seen: Sight) -> Packet:
        """Return *packet* with a source that leads answers elsewhere."""
        self.touched[str(seen.kind)] += 1
        later = seen.kind is Kind.IKE and seen.exchange >= IKEV2_INIT
        section = _MOBIKE if later else _SECTIONS.get(seen.kind, _IKEV1)
        self._sections.add(section)
        octets, port = packet.octets, seen.ports[0]
        outside = self._port(ipv4.protocol(octets), seen.source, port)
        fresh = ipv4.rewrite(octets, source=self.config.redirect, source_port=outside or None)
        return self._altered(packet, fresh, "the attacker poses as a NAT: source rewritten")

    def _port(self, protocol: int, inside: Address, port: int) -> int:
        key = (protocol, inside, port)
        if key not in self._mappings:
            outside = port
            while (protocol, outside) in self._back:
                outside = max(outside + 1, _SPARE_PORT)
            self._mappings[key] = outside
            self._back[protocol, outside] = (inside, port)
            self._table.put(
                f"{ipv4.PROTOCOLS.get(protocol, protocol)} {inside}:{port}",
                inside=f"{inside}:{port}",
                outside=f"{self.config.redirect}:{outside}",
            )
        return self._mappings[key]

    def lead_back(self, packet: Packet, seen: Sight) -> Packet | None:
        """Return an answer with its addresses restored, or `None` where it answers nothing."""
        octets = packet.octets
        inside = self._back.get((ipv4.protocol(octets), seen.ports[1]))
        if inside is None:
            return None
        self.restored[str(seen.kind)] += 1
        address, port = inside
        fresh = ipv4.rewrite(octets, destination=address, destination_port=port or None)
        return self._altered(packet, fresh, "the attacker relays the answer: destination restored")

    def _altered(self, packet: Packet, octets: bytes, fault: str) -> Packet:
        recorder = self.node.recorder
        fresh = recorder.rewrite(packet, octets, fault)
        recorder.record(Translated(self.node.name, fresh.id, _named(packet.octets), _named(octets)))
        return fresh

    def forget(self) -> None:
        """Drop every mapping: the translator is gone."""
        for key in list(self._table.rows):
            self._table.remove(key)
        self._mappings.clear()
        self._back.clear()
        self._hooked.clear()


def _named(octets: bytes) -> str:
    body = ipv4.payload(octets)
    has_ports = ipv4.protocol(octets) == ipv4.UDP and not ipv4.fragment_offset(octets)
    ports = (f":{int.from_bytes(body[at : at + 2], 'big')}" if has_ports else "" for at in (0, 2))
    source, destination = ports
    return f"{ipv4.source(octets)}{source} > {ipv4.destination(octets)}{destination}"
