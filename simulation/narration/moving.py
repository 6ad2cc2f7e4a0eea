"""Tells where a mobile node is: that it leaves, what becomes of its data then, where it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.metrics.losses import plainly
from simulation.narration.beat import Focus, Point
from simulation.trace import Arrived, Dropped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.narration.reading import Reading, Stay


def tell(reading: Reading) -> Iterator[Point]:
    """Yield a point for every departure and arrival of a mobile node."""
    for stay in reading.stays:
        if stay.action == "detach":
            yield _leaves(reading, stay)
        elif stay.action in {"attach", "switch-on"} or (stay.action == "restart" and stay.link):
            yield _arrives(reading, stay)


def losses(reading: Reading, node: str, first: int, last: int) -> dict[bool, tuple[int, Dropped]]:
    """Return the first drops of data to the node (true) and from it (false) between two events."""
    found: dict[bool, tuple[int, Dropped]] = {}
    for number, event in reading.within(Dropped, first, last):
        flow = reading.facts.flows.get(reading.trace.packets[event.packet].flow)
        if flow is not None and node in flow.ends:
            found.setdefault(flow.ends[1] == node, (number, event))
    return found


def _leaves(reading: Reading, stay: Stay) -> Point:
    words, node = reading.words, stay.node
    place = reading.facts.place(node, reading.at_ns(stay.begins) - 1)
    left = f"{words.node(node)} leaves {words.link(place) if place else 'its link'}"
    lost = losses(reading, node, stay.begins, stay.ends)
    if True not in lost:
        more = tuple(_own(reading, each) for _, each in lost.values())
        evidence = tuple(number for number, _ in lost.values())
        return Point(
            stay.begins, "leaves", 8, "where", left, more, focus=Focus((node,)), evidence=evidence
        )
    number, event = lost[True]
    root = reading.facts.root[event.packet]
    flow = reading.facts.flows[reading.trace.packets[event.packet].flow]
    sender, where = flow.ends[0], words.at(event.node, event.where)
    headline = f"{left}. {words.node(sender)} does not know, and its packets end at {where}"
    more = (
        f"nobody has told the nodes on the way that {words.node(node)} has gone ({plainly(event)})",
        _own(reading, lost[False][1]) if False in lost else "",
    )
    return Point(
        stay.begins,
        "leaves",
        9,
        "arrive",
        headline,
        more,
        event.spec,
        Focus((node, event.node), packet=event.packet, event=number),
        tuple(each for each, _ in lost.values()),
        ((root, 1.0),),
    )


def _own(reading: Reading, event: Dropped) -> str:
    return f"{reading.words.node(event.node)} drops its own data ({plainly(event)})"


def _arrives(reading: Reading, stay: Stay) -> Point:
    words, node = reading.words, stay.node
    verb = "is switched on in" if stay.action == "switch-on" else "arrives in"
    arrives = f"{words.node(node)} {verb} {words.link(stay.link)}"
    agent = _agent(reading, stay)
    if agent is not None:
        number, fa = agent
        offers = words.term("care-of address", "care-of-address")
        headline = (
            f"{arrives}. A {words.term('foreign agent', 'foreign-agent')} there offers to serve it"
        )
        more = (f"{words.node(fa)} advertises its own address as a {offers}: a place to send to",)
        focus, heard = Focus((node, fa)), reading.root_of_cause(number)
        evidence, spec = (number,), "RFC 3344 2.1"
        shown = () if heard is None else ((heard, 0.6),)
        return Point(
            stay.begins, "arrives", 7, "where", headline, more, spec, focus, evidence, shown
        )
    got = _address(reading, stay)
    if got is None:
        return Point(stay.begins, "arrives", 6, "where", arrives, focus=Focus((node,)))
    number, address = got
    return _with_address(reading, stay, arrives, number, address)


def _with_address(reading: Reading, stay: Stay, arrives: str, number: int, address: str) -> Point:
    words, node = reading.words, stay.node
    headline = f"{arrives} and gets a new address there"
    more = [f"the address is {address}, by {words.term('DHCP', 'dhcp')}"]
    first = reading.first_data
    if first is not None and first.event < stay.begins:
        headline += ". A conversation that is bound to the old one would be over"
        more.append(
            "a connection is known by its addresses; with another one it is another connection"
        )
    dhcp = [
        (root, 0.35)
        for root, hops in reading.hops.items()
        if hops[0] > stay.begins
        and hops[0] < number
        and reading.trace.packets[root].message.startswith("dhcp-")
        and node in (reading.sent(hops[0]).node, *reading.sent(hops[0]).to)
    ]
    return Point(
        stay.begins,
        "arrives",
        7,
        "where",
        headline,
        tuple(more),
        "RFC 2131 3.1",
        Focus((node,)),
        (number,),
        tuple(dhcp),
    )


def _address(reading: Reading, stay: Stay) -> tuple[int, str] | None:
    """Return the event by which the node got an address of its own in this stay, and which."""
    for number, event in reading.rows(stay.begins, stay.ends, "interfaces"):
        address = (event.new or {}).get("address")
        if event.node == stay.node and address and address != (event.old or {}).get("address"):
            return number, str(address)
    return None


def _agent(reading: Reading, stay: Stay) -> tuple[int, str] | None:
    """Return the first advertisement that the node heard of a foreign agent that it uses then."""
    served = [
        event.node
        for _, event in reading.rows(stay.begins, stay.ends, "visitors")
        if event.new is not None
    ]
    for number, event in reading.within(Arrived, stay.begins, stay.ends):
        record = reading.trace.packets[event.packet]
        if event.node == stay.node and record.message == "agent-advertisement":
            sender = reading.sent(reading.begun(event.packet, number)).node
            if sender in served:
                return number, sender
    return None
