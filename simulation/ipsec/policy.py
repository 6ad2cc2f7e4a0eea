"""The security policy database of RFC 4301 section 4.4.1: ordered rules over selectors."""

from dataclasses import dataclass, field
from enum import StrEnum

from simulation.wire.address import ANY, Address, Prefix

EVERYWHERE = Prefix(ANY, 0)


class Action(StrEnum):
    """What a rule asks to be done with a packet that it matches."""

    PROTECT = "protect"
    BYPASS = "bypass"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Selector:
    """Which packets a rule means, seen from the node that owns the rule.

    `protocol` and the ports are `None` where any will do; a port only ever matches a
    packet whose ports are known.
    """

    local: Prefix = EVERYWHERE
    remote: Prefix = EVERYWHERE
    protocol: int | None = None
    local_port: int | None = None
    remote_port: int | None = None

    def admits(
        self,
        local: Address,
        remote: Address,
        protocol: int | None = None,
        ports: tuple[int, int] | None = None,
    ) -> bool:
        """Tell whether a packet between *local* and *remote* is meant; *ports* local first."""
        if local not in self.local or remote not in self.remote:
            return False
        if self.protocol is not None and protocol != self.protocol:
            return False
        wanted = (self.local_port, self.remote_port)
        if wanted == (None, None):
            return True
        return ports is not None and all(
            want is None or want == port for want, port in zip(wanted, ports, strict=True)
        )

    def __str__(self) -> str:
        parts = [f"{self.local} <> {self.remote}"]
        if self.protocol is not None:
            parts.append(f"protocol {self.protocol}")
        if self.local_port is not None or self.remote_port is not None:
            ports = [
                "any" if port is None else str(port) for port in (self.local_port, self.remote_port)
            ]
            parts.append(f"ports {ports[0]} <> {ports[1]}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry: a selector, what to do, and under which name its security association goes."""

    name: str
    selector: Selector
    action: Action
    association: int | None = None
    """SPI of the outbound association, for rules that protect."""


@dataclass(slots=True)
class PolicyDatabase:
    """Rules in order; the first that matches decides."""

    rules: list[Rule] = field(default_factory=list)

    def add(self, rule: Rule) -> None:
        """Put *rule* at the end."""
        self.rules.append(rule)

    def prepend(self, rule: Rule) -> None:
        """Put *rule* first, so that a newer association of equal selectors is preferred."""
        self.rules.insert(0, rule)

    def remove(self, name: str) -> list[Rule]:
        """Take out and return every rule called *name*."""
        gone = [rule for rule in self.rules if rule.name == name]
        self.rules = [rule for rule in self.rules if rule.name != name]
        return gone

    def decide(
        self,
        local: Address,
        remote: Address,
        protocol: int | None = None,
        ports: tuple[int, int] | None = None,
    ) -> Rule | None:
        """Return the first rule that means this packet, or `None` where no rule does."""
        for rule in self.rules:
            if rule.selector.admits(local, remote, protocol, ports):
                return rule
        return None
