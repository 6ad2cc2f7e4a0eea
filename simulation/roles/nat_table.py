"""What a translator remembers: its mappings, and what became of those that it no longer has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.kernel.recorder import Table
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.wire import ipv4

if TYPE_CHECKING:
    from simulation.kernel.node import Node
    from simulation.wire.address import Address

_FIRST_PORT, _LAST_PORT = 40000, 65535
_NAMES = {ipv4.UDP: "udp", ipv4.TCP: "tcp", ipv4.ICMP: "icmp"}


@dataclass(eq=False, slots=True)
class Mapping:
    """One mapping: an inside address and port, and the outside port that stands for them.

    *peers* are those whom its host wrote to; times in ns.
    """

    protocol: int
    inside: Address
    inside_port: int
    outside_port: int
    timer: Timer
    made_ns: int
    used_ns: int = 0
    peers: set[tuple[int, int]] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The row's name in the table."""
        return f"{_NAMES.get(self.protocol, self.protocol)} {self.inside}:{self.inside_port}"


@dataclass(frozen=True, slots=True)
class Ended:
    """A mapping that is no more, and what a drop of a packet for it says."""

    mapping: Mapping
    reason: str
    detail: str
    spec: str


class MappingTable:
    """The mappings of one translator, by inside and by outside port (RFC 4787 section 4)."""

    def __init__(
        self, node: Node, public: Address, *, timeout_ns: int, keeps_ports: tuple[int, ...]
    ) -> None:
        self.node = node
        self.public = public
        self.timeout_ns = timeout_ns
        self.keeps_ports = keeps_ports
        self._table = Table(node.recorder, node.name, "nat")
        self._by_inside: dict[tuple[int, Address, int], Mapping] = {}
        self._by_port: dict[tuple[int, int], Mapping] = {}
        self._ended: dict[tuple[int, int], Ended] = {}
        self._next_port = _FIRST_PORT
        self._begun_ns = int(node.env.now)

    # -- finding ----------------------------------------------------------------------------

    def of_inside(self, protocol: int, inside: Address, port: int) -> Mapping | None:
        """Return the mapping of an inside address and port."""
        return self._by_inside.get((protocol, inside, port))

    def of_port(self, protocol: int, port: int) -> Mapping | None:
        """Return the mapping that an outside port stands for."""
        return self._by_port.get((protocol, port))

    def missing(self, protocol: int, port: int) -> tuple[str, str, str]:
        """Return reason, detail and section of why nothing stands behind an outside port."""
        ended = self._ended.get((protocol, port))
        if ended is not None:
            return ended.reason, ended.detail, ended.spec
        name = _NAMES.get(protocol, str(protocol))
        begun = f", which began empty at {self._begun_ns / SECOND:g} s" if self._begun_ns else ""
        detail = f"no {name} mapping of {self.public}:{port} was ever made by this NAT{begun}"
        return "nat-no-mapping", detail, "RFC 3022 3.2"

    def stranger(self, mapping: Mapping, peer: tuple[int, int], named: str) -> str:
        """Return why *peer*, called *named*, may not write to *mapping* (RFC 4787 REQ-8)."""
        ended = self._ended.get((mapping.protocol, mapping.outside_port))
        whose = f"{mapping.inside}:{mapping.inside_port}"
        if ended is not None and peer in ended.mapping.peers:
            return f"{named} means another mapping: {ended.detail}; the port is {whose}'s now"
        return f"{whose} never wrote to {named}"

    # -- changing ---------------------------------------------------------------------------

    def make(self, protocol: int, inside: Address, port: int) -> Mapping | None:
        """Return a new mapping, or `None` where every port is taken."""
        kept = port in self.keeps_ports and (protocol, port) not in self._by_port
        outside = port if kept else self._free_port(protocol)
        if outside is None:
            return None
        return self._enter(protocol, inside, port, outside)

    def use(self, mapping: Mapping, peer: tuple[int, int]) -> None:
        """Note that a packet to *peer* leaves by *mapping*, which lives anew (RFC 4787 REQ-6)."""
        mapping.peers.add(peer)
        mapping.used_ns = int(self.node.env.now)
        mapping.timer.start(self.timeout_ns)

    def forget(self, because: str) -> int:
        """Lose every mapping at once, for no reason of its own; return how many there were."""
        mappings = list(self._by_inside.values())
        for mapping in mappings:
            self._end(mapping, "nat-forgotten", f"was lost: {because}", "RFC 4787 4.3")
        return len(mappings)

    def move_ports(self, because: str) -> int:
        """Give every mapping another outside port; return how many there were."""
        mappings = list(self._by_inside.values())
        for old in mappings:
            outside = self._free_port(old.protocol)
            if outside is None:
                continue
            why = f"moved to port {outside}: {because}"
            self._end(old, "nat-forgotten", why, "RFC 4787 4.1")
            fresh = self._enter(old.protocol, old.inside, old.inside_port, outside)
            fresh.peers, fresh.used_ns = old.peers, old.used_ns
            fresh.timer.start(old.used_ns + self.timeout_ns - int(self.node.env.now))
        return len(mappings)

    def _enter(self, protocol: int, inside: Address, port: int, outside: int) -> Mapping:
        timer = Timer(self.node, lambda: self._expire(mapping))
        mapping = Mapping(protocol, inside, port, outside, timer, int(self.node.env.now))
        self._by_inside[protocol, inside, port] = mapping
        self._by_port[protocol, outside] = mapping
        self._table.put(mapping.name, inside=f"{inside}:{port}", outside=f"{self.public}:{outside}")
        return mapping

    def _free_port(self, protocol: int) -> int | None:
        for _ in range(_LAST_PORT - _FIRST_PORT + 1):
            candidate = self._next_port
            self._next_port = _FIRST_PORT if candidate == _LAST_PORT else candidate + 1
            if (protocol, candidate) not in self._by_port:
                return candidate
        return None

    def _expire(self, mapping: Mapping) -> None:
        why = f"expired: nothing left by it for {self.timeout_ns / SECOND:g} s"
        self._end(mapping, "nat-expired", why, "RFC 4787 4.3")

    def _end(self, mapping: Mapping, reason: str, why: str, spec: str) -> None:
        mapping.timer.stop()
        del self._by_inside[mapping.protocol, mapping.inside, mapping.inside_port]
        del self._by_port[mapping.protocol, mapping.outside_port]
        self._table.remove(mapping.name)
        now = int(self.node.env.now)
        detail = (
            f"the mapping of {self.public}:{mapping.outside_port} to {mapping.inside}:"
            f"{mapping.inside_port} {why}; it ended at {now / SECOND:.6g} s, "
            f"{(now - mapping.made_ns) / SECOND:.6g} s old"
        )
        self._ended[mapping.protocol, mapping.outside_port] = Ended(mapping, reason, detail, spec)
