"""What nodes did in a run that stock Mobile IPv4 and IPsec of 2003 do not: the one place for it.

An option declares what it changes; this is what its run shows of that: messages and extensions
that were no standard yet, tables that such a node never keeps, and security associations that
go on to another address (RFC 2401 section 4.1 gives an SA its destination for its identity).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from simulation.dissection import Dissection, KeyRing, dissect
from simulation.metrics.figure import Row, figure
from simulation.trace import Arrived, Dropped, RowChanged
from simulation.wire.icmp import TimeExceeded, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.metrics.facts import Facts
    from simulation.trace import Sent
    from simulation.wire.fields import Header

STOCK_2003: Final = (
    "RFC 768", "RFC 791", "RFC 792", "RFC 793", "RFC 826", "RFC 894", "RFC 1256", "RFC 2003",
    "RFC 2004", "RFC 2131", "RFC 2132", "RFC 2406", "RFC 2407", "RFC 2408", "RFC 2409", "RFC 2784",
    "RFC 2794", "RFC 3024", "RFC 3344", "RFC 3519", "RFC 3947", "RFC 3948", "RFC 4303",
    "IEEE 802.3", "mode-config draft",
)  # fmt: skip
"""Documents that were standards in January 2003, or drafts that products already followed (NAT
traversal, mode-config); RFC 4303 stands for RFC 2406, whose layout it has."""

_NOT_STOCK: Final = {
    "bindings": "home-agent",
    "visitors": "foreign-agent",
    "ike": "mobile-node vpn-gateway",
    "sad": "mobile-node vpn-gateway",
    "spd": "mobile-node vpn-gateway",
    "binding-cache": "",
    "host-routes": "",
    "esp-routes": "",
    "esp-senders": "",
    "proxy-sessions": "",
}
"""Tables that stock nodes of these kinds alone keep; those of no kind are no stock node's."""
_OUTSIDERS: Final = frozenset({"attacker"})


class Message(NamedTuple):
    """A message without user data as its maker put it on a link, taken apart with every key."""

    event: int
    sent: Sent
    opened: Dissection


def messages(facts: Facts, keys: KeyRing) -> list[Message]:
    """Return every message of a run."""
    return [
        Message(number, event, _own(dissect(facts.trace.frames[event.frame], keys)))
        for root, (number, event) in facts.first_sent.items()
        if not facts.trace.packets[root].flow
    ]


def _own(opened: Dissection) -> Dissection:
    """Return a message without what it quotes: an ICMP error shows another's words."""
    for place, layer in enumerate(opened.layers, 1):
        if isinstance(layer.header, Unreachable | TimeExceeded):
            return replace(opened, layers=opened.layers[:place])
    return opened


def new_types(opened: Dissection) -> Iterator[Header]:
    """Yield the headers and extensions of a message that were no standard."""
    for layer in opened.layers:
        if layer.header.spec and not layer.header.spec.startswith(STOCK_2003):
            yield layer.header


class _Deed(NamedTuple):
    """Something that a node did; what a node says is gathered by the document that asks for it."""

    node: str
    does: str
    spec: str


def measure(facts: Facts) -> list[Row]:
    """Return one row per node and thing that it did beyond stock, in order of time."""
    kinds = {each["name"]: each["kind"] for each in facts.trace.head.get("nodes", ())}
    found: dict[_Deed, dict[str, int]] = {}
    for deed, what, number in (*_said(facts), *_kept(facts, kinds), *_followed(facts)):
        if kinds.get(deed.node, "attacker") not in _OUTSIDERS:
            found.setdefault(deed, {}).setdefault(what, number)
    return [
        {
            "label": f"{deed.node}: {deed.does} {_some(list(things))}",
            "entity": kinds[deed.node],
            "node": deed.node,
            "what": f"{deed.does} {_some(list(things))}",
            "spec": deed.spec,
            "first_event": figure(min(things.values()), sorted(things.values())),
        }
        for deed, things in sorted(found.items(), key=lambda item: min(item[1].values()))
    ]


def _some(things: list[str]) -> str:
    shown = ", ".join(things[:_MOST_NAMES])
    return f"{shown} and {len(things) - _MOST_NAMES} more" if len(things) > _MOST_NAMES else shown


_MOST_NAMES: Final = 3


def _said(facts: Facts) -> Iterator[tuple[_Deed, str, int]]:
    """Yield who made and who took a message or extension that was no standard.

    Who passes one on as it came, as a foreign agent does with extensions that it may skip (RFC
    3344 section 1.8), does neither.
    """
    found = messages(facts, KeyRing.from_trace(facts.trace))
    taken = _takers(facts)
    passed = _passed_on(facts, found, taken)
    for each in found:
        root = facts.root[each.sent.packet]
        for header in new_types(each.opened):
            document = header.spec.partition(" section")[0].partition(";")[0]
            if (root, header.key, "out") not in passed:
                yield _Deed(each.sent.node, "sends", document), header.key, each.event
            mine = header in _innermost(each.opened)
            if mine and root in taken and (root, header.key, "in") not in passed:
                taker, number = taken[root]
                yield _Deed(taker, "takes", document), header.key, number


def _innermost(opened: Dissection) -> list[Header]:
    """Return the headers from the innermost IP header on: what is around it others take off."""
    headers = [layer.header for layer in opened.layers]
    starts = [place for place, header in enumerate(headers) if header.key == "ipv4"]
    return headers[starts[-1] if starts else 0 :]


_Takers = dict[int, tuple[str, int]]
"""The node that took a message, and the event of its arrival, by root."""


def _passed_on(
    facts: Facts, found: list[Message], taken: _Takers
) -> set[tuple[int, str, Literal["in", "out"]]]:
    """Return the headers that a node took and sent on unchanged, not back to who had sent them."""
    passed: set[tuple[int, str, Literal["in", "out"]]] = set()
    held: dict[tuple[str, str], tuple[int, str]] = {}
    for each in found:
        root, maker = facts.root[each.sent.packet], each.sent.node
        taker = taken.get(root, ("", 0))[0]
        for header in new_types(each.opened):
            came = held.get((maker, repr(header)))
            if came is not None and came[1] != taker:
                passed |= {(root, header.key, "out"), (came[0], header.key, "in")}
            held.setdefault((taker, repr(header)), (root, maker))
    return passed


def _takers(facts: Facts) -> _Takers:
    """Return the node that each message reached last, unless it ended there unwanted."""
    refused = {(facts.root[event.packet], event.node) for _, event in facts.of(Dropped)}
    found: dict[int, tuple[str, int]] = {}
    for number, event in facts.of(Arrived):
        root = facts.root[event.packet]
        if not facts.trace.packets[root].flow:
            found[root] = event.node, number
    return {root: taker for root, taker in found.items() if (root, taker[0]) not in refused}


def _kept(facts: Facts, kinds: dict[str, str]) -> Iterator[tuple[_Deed, str, int]]:
    """Yield who wrote a row of a table that a stock node of its kind does not keep."""
    for number, event in facts.of(RowChanged):
        stock = _NOT_STOCK.get(event.table)
        if stock is not None and kinds.get(event.node) not in stock.split():
            yield _Deed(event.node, "keeps the table", ""), event.table, number


def _followed(facts: Facts) -> Iterator[tuple[_Deed, str, int]]:
    """Yield whose security association went on to another address."""
    for number, event in facts.of(RowChanged):
        old, new = event.old, event.new
        if event.table == "sad" and old and new and old["destination"] != new["destination"]:
            deed = _Deed(event.node, "moves", "RFC 2401 4.1")
            yield deed, "a security association to another address", number
