"""The kinds of event, each declared once: what it states, and the fields that state it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from simulation.trace.event import Event, TableRow


@dataclass(slots=True)
class Acted(Event):
    """The scenario's timeline acted."""

    kind: ClassVar[str] = "action"

    action: Annotated[Mapping[str, Any], "the action"]


@dataclass(slots=True)
class PacketEvent(Event):
    """Something happened to a packet."""

    packet: Annotated[int, "id of the packet"]


@dataclass(slots=True)
class Sent(PacketEvent):
    """The first bit of a frame was put on a link."""

    kind: ClassVar[str] = "sent"

    link: Annotated[str, "link id"]
    interface: Annotated[str, "the sender's interface"]
    frame: Annotated[int, "number of the frame whose octets were on the link"]
    arrives_ns: Annotated[int, "when its last bit reaches the other stations"]
    to: Annotated[
        Sequence[str], "names of the nodes that it will reach; empty if the link loses it"
    ]


@dataclass(slots=True)
class Arrived(PacketEvent):
    """The last bit of a frame reached a node that took it."""

    kind: ClassVar[str] = "arrived"

    link: Annotated[str, "link id"]
    interface: Annotated[str, "the receiver's interface"]
    frame: Annotated[int, "number of the frame whose octets were on the link"]


@dataclass(slots=True)
class Dropped(PacketEvent):
    """A packet ended here, unwanted."""

    kind: ClassVar[str] = "dropped"

    reason: Annotated[str, "short code of the reason"]
    detail: Annotated[str, "the reason in words"]
    spec: Annotated[str, "RFC and section that ask for it, or empty"]
    where: Annotated[str, "link, interface or table where it happened"]


@dataclass(slots=True)
class NestingEvent(PacketEvent):
    """One packet came around another, or off it."""

    packet: Annotated[int, "id of the packet outside"]
    inner: Annotated[int, "id of the packet inside"]


@dataclass(slots=True)
class Wrapped(NestingEvent):
    """A packet was put into another."""

    kind: ClassVar[str] = "wrapped"

    tunnel: Annotated[str, "name of the tunnel or virtual interface"]


@dataclass(slots=True)
class Unwrapped(NestingEvent):
    """A packet was taken out of another."""

    kind: ClassVar[str] = "unwrapped"

    tunnel: Annotated[str, "name of the tunnel or virtual interface"]


@dataclass(slots=True)
class Encrypted(NestingEvent):
    """A packet was sealed with a key."""

    kind: ClassVar[str] = "encrypted"

    key: Annotated[str, "id of the key"]
    suite: Annotated[str, "name of the algorithms"]


@dataclass(slots=True)
class Decrypted(NestingEvent):
    """A packet was opened with a key."""

    kind: ClassVar[str] = "decrypted"

    key: Annotated[str, "id of the key"]
    suite: Annotated[str, "name of the algorithms"]


@dataclass(slots=True)
class Translated(PacketEvent):
    """Addresses or ports of a packet were rewritten."""

    kind: ClassVar[str] = "translated"

    before: Annotated[str, "source > destination before"]
    after: Annotated[str, "source > destination after"]


@dataclass(slots=True)
class Fragmented(PacketEvent):
    """A packet was cut into fragments."""

    kind: ClassVar[str] = "fragmented"

    pieces: Annotated[Sequence[int], "ids of the fragments"]


@dataclass(slots=True)
class Reassembled(PacketEvent):
    """Fragments were joined again."""

    kind: ClassVar[str] = "reassembled"

    pieces: Annotated[Sequence[int], "ids of the fragments"]


@dataclass(slots=True)
class Delivered(PacketEvent):
    """Data reached the application that it was meant for."""

    kind: ClassVar[str] = "delivered"

    flow: Annotated[str, "name of the flow and its direction"]
    number: Annotated[int, "number of the datagram or first octet within its flow"]
    octets: Annotated[int, "application octets"]
    sent_ns: Annotated[int, "when the application sent it, read from its own bytes"]


@dataclass(slots=True)
class RowChanged(Event):
    """A row of a table changed."""

    kind: ClassVar[str] = "row"

    table: Annotated[str, "which table"]
    key: Annotated[str, "which row"]
    old: Annotated[TableRow | None, "the row before, or null"]
    new: Annotated[TableRow | None, "the row after, or null"]


@dataclass(slots=True)
class StateChanged(Event):
    """A state machine moved."""

    kind: ClassVar[str] = "state"

    machine: Annotated[str, "which machine"]
    old: Annotated[str, "state before"]
    new: Annotated[str, "state after"]
    because: Annotated[str, "why, in words"]
    spec: Annotated[str, "RFC or draft section, or empty"]


@dataclass(slots=True)
class KeyHeld(Event):
    """A node came to hold a key."""

    kind: ClassVar[str] = "key"

    key: Annotated[str, "id of the key, the same at every holder"]
    purpose: Annotated[str, "what it protects"]
    algorithm: Annotated[str, "name of the algorithms"]
    secret: Annotated[Mapping[str, str], "named octets, hexadecimal"]
    binding: Annotated[Mapping[str, str], "what the key belongs to: SPI, cookies, peers"]


@dataclass(slots=True)
class Prompted(Event):
    """The user had to authenticate."""

    kind: ClassVar[str] = "prompt"

    what: Annotated[str, "what was asked"]


@dataclass(slots=True)
class Noted(Event):
    """Something worth telling happened."""

    kind: ClassVar[str] = "note"

    text: Annotated[str, "what"]
    spec: Annotated[str, "RFC or draft section, or empty"]


@dataclass(slots=True)
class Ineffective(Event):
    """The timeline asked for something that came to nothing."""

    kind: ClassVar[str] = "ineffective"

    action: Annotated[str, "what was asked for"]
    because: Annotated[str, "why nothing came of it, in words"]
    spec: Annotated[str, "RFC or draft section, or empty"]


@dataclass(slots=True)
class TransferFinished(Event):
    """A transfer brought everything that was asked of it."""

    kind: ClassVar[str] = "finished"

    flow: Annotated[str, "name of the flow and its direction"]
    octets: Annotated[int, "application octets that it brought"]
    took_ns: Annotated[int, "how long it took"]


@dataclass(slots=True)
class ConnectionLost(Event):
    """A transfer's connection was lost before the transfer was done."""

    kind: ClassVar[str] = "lost"

    flow: Annotated[str, "name of the flow and its direction"]
    because: Annotated[str, "why, in words"]


@dataclass(slots=True)
class Forged(PacketEvent):
    """An attacker sends what is not its own: made up, or captured and put out again."""

    kind: ClassVar[str] = "forged"

    forgery: Annotated[str, "replay, sealed, registration or injection"]


KINDS: tuple[type[Event], ...] = (
    Acted,
    Sent,
    Arrived,
    Dropped,
    Wrapped,
    Unwrapped,
    Encrypted,
    Decrypted,
    Translated,
    Fragmented,
    Reassembled,
    Delivered,
    RowChanged,
    StateChanged,
    KeyHeld,
    Prompted,
    Noted,
    Ineffective,
    TransferFinished,
    ConnectionLost,
    Forged,
)
"""Every kind; its place is its number in a trace's columns, so that new ones come last."""
