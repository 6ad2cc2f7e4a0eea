"""Tells what else a story turns on: crashes, cuts, attacks, packets that do not fit, transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.losses import plainly
from simulation.narration import actions
from simulation.narration.beat import Focus, Point
from simulation.narration.words import counted
from simulation.trace import (
    Acted,
    ConnectionLost,
    Dropped,
    Fragmented,
    TransferFinished,
    Translated,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulation.narration.reading import Reading

_MOVES: Final = frozenset({"switch-on", "attach", "detach"})
_SOON_NS: Final = 2_000_000_000
"""What befalls data so soon after an action is told with it."""


def tell(reading: Reading) -> Iterator[Point]:
    """Yield a point for every action that is no move, and the first of each other thing."""
    for number, event in reading.facts.of(Acted):
        if event.action["do"] not in _MOVES and not _is_arrival(reading, event):
            yield _action(reading, number, event)
    yield from _rewriting(reading)
    yield from _cutting(reading)
    yield from _too_big(reading)
    for number, done in reading.facts.of(TransferFinished):
        rate = done.octets * 8_000_000 / done.took_ns
        text = f"the transfer is done: {done.octets:,} octets in {done.took_ns / 1e9:.1f} seconds"
        more = (f"that is {rate:,.0f} kilobits a second",)
        yield Point(number, "done", 6, "arrive", text, more, focus=Focus((done.node,)))
    for number, lost in reading.facts.of(ConnectionLost):
        text = f"{reading.words.node(lost.node)} gives its connection up: {lost.because}"
        yield Point(number, "lost", 9, "arrive", text, focus=Focus((lost.node,)))


def _is_arrival(reading: Reading, event: Acted) -> bool:
    mobile = event.node in reading.facts.mobiles
    return mobile and event.action["do"] == "restart" and "link" in event.action


def _action(reading: Reading, number: int, event: Acted) -> Point:
    words = reading.words
    told = actions.tell(reading.trace, words.node(event.node), event)
    later = [each for each, _ in reading.facts.of(Acted) if each > number]
    for place, drop in reading.within(Dropped, number, later[0] if later else reading.end):
        if drop.at_ns - event.at_ns > _SOON_NS:
            break
        if reading.trace.packets[drop.packet].flow:
            where = words.at(drop.node, drop.where)
            return Point(
                number, "acts", 8, "arrive", f"{told}. Data end at {where}", (plainly(drop),),
                drop.spec, Focus((event.node, drop.node), packet=drop.packet, event=place),
                (place,), ((reading.facts.root[drop.packet], 1.0),),
            )  # fmt: skip
    return Point(number, "acts", 7, "where", told, focus=Focus((event.node,)))


def _rewriting(reading: Reading) -> Iterator[Point]:
    """Yield the first packet that an attacker rewrites after each time that it begins to."""
    words, told = reading.words, -1
    acts = [each for each, event in reading.facts.of(Acted) if event.action["do"] == "attack"]
    for number, event in reading.facts.of(Translated):
        began = max((each for each in acts if each < number), default=-1)
        if reading.names.kind(event.node) != "attacker" or began == told:
            continue
        told = began
        root = reading.facts.root[event.packet]
        record = reading.trace.packets[root]
        heard = reading.root_of_cause(number)
        victim = "" if heard is None else reading.sent(reading.begun(heard, number)).node
        what = record.purpose or "a packet"
        headline = (
            f"{words.node(event.node)} writes another address into a packet of "
            f"{words.node(victim)}, as a {words.term('NAT', 'nat')} would. Nothing protects "
            "that address"
        )
        more = (f"{what}: {event.before} becomes {event.after}",)
        focus = Focus((event.node, victim), packet=event.packet, event=number)
        yield Point(
            number, "rewrites", 9, "read", headline, more, _trusting(record.message), focus,
            (number,),
            ((root, 1.0), *(((heard, 1.0),) if heard is not None else ())),
        )  # fmt: skip


def _trusting(message: str) -> str:
    """Return the section that warns that the outside of such a message is not authenticated."""
    if message.startswith("registration"):
        return "RFC 3519 6.1.1"
    mobike = message in {"ike-update-sa-addresses", "ike-cookie2", "ike-informational-response"}
    return "RFC 4555 5.1" if mobike else "RFC 3947 8"


def _cutting(reading: Reading) -> Iterator[Point]:
    """Yield the first data that are cut since something was done."""
    words, told = reading.words, -1
    acts = [each for each, _ in reading.facts.of(Acted)]
    for number, event in reading.facts.of(Fragmented):
        record = reading.trace.packets[event.packet]
        began = max((each for each in acts if each < number), default=-1)
        if not record.flow or began == told:
            continue
        told = began
        root = reading.facts.root[event.packet]
        headline = (
            f"with all that is around it the packet no longer fits. {words.node(event.node)} "
            f"cuts its {record.octets:,} octets into {counted(len(event.pieces), 'fragment')}"
        )
        more = (
            "every fragment costs a header more, and if one is lost the whole packet is",
            f"the data themselves came in {reading.trace.packets[root].octets:,} octets",
        )
        focus = Focus((event.node,), packet=event.packet, event=number)
        yield Point(
            number, "cuts", 8, "cost", headline, more, "RFC 791 3.2", focus, (number,),
            ((root, 1.0),),
        )  # fmt: skip


def _too_big(reading: Reading) -> Iterator[Point]:
    """Yield the first data at each node that end because they are too big and may not be cut."""
    told = set[str]()
    for number, event in reading.facts.of(Dropped):
        record = reading.trace.packets[event.packet]
        if event.reason != "too-big" or not record.flow or event.node in told:
            continue
        told.add(event.node)
        where = reading.words.at(event.node, event.where)
        headline = (
            f"a packet of {record.octets:,} octets is too big for the next link, and may not be "
            f"cut. It ends at {where}"
        )
        focus = Focus((event.node,), packet=event.packet, event=number)
        root = reading.facts.root[event.packet]
        yield Point(
            number, "too-big", 9, "arrive", headline, (plainly(event),), event.spec, focus,
            (number,), ((root, 1.0),),
        )  # fmt: skip
