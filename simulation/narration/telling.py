"""Tells how those who must know learn where a node is: agents, gateways, proxies and routers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.narration.beat import Focus, Point
from simulation.narration.words import tunnels_of
from simulation.trace import Dropped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.narration.reading import Reading
    from simulation.trace import RowChanged

_TABLES: Final = ("bindings", "binding-cache", "sad", "host-routes", "proxy-sessions")
_WHERE: Final = ("care_of", "observed", "destination", "interface", "via")
"""Columns that say where packets are sent."""
_HANDSHAKE: Final = ("ike-main-mode-", "ike-quick-mode-", "ike-sa-init-", "wireguard-initiation")
"""Messages of negotiations, which give new keys: they move no tunnel that stands."""
_SAYS: Final = ("ike-", "esp-route-")
"""Messages that say an address, by how their kind begins; other packets let it be seen."""


def tell(reading: Reading) -> Iterator[Point]:
    """Yield a point for every message by which somebody learns where a mobile node is."""
    done: set[int] = set()
    ways: set[int] = set()
    for number, event in reading.rows(0, reading.end, *_TABLES):
        if event.node in reading.facts.mobiles or not _moved(event):
            continue
        root = reading.root_of_cause(number)
        if root is None or (said := reading.said(root)[0]) in done:
            continue
        done.add(said)
        if event.table == "host-routes":
            stay = next((s.begins for s in reversed(reading.stays) if s.begins <= number), -1)
            if stay not in ways:
                ways.add(stay)
                yield _path(reading, number, event, root)
        elif event.table == "sad":
            if not reading.trace.packets[root].message.startswith(_HANDSHAKE):
                yield _follows(reading, number, event, root)
        elif event.table in {"bindings", "binding-cache"}:
            yield _binding(reading, number, event, root)


def _moved(event: RowChanged) -> bool:
    old, new = event.old, event.new
    if new is None or (event.table == "sad" and (old is None or new.get("direction") == "in")):
        return False
    return old is None or any(old.get(each) != new.get(each) for each in _WHERE)


def _binding(reading: Reading, number: int, event: RowChanged, root: int) -> Point:
    chain = reading.said(root)
    begun, agent = reading.begun(chain[0], number), event.node
    teller, roles = reading.sent(begun).node, tunnels_of(reading.stack(begun))
    row = event.new or {}
    seen = row.get("observed")
    binding = reading.words.term("binding", "binding")
    more = (
        f"the {binding} of {reading.words.node(agent)} for {event.key} names {row.get('care_of')}"
        + (f", which it sees as {seen}" if seen else ""),
        _refused(reading, begun, number, chain),
    )
    return Point(
        begun,
        "told",
        8,
        "where",
        _tells(reading, event, teller, roles, chain),
        more,
        "RFC 3344 3.8" if event.table == "bindings" else "draft-ietf-mobileip-optim",
        Focus((teller, agent), _role_of(roles), chain[0], begun),
        (number,),
        (*((each, 1.0) for each in chain), *_answer(reading, number, agent)),
    )


def _tells(
    reading: Reading, event: RowChanged, teller: str, roles: tuple[str, ...], chain: list[int]
) -> str:
    """Return who tells whom, and what follows from it."""
    words = reading.words
    who, agent = words.node(teller), words.node(event.node)
    whose = _whose(reading, event.key)
    speaker = _speaker(reading, chain[-1])
    if reading.names.kind(speaker) == "mip-proxy":
        return (
            f"{who} registers with {words.node(speaker)}, which registers with {agent} in its "
            f"name. From here on, packets for {whose} are sent to {words.node(speaker)}"
        )
    if "ipsec" in roles:
        tunnel = words.tunnel("ipsec")
        return f"inside the sealed {tunnel}, {who} tells {agent}: send my packets through here"
    part = words.part(reading.facts.links_of(event.node, event.at_ns))
    where = f"{who} tells {agent}{f' {part}' if part else ''} where it is now"
    if reading.names.kind(speaker) == "attacker":
        return (
            f"{where}, but {words.node(speaker)} has put its own address on the request. From "
            f"here on, packets for {whose} are sent to {words.node(speaker)}"
        )
    through = f"through {words.node(speaker)}, " if len(chain) > 1 else ""
    return f"{through}{where}. From here on, packets for {whose} are sent after it"


def _whose(reading: Reading, address: str) -> str:
    """Return what the address is to the node for which a binding is kept.

    It is the outer one where the node is known inside by another.
    """
    known = {
        event.key: event.new.get("home_address")
        for _, event in reading.rows(0, reading.end, "registration")
        if event.new
    }
    inner = {home for machine, home in known.items() if "internal" in machine}
    outer = inner and address not in inner and address in known.values()
    called = "outer home address" if outer else "home address"
    return f"its {reading.words.term(called, 'home-address')}"


def _role_of(roles: tuple[str, ...]) -> str:
    """Return the tunnel that a binding opens: inside IPsec the internal one, else the external."""
    return "internal-mip" if "ipsec" in roles else "external-mip"


def _answer(reading: Reading, number: int, agent: str) -> tuple[tuple[int, float], ...]:
    """Return the reply that an agent sends because of the packet that event *number* rests on."""
    cause = reading.trace.events[number].cause
    for root, hops in reading.hops.items():
        hop = reading.trace.events[hops[0]]
        message = reading.trace.packets[root].message
        if hops[0] > number and hop.node == agent and hop.cause == cause and "reply" in message:
            return ((root, 0.5),)
    return ()


def _refused(reading: Reading, first: int, last: int, chain: list[int]) -> str:
    """Return that another request of the same time died on its way, if one did."""
    for _, event in reading.within(Dropped, first, last):
        record = reading.trace.packets[event.packet]
        if (
            record.message == "registration-request"
            and reading.facts.root[event.packet] not in chain
        ):
            return (
                f"another request, {record.purpose}, ends at {reading.words.node(event.node)}: "
                f"{event.detail}"
            )
    return ""


def _follows(reading: Reading, number: int, event: RowChanged, root: int) -> Point:
    words, chain = reading.words, reading.said(root)
    begun = reading.begun(chain[0], number)
    teller, keeper, speaker = reading.sent(begun).node, event.node, _speaker(reading, root)
    row = event.new or {}
    told = reading.trace.packets[root].message
    through = f"through {words.node(speaker)}, " if speaker != teller else ""
    how = (
        f"{through}{words.node(teller)} tells {words.node(keeper)} its new address"
        if told.startswith(_SAYS)
        else f"{words.node(keeper)} sees that sealed packets come from a new address"
    )
    tunnel = words.role("sealed tunnel", "ipsec")
    if reading.names.kind(speaker) == "attacker":
        headline = (
            f"{words.node(keeper)} takes the address of {words.node(speaker)} for that of "
            f"{words.node(teller)}. The {tunnel} leads there now, and the keys stay"
        )
    else:
        headline = f"{how}. The {tunnel} follows it, and the keys stay"
    wireguard = told.startswith("wireguard") or row.get("algorithm") == "wireguard"
    keeps = "peer" if wireguard else words.term("security association", "security-association")
    sends = f"{words.node(keeper)} from now on sends what it seals for this {keeps}"
    more = (f"{sends} to {row.get('destination')}",)
    spec = "RFC 4555 3.5" if told.startswith("ike") else ""
    focus = Focus((teller, keeper), "ipsec", chain[0], begun)
    shown = tuple((each, 1.0) for each in chain)
    return Point(begun, "told", 8, "where", headline, more, spec, focus, (number,), shown)


def _speaker(reading: Reading, root: int) -> str:
    """Return who sent the message that was heard: its teller, or who passed it on."""
    return reading.sent(reading.hops[root][0]).node


def _path(reading: Reading, number: int, event: RowChanged, root: int) -> Point:
    words, begun = reading.words, reading.begun(root, number)
    teller, place = reading.sent(begun).node, str((event.new or {}).get("interface"))
    headline = (
        f"router after router learns the way to {event.key}. {words.node(teller)} keeps its address"
    )
    router = words.at(event.node, place)
    more = (f"{router} sends packets for {event.key} to {words.link(place)}",)
    focus = Focus((teller, event.node), "", root, begun)
    return Point(
        begun, "told", 8, "where", headline, more, "draft 2.8", focus, (number,), ((root, 1.0),)
    )
