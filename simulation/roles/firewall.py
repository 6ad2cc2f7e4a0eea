"""A stateful packet filter between links: rules in order, and replies to what they admitted.

Rules speak of whole packets and first fragments; later fragments share the fate of their first
one, whichever of them came first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.kernel.recorder import Packet, Table
from simulation.roles.memory import Memory
from simulation.time import SECOND
from simulation.wire import ipv4

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.node import Node
    from simulation.wire.address import Prefix

_ICMP_ERRORS = frozenset({3, 11, 12})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRule:
    """One row; what is `None` or empty is not looked at, and the first row that fits decides.

    *contents*: the row is a content filter's, which looks into packets of conversations that are
    known, too, and at the ports of both ends; *first_octet* is that of the UDP payload.
    """

    name: str
    admit: bool
    inbound: str | None = None
    outbound: str | None = None
    sources: tuple[Prefix, ...] = ()
    destinations: tuple[Prefix, ...] = ()
    protocols: tuple[int, ...] = ()
    ports: tuple[int, ...] = ()
    contents: bool = False
    first_octet: int | None = None
    why: str = ""

    def fits(self, octets: bytes, inbound: str, outbound: str) -> bool:
        """Return whether this row speaks of a packet between those two interfaces."""
        if self.inbound not in (None, inbound) or self.outbound not in (None, outbound):
            return False
        if self.sources and not any(ipv4.source(octets) in each for each in self.sources):
            return False
        if self.destinations and not any(
            ipv4.destination(octets) in each for each in self.destinations
        ):
            return False
        protocol = ipv4.protocol(octets)
        if self.protocols and protocol not in self.protocols:
            return False
        body = ipv4.payload(octets)
        ends = (body[2:4], body[:2]) if self.contents else (body[2:4],)
        if self.ports and not any(int.from_bytes(port, "big") in self.ports for port in ends):
            return False
        return self.first_octet is None or body[8:9] == bytes([self.first_octet])


Conversation = tuple[int, int, int, bytes]
"""Source and destination of what began it, protocol, and what tells it from others."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Silence after which a conversation is forgotten."""

    tcp_ns: int
    other_ns: int


class Firewall:
    """Refuses what no rule admits and no admitted conversation explains."""

    def __init__(self, node: Node, rules: list[FilterRule], timeouts: Timeouts) -> None:
        self.node = node
        self.rules = rules
        self.table = Table(node.recorder, node.name, "filter")
        self._conversations: Memory[Conversation] = Memory(
            node, lambda each: timeouts.tcp_ns if each[2] == ipv4.TCP else timeouts.other_ns
        )
        self._refused: dict[str, int] = {}
        self._off: set[int] = set()
        """Places of rules that are switched off."""
        node.order_fragments()
        node.filters.append(self._judge)
        for number, rule in enumerate(rules):
            self.table.put(
                f"{number + 1:02d}", name=rule.name, action="admit" if rule.admit else "refuse"
            )

    def switch(self, name: str, *, on: bool) -> bool:
        """Obey the rules called *name*, or cease to; return whether that changed anything.

        Conversations that are known go on: what a rule admitted once is not asked again.
        """
        found = [(place, rule) for place, rule in enumerate(self.rules) if rule.name == name]
        changed = [(place, rule) for place, rule in found if (place in self._off) is on]
        for place, rule in changed:
            action = "admit" if rule.admit else "refuse"
            if on:
                self._off.discard(place)
            else:
                self._off.add(place)
                action = "switched off"
            self.table.put(f"{place + 1:02d}", name=rule.name, action=action)
        return bool(changed)

    def _judge(self, packet: Packet, inbound: Device | None, outbound: Device | None) -> str:
        octets = packet.octets
        answers = self._conversations.knows(_reverse(octets))
        known = answers or self._about_conversation(octets)
        for place, rule in enumerate(self.rules):
            if (known and not rule.contents) or place in self._off:
                continue
            if rule.fits(
                octets, inbound.name if inbound else "", outbound.name if outbound else ""
            ):
                if rule.admit:
                    self._conversations.note(_forward(octets))
                    return ""
                return self._refuse(rule.name, self._with_lapsed(octets, rule.why or rule.name))
        if answers:
            self._conversations.note(_reverse(octets))
        if known:
            return ""
        why = "no rule admits it and no conversation from inside explains it"
        return self._refuse("default", self._with_lapsed(octets, why))

    def _with_lapsed(self, octets: bytes, why: str) -> str:
        """Return *why* a packet is refused, and what would have let it pass had it come sooner."""
        lapsed = self._conversations.lapsed_after(_reverse(octets))
        if lapsed is None:
            return why
        return f"{why}; the one that did was forgotten after {lapsed / SECOND:g} s of silence"

    def _refuse(self, name: str, why: str) -> str:
        self._refused[name] = self._refused.get(name, 0) + 1
        self.table.put(f"refused by: {name}", packets=self._refused[name])
        return why

    def _about_conversation(self, octets: bytes) -> bool:
        """Return whether this is an ICMP error that quotes a packet of a known conversation."""
        body = ipv4.payload(octets)
        if ipv4.protocol(octets) != ipv4.ICMP or body[:1] not in map(_octet, _ICMP_ERRORS):
            return False
        quoted = body[8:]
        if len(quoted) < 28:
            return False
        known = self._conversations.knows
        return known(_forward(quoted)) or known(_reverse(quoted))


def _octet(number: int) -> bytes:
    return bytes([number])


def _ports(octets: bytes) -> bytes:
    """Return the octets that tell conversations between the same two addresses apart."""
    protocol = ipv4.protocol(octets)
    body = octets[ipv4.header_octets(octets) :]
    if protocol in (ipv4.UDP, ipv4.TCP):
        return body[:4]
    if protocol == ipv4.ICMP:
        return body[4:6] * 2
    return b""


def _forward(octets: bytes) -> Conversation:
    return (ipv4.source(octets), ipv4.destination(octets), ipv4.protocol(octets), _ports(octets))


def _reverse(octets: bytes) -> Conversation:
    ports = _ports(octets)
    turned = ports[2:] + ports[:2]
    return (ipv4.destination(octets), ipv4.source(octets), ipv4.protocol(octets), turned)
