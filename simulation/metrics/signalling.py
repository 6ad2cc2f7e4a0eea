"""Messages that carry no user data: whose they are, of which protocol, and how big on the wire."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from simulation.metrics.figure import Row, figure
from simulation.trace import Arrived

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.metrics.facts import Facts
    from simulation.trace import Event, Sent, Stack

_MOBILE_IP: Final = ("registration-", "binding-", "esp-route-", "path-")
_ERRORS: Final = frozenset({"icmp-unreachable", "icmp-time-exceeded"})
_ETHERNET_OCTETS: Final = 14
_IKEV1_VERSION: Final = 1
_INITIATOR: Final = 0x08
_RESPONSE: Final = 0x20


class Message(NamedTuple):
    """One message as it left its maker: *octets* are those of the IP packet on that link."""

    root: int
    event: int
    at_ns: int
    family: str
    octets: int
    exchange: bytes
    name: str
    """Which message it is, as traces have it."""


class Exchange(NamedTuple):
    """One IKE exchange and the event that began it."""

    name: bytes
    event: int


class Signalling:
    """Every message of a trace, and the mobile nodes that each concerns.

    A message concerns a mobile node that sends or gets it, and so do the messages and changes
    that it causes at others.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._owners = _owners(facts)
        self.messages = [
            message
            for root, (number, event) in facts.first_sent.items()
            if not facts.trace.packets[root].flow
            for message in [self._message(root, number, event)]
        ]

    def _message(self, root: int, number: int, event: Sent) -> Message:
        facts = self._facts
        packet, frame = event.packet, event.frame
        stack = facts.trace.stack_of(packet)
        record = facts.trace.packets[packet]
        exchange = _exchange(stack, facts.trace.frames[frame])
        return Message(
            root, number, event.at_ns, family(stack), record.octets, exchange, record.message
        )

    def within(self, node: str, start_ns: int, end_ns: int) -> list[Message]:
        """Return the messages that concern *node* and were first sent in that time."""
        return [
            each
            for each in self.messages
            if start_ns <= each.at_ns < end_ns and node in self._owners.get(each.root, ())
        ]

    def exchanges(self, messages: list[Message]) -> list[Exchange]:
        """Return the IKE exchanges that *messages* belong to, in order."""
        found: dict[bytes, Exchange] = {}
        for each in messages:
            if each.exchange:
                found.setdefault(each.exchange, Exchange(each.exchange, each.event))
        return list(found.values())

    @staticmethod
    def routability(messages: list[Message]) -> list[Message]:
        """Return those by which a peer's new address is checked (RFC 4555 section 3.7)."""
        checks = {each.exchange for each in messages if each.name == "ike-cookie2"}
        return [each for each in messages if each.exchange and each.exchange in checks]

    def counted(self, messages: list[Message]) -> Row:
        """Return how many *messages* there are of each family, and how big they are."""
        told = self.told(messages)
        access = [each for each in messages if each.family == "access"]
        ike = [each for each in told if each.family == "ike"]
        mobility = [each for each in told if each.family == "mobile-ip"]
        exchanges, checks = self.exchanges(messages), self.routability(messages)
        return {
            "signalling_messages": figure(len(told), _events(told)),
            "signalling_octets": figure(sum(each.octets for each in told), _events(told)),
            "mobile_ip_messages": figure(len(mobility), _events(mobility)),
            "ike_messages": figure(len(ike), _events(ike)),
            "ike_exchanges": figure(len(exchanges), [each.event for each in exchanges]),
            "routability_messages": figure(len(checks), _events(checks)),
            "access_messages": figure(len(access), _events(access)),
            "access_octets": figure(sum(each.octets for each in access), _events(access)),
        }

    def told(self, messages: Sequence[Message] | None = None) -> list[Message]:
        """Return those of *messages*, else of all, that are neither access, error nor data."""
        among = self.messages if messages is None else messages
        return [each for each in among if each.family not in ("access", "error", "data")]

    def concerns(self, event: Event, node: str) -> bool:
        """Return whether *event* happened because of a packet that concerns *node*."""
        if event.cause is None:
            return False
        return node in self._owners.get(self._facts.root[event.cause], ())


def _events(messages: list[Message]) -> list[int]:
    return [each.event for each in messages]


def _owners(facts: Facts) -> dict[int, set[str]]:
    owners: dict[int, set[str]] = defaultdict(set)
    mobiles = frozenset(facts.mobiles)
    packets, root = facts.trace.packets, facts.root
    for _, arrived in facts.of(Arrived):
        if arrived.node in mobiles:
            origin = root[arrived.packet]
            if not packets[origin].flow:
                owners[origin].add(arrived.node)
    for origin, (_, event) in facts.first_sent.items():
        if event.node in mobiles:
            owners[origin].add(event.node)
        elif event.cause is not None and not packets[origin].flow:
            cause = root[event.cause]
            if cause != origin:
                owners[origin] |= owners.get(cause, set())
    return owners


def family(stack: Stack) -> str:
    """Return the family of a message: mobile-ip, ike, access, error, data or other."""
    last = stack[-1]
    headers = {layer.header for layer in stack}
    if "isakmp" in headers:
        return "ike"
    if any(header.startswith(_MOBILE_IP) for header in headers):
        return "mobile-ip"
    if last.header in _ERRORS:
        return "error"
    if last.role in {"access", "data"}:
        return last.role  # data without a flow are acknowledgements of TCP
    return "other"


def _exchange(stack: Stack, frame: bytes) -> bytes:
    """Return what tells the IKE exchange of a message from others, or nothing (RFC 2408 3.1)."""
    start = _ETHERNET_OCTETS
    for layer in stack:
        if layer.header == "isakmp":
            break
        start += layer.head
    else:
        return b""
    header = frame[start : start + 28]
    if len(header) < 28:
        return b""
    asker = b""
    if header[17] >> 4 != _IKEV1_VERSION:
        # RFC 7296 2.2: each side numbers its own requests.
        asker = b"i" if bool(header[19] & _INITIATOR) != bool(header[19] & _RESPONSE) else b"r"
    return header[:8] + header[18:19] + header[20:24] + asker
