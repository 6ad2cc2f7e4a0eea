"""What a beat does not say aloud: the narrator's lines of its stretch, gathered under titles."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from simulation.narration.beat import Fold, FoldedLine
from simulation.trace import Acted, Delivered, Dropped, PacketEvent, Sent, StateChanged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulation.narration.narrator import Line
    from simulation.narration.reading import Reading
    from simulation.trace import Event

_TITLES: Final = (
    ("dhcp", "DHCP: getting an address"),
    ("ike-", "IKE: agreeing on keys"),
    ("wireguard-", "WireGuard: agreeing on keys"),
    ("registration", "Mobile IP: telling agents"),
    ("deregistration", "Mobile IP: telling agents"),
    ("path-", "Telling routers the way"),
    ("esp-route", "Telling agents what to pass on"),
    ("binding", "Mobile IP: telling agents"),
)
"""By how the kind of a message, or the name of a machine, begins."""
_MACHINES: Final = (
    ("dhcp", "DHCP: getting an address"),
    ("ike", "IKE: agreeing on keys"),
    ("vpn client", "The VPN client"),
    ("wireguard", "WireGuard: agreeing on keys"),
    ("internal registration", "Mobile IP: telling agents"),
    ("external registration", "Mobile IP: telling agents"),
)
_FREQUENT: Final = {
    "agent-advertisement": "Agent advertisements",
    "router-advertisement": "Router advertisements",
    "arp": "ARP: who has this address?",
}
_ELSE: Final = "What else happens"


def folds(reading: Reading, lines: Sequence[Line], first: int, last: int) -> tuple[Fold, ...]:
    """Return the folds of the events from *first* up to *last*; gathered by what they are about."""
    found: dict[str, list[FoldedLine]] = {}
    for line in lines:
        if first <= line.event < last:
            found.setdefault(_title(reading, line.event), []).append(
                FoldedLine(line.event, line.text, line.spec)
            )
    told = [Fold(title, len(each), tuple(each)) for title, each in found.items()]
    return (*told, *_frequent(reading, first, last))


def _title(reading: Reading, number: int) -> str:
    event = reading.trace.events[number]
    if isinstance(event, Dropped) and reading.trace.packets[event.packet].flow:
        return "Lost data"
    if isinstance(event, Delivered):
        return "Data arrive"
    if isinstance(event, Acted):
        return "What the scenario does"
    return next(_titles(reading, event), _ELSE)


def _titles(reading: Reading, event: Event) -> Iterator[str]:
    if isinstance(event, StateChanged):
        yield from (title for begins, title in _MACHINES if event.machine.startswith(begins))
        return
    packet = event.packet if isinstance(event, PacketEvent) else event.cause
    if packet is not None:
        message = reading.trace.packets[packet].message
        yield from (title for begins, title in _TITLES if message.startswith(begins))


def _frequent(reading: Reading, first: int, last: int) -> Iterator[Fold]:
    count = Counter[str](
        reading.trace.packets[event.packet].message
        for _, event in reading.within(Sent, first, last)
    )
    for message, title in _FREQUENT.items():
        if count[message]:
            yield Fold(title, count[message], ())
