"""What a run leaves behind: events, packets and frames, in one total order, with a fingerprint.

The kinds of event and their fields are the one table `KINDS`; the JSON Schema, the columns
that travel to the browser and the documentation are read from it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

ENGINE = "1"
"""Version of the engine's behaviour: raised whenever an existing scenario's trace changes."""


class Field(NamedTuple):
    """One field of an event kind: its name, JSON type and meaning."""

    name: str
    type: str
    meaning: str


class Kind(NamedTuple):
    """One kind of event: its name, what it states and its fields."""

    name: str
    meaning: str
    fields: tuple[Field, ...]


def _kind(name: str, meaning: str, *fields: tuple[str, str, str]) -> Kind:
    return Kind(name, meaning, tuple(Field(*each) for each in fields))


_PACKET = ("packet", "integer", "id of the packet")
_OUTER = ("packet", "integer", "id of the packet outside")
_INNER = ("inner", "integer", "id of the packet inside")
_FRAME = ("frame", "integer", "number of the frame whose octets were on the link")

KINDS: tuple[Kind, ...] = (
    _kind("action", "the scenario's timeline acted", ("action", "object", "the action")),
    _kind(
        "sent",
        "the first bit of a frame was put on a link",
        _PACKET,
        ("link", "string", "link id"),
        ("interface", "string", "the sender's interface"),
        _FRAME,
        ("arrives_ns", "integer", "when its last bit reaches the other stations"),
        ("to", "array", "names of the nodes that it will reach; empty if the link loses it"),
    ),
    _kind(
        "arrived",
        "the last bit of a frame reached a node that took it",
        _PACKET,
        ("link", "string", "link id"),
        ("interface", "string", "the receiver's interface"),
        _FRAME,
    ),
    _kind(
        "dropped",
        "a packet ended here, unwanted",
        _PACKET,
        ("reason", "string", "short code of the reason"),
        ("detail", "string", "the reason in words"),
        ("spec", "string", "RFC and section that ask for it, or empty"),
        ("where", "string", "link, interface or table where it happened"),
    ),
    _kind(
        "wrapped",
        "a packet was put into another",
        _OUTER,
        _INNER,
        ("tunnel", "string", "name of the tunnel or virtual interface"),
    ),
    _kind(
        "unwrapped",
        "a packet was taken out of another",
        _OUTER,
        _INNER,
        ("tunnel", "string", "name of the tunnel or virtual interface"),
    ),
    _kind(
        "encrypted",
        "a packet was sealed with a key",
        _OUTER,
        _INNER,
        ("key", "string", "id of the key"),
        ("suite", "string", "name of the algorithms"),
    ),
    _kind(
        "decrypted",
        "a packet was opened with a key",
        _OUTER,
        _INNER,
        ("key", "string", "id of the key"),
        ("suite", "string", "name of the algorithms"),
    ),
    _kind(
        "translated",
        "addresses or ports of a packet were rewritten",
        _PACKET,
        ("before", "string", "source > destination before"),
        ("after", "string", "source > destination after"),
    ),
    _kind(
        "fragmented",
        "a packet was cut into fragments",
        _PACKET,
        ("pieces", "array", "ids of the fragments"),
    ),
    _kind(
        "reassembled",
        "fragments were joined again",
        _PACKET,
        ("pieces", "array", "ids of the fragments"),
    ),
    _kind(
        "delivered",
        "data reached the application that it was meant for",
        _PACKET,
        ("flow", "string", "name of the flow and its direction"),
        ("number", "integer", "number of the datagram or first octet within its flow"),
        ("octets", "integer", "application octets"),
        ("sent_ns", "integer", "when the application sent it, read from its own bytes"),
    ),
    _kind(
        "row",
        "a row of a table changed",
        ("table", "string", "which table"),
        ("key", "string", "which row"),
        ("old", "object", "the row before, or null"),
        ("new", "object", "the row after, or null"),
    ),
    _kind(
        "state",
        "a state machine moved",
        ("machine", "string", "which machine"),
        ("old", "string", "state before"),
        ("new", "string", "state after"),
        ("because", "string", "why, in words"),
        ("spec", "string", "RFC or draft section, or empty"),
    ),
    _kind(
        "key",
        "a node came to hold a key",
        ("key", "string", "id of the key, the same at every holder"),
        ("purpose", "string", "what it protects"),
        ("algorithm", "string", "name of the algorithms"),
        ("secret", "object", "named octets, hexadecimal"),
        ("binding", "object", "what the key belongs to: SPI, cookies, peers"),
    ),
    _kind(
        "prompt",
        "the user had to authenticate",
        ("what", "string", "what was asked"),
    ),
    _kind(
        "note",
        "something worth telling happened",
        ("text", "string", "what"),
        ("spec", "string", "RFC or draft section, or empty"),
    ),
)

KIND_INDEX: Mapping[str, int] = {kind.name: number for number, kind in enumerate(KINDS)}

ROLES: Mapping[str, str] = {
    "data": "user data",
    "internal-mip": "internal Mobile IP",
    "ipsec": "IPsec",
    "external-mip": "external Mobile IP",
    "nat-traversal": "NAT traversal",
    "access": "access network",
    "signalling": "signalling",
}
"""Roles that a layer can have; each has one hue, label and hatch everywhere."""


class Layer(NamedTuple):
    """One layer of a packet, from outermost to innermost.

    *head* octets stand before what it carries and *tail* octets after it; *sealed* is the id
    of the key without which nothing further in can be read, or empty.
    """

    header: str
    role: str
    head: int
    tail: int = 0
    sealed: str = ""


Stack = tuple[Layer, ...]


class PacketRecord(NamedTuple):
    """What the trace knows of a packet: one record for its whole way, hop by hop."""

    stack: int
    octets: int
    purpose: str
    flow: str
    inner: int | None
    fault: str


class Event(NamedTuple):
    """One event: when (ns), its kind, its node, the packet that caused it, and its fields."""

    at_ns: int
    kind: str
    node: str
    cause: int | None
    fields: tuple[Any, ...]

    def __getitem__(self, name: Any) -> Any:
        """Return a field by name, or a member by position."""
        if isinstance(name, str):
            return self.fields[FIELD_INDEX[self.kind][name]]
        return tuple.__getitem__(self, name)


FIELD_INDEX: Mapping[str, Mapping[str, int]] = {
    kind.name: {each.name: place for place, each in enumerate(kind.fields)} for kind in KINDS
}


@dataclass(slots=True)
class Trace:
    """Everything that happened in a run.

    `events` are in total order (time, then the order in which the engine did them); the place
    in the list is the event's number.  `frames` holds the octets of every frame, from the
    Ethernet header on, without FCS.
    """

    head: dict[str, Any]
    events: list[Event] = field(default_factory=list)
    packets: list[PacketRecord] = field(default_factory=list)
    stacks: list[Stack] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)

    def of_kind(self, *kinds: str) -> Iterator[tuple[int, Event]]:
        """Yield number and event for every event of these *kinds*."""
        for number, event in enumerate(self.events):
            if event.kind in kinds:
                yield number, event

    def stack_of(self, packet: int) -> Stack:
        """Return the layers of a packet, outermost first."""
        return self.stacks[self.packets[packet].stack]

    def fingerprint(self) -> str:
        """Return the SHA-256 of the canonical trace as 64 hexadecimal digits."""
        digest = hashlib.sha256()
        digest.update(canonical(self.head))
        for event in self.events:
            digest.update(canonical(event))
        for frame in self.frames:
            digest.update(len(frame).to_bytes(4, "big") + frame)
        digest.update(canonical([self.packets, self.stacks, self.outcome]))
        return digest.hexdigest()


_encoder = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, check_circular=False
)


def canonical(value: Any) -> bytes:
    """Return the one JSON encoding of *value* that fingerprints and digests are taken over."""
    return _encoder.encode(value).encode("ascii")


def columns(events: Iterable[Event]) -> dict[str, Any]:
    """Return *events* as columns: shared ones, and one group of columns for each kind.

    ``{"t": [ns...], "k": [kind index...], "n": [node...], "c": [cause or null...],
    "f": {kind: {field: [values in order of the events of that kind]}}}``
    """
    shared: dict[str, list[Any]] = {"t": [], "k": [], "n": [], "c": []}
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for event in events:
        shared["t"].append(event.at_ns)
        shared["k"].append(KIND_INDEX[event.kind])
        shared["n"].append(event.node)
        shared["c"].append(event.cause)
        groups.setdefault(event.kind, []).append(event.fields)
    fields = {
        kind: {
            each.name: list(column)
            for each, column in zip(
                KINDS[KIND_INDEX[kind]].fields, zip(*rows, strict=True), strict=True
            )
        }
        for kind, rows in groups.items()
    }
    return {**shared, "f": fields}


def chunk(trace: Trace, first_event: int, first_packet: int, first_stack: int) -> dict[str, Any]:
    """Return everything that *trace* gained since those numbers, ready for JSON."""
    packets = trace.packets[first_packet:]
    return {
        "first_event": first_event,
        "first_packet": first_packet,
        "first_stack": first_stack,
        "until_ns": trace.events[-1].at_ns if trace.events else 0,
        "events": columns(trace.events[first_event:]),
        "packets": {
            name: [getattr(packet, name) for packet in packets] for name in PacketRecord._fields
        },
        "stacks": [[list(layer) for layer in stack] for stack in trace.stacks[first_stack:]],
    }
