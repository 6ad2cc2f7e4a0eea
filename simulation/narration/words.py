"""The words of a story: what nodes, links and tunnels are called for a newcomer, marked as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.names import Names, link, with_article
from simulation.narration.prose import marked
from simulation.trace import shut_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.trace import Stack, Trace

_PLAIN: Final[Mapping[str, str]] = {
    "mobile node": "laptop",
    "second mobile node": "second laptop",
    "correspondent node": "server",
}
"""What a newcomer knows these by."""

_PARTS: Final[Mapping[str, str]] = {
    "home": "inside the company",
    "office": "inside the company",
    "servers": "inside the company",
    "core": "inside the company",
    "vpn-inside": "inside the company",
    "dmz": "at the company's edge",
    "operator": "at another operator",
}
"""In which part of the world a link is, where a node that stays there is introduced."""

_TUNNELS: Final[Mapping[str, str]] = {
    "external-mip": "external Mobile IP tunnel",
    "ipsec": "IPsec tunnel",
    "internal-mip": "internal Mobile IP tunnel",
}
"""Roles of layers that are tunnels."""

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Words:
    """The words for one trace; where they name what the stage shows they are marked."""

    def __init__(self, trace: Trace, layer_names: Mapping[str, str]) -> None:
        nodes = trace.head.get("nodes", ())
        self._labels: dict[str, str] = {each["name"]: each.get("label", "") for each in nodes}
        self._layer_names = layer_names
        self.names = Names(trace)

    def called(self, name: str) -> str:
        """Return what a node is called, without an article or a mark."""
        label = self._labels.get(name) or name
        return _PLAIN.get(label, label.removeprefix("the "))

    def node(self, name: str) -> str:
        """Return the node with its article."""
        return marked(f"the {self.called(name)}", "node", name)

    def a_node(self, name: str) -> str:
        """Return the node as it is called when it is first spoken of."""
        return marked(with_article(self.called(name)), "node", name)

    def at(self, name: str, place: str) -> str:
        """Return how a node is called where it acts on the link *place*."""
        label = self._labels.get(name, "")
        if label.startswith("the "):
            return marked(self.names.at(name, place), "node", name)
        return self.node(name)

    def link(self, name: str) -> str:
        """Return the words for a link."""
        return link(name)

    def part(self, links: Sequence[str]) -> str:
        """Return in which part of the world somebody on these links is, or nothing."""
        return next((_PARTS[each] for each in links if each in _PARTS), "")

    def term(self, words: str, term: str) -> str:
        """Return *words* as the name of a term of the glossary."""
        return marked(words, "term", term)

    def role(self, words: str, role: str) -> str:
        """Return *words* as the name of layers of that role."""
        return marked(words, "role", role)

    def tunnel(self, role: str) -> str:
        """Return the name of the tunnel whose layers have that role, without an article."""
        own = self._layer_names.get(role)
        return self.role(f"{own} tunnel" if own else _TUNNELS[role], role)

    def tunnels(self, roles: Sequence[str]) -> str:
        """Return how data travel inside the tunnels of *roles*, outermost first, or nothing."""
        if not roles:
            return ""
        if len(roles) == 1:
            return f"inside the {self.tunnel(roles[0])}"
        tunnels = self.term("tunnels", "tunnel")
        return f"inside {number(len(roles))} {tunnels}, one inside the other"

    def around(self, stack: Stack) -> str:
        """Return how data travel that have these layers: in tunnels, or sealed without one."""
        roles = tunnels_of(stack)
        if not roles and shut_at(stack) is not None:
            return f"{self.role('sealed', 'ipsec')} from end to end"
        return self.tunnels(roles)


def number(count: int) -> str:
    """Return a number as prose has it: small ones as words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def counted(count: int, what: str) -> str:
    """Return a number of things."""
    return f"{number(count)} {what}{'' if count == 1 else 's'}"


def span(ns: int) -> str:
    """Return how long something took, as one would say it."""
    seconds = ns / 1e9
    if seconds < 1:
        return f"{ns / 1e6:.0f} milliseconds"
    if seconds < 10:
        return f"{seconds:.1f} seconds"
    return f"{seconds:.0f} seconds"


def tunnels_of(stack: Stack) -> tuple[str, ...]:
    """Return the roles of the tunnels among a packet's layers, outermost first.

    A tunnel has an IP header of its own; ESP in transport mode has none (RFC 4303 3.1.1).
    """
    found: dict[str, None] = {}
    for layer in stack:
        if layer.role in _TUNNELS and layer.header == "ipv4":
            found[layer.role] = None
    return tuple(found)
