"""The recorder: the one way into the trace.

It numbers events, gives every packet an identity that lasts from its maker to its end, and
keeps the lineage of what was wrapped into what.  Roles hand it octets and facts; they never
read it, so that nothing they do can rest on what is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from simulation.errors import LimitError
from simulation.kernel.fragment_layers import layers_of_piece
from simulation.trace import (
    Delivered,
    Event,
    Layer,
    MessageKind,
    PacketRecord,
    RowChanged,
    Stack,
    Trace,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import simpy

Headers: TypeAlias = Sequence[tuple[str, int]]
"""Keys of headers from the outermost inwards, each with its length in octets."""


class Datagram(NamedTuple):
    """What an application found in its own bytes: number, length in octets, when it was sent."""

    number: int
    octets: int
    sent_ns: int


class Packet:
    """Octets on their way through a node; `id` ties them to the trace and to nothing else."""

    __slots__ = ("came_by", "id", "neighbour", "octets")

    def __init__(
        self, octets: bytes, packet_id: int, neighbour: bytes = b"", came_by: str = ""
    ) -> None:
        self.octets = octets
        self.id = packet_id
        self.neighbour = neighbour
        """Source Ethernet address of the frame that brought it; empty if none did."""
        self.came_by = came_by
        """Name of the Ethernet interface that it came in by; empty if none."""


class Recorder:
    """Writes one trace."""

    def __init__(self, env: simpy.Environment, trace: Trace, event_limit: int) -> None:
        self.env = env
        self.cause: int | None = None
        """Id of the packet that is being worked on, which later events name as their cause."""
        self._event_limit = event_limit
        self._events = trace.events
        self._packets = trace.packets
        self._layers = trace.stacks
        self._frames = trace.frames
        self._stacks: dict[Stack, int] = {}
        self._tables: dict[str, list[Table]] = {}

    def record(self, event: Event) -> None:
        """Append *event*, which happens now because of the packet that is being worked on."""
        event.at_ns = int(self.env.now)
        event.cause = self.cause
        events = self._events
        events.append(event)
        if len(events) > self._event_limit:
            raise LimitError(
                f"the run makes more than {self._event_limit} events",
                where="duration_ns",
                accepted="a shorter run, or fewer packets per second",
            )

    def empty_tables(self, node: str, *, but: Table) -> None:
        """Delete every row of the tables that were made for *node*, oldest first, *but* one's."""
        for table in self._tables.get(node, []):
            if table is not but:
                for key in list(table.rows):
                    table.remove(key)

    def enlist(self, table: Table, node: str) -> None:
        """Remember a table that was made for *node*."""
        self._tables.setdefault(node, []).append(table)

    def packet(
        self,
        octets: bytes,
        layers: Stack,
        purpose: str,
        *,
        flow: str = "",
        inner: int | None = None,
        fault: str = "",
        message: MessageKind = "",
        relayed: bool = False,
    ) -> Packet:
        """Give *octets*, made here and now, an identity and return them as a packet."""
        stack = self._stacks.get(layers)
        if stack is None:
            stack = self._stacks[layers] = len(self._layers)
            self._layers.append(layers)
        self._packets.append(
            PacketRecord(stack, len(octets), purpose, flow, inner, fault, message, relayed)
        )
        return Packet(octets, len(self._packets) - 1)

    def wrap(
        self,
        inner: Packet,
        octets: bytes,
        outside: Stack,
        *,
        replaces: int = 0,
        fault: str = "",
    ) -> Packet:
        """Return *octets* as the packet that carries *inner* behind the layers *outside*.

        The first *replaces* layers of *inner* are not in it as such (minimal encapsulation).
        """
        record = self._packets[inner.id]
        layers = outside + self._layers[record.stack][replaces:]
        return self.packet(
            octets,
            layers,
            record.purpose,
            flow=record.flow,
            inner=inner.id,
            fault=fault or record.fault,
            message=record.message,
            relayed=record.relayed,
        )

    def unwrap(self, outer: Packet, octets: bytes, removed: int) -> Packet:
        """Return *octets*, found inside *outer* after *removed* layers, under their own identity.

        The packet keeps the identity that it had before it was wrapped, where there was one.
        """
        record = self._packets[outer.id]
        if record.inner is not None:
            return Packet(octets, record.inner, outer.neighbour)
        # Octets that say more than their maker told of end in a layer of plain data.
        layers = self._layers[record.stack][removed:] or (layer("data", "data", len(octets)),)
        inner = self.packet(
            octets,
            layers,
            record.purpose,
            flow=record.flow,
            fault=record.fault,
            message=record.message,
            relayed=record.relayed,
        )
        inner.neighbour = outer.neighbour
        return inner

    def seal_behind(self, packet: Packet, octets: bytes, inside: Layer) -> Packet:
        """Return *octets* as *packet* whose payload is sealed behind its own outermost header."""
        outermost = self._layers[self._packets[packet.id].stack][0]
        return self.wrap(packet, octets, (outermost, inside), replaces=1)

    def rewrite(self, packet: Packet, octets: bytes, fault: str) -> Packet:
        """Return *octets* as a packet of its own that is *packet* but for what is wrong with it."""
        record = self._packets[packet.id]
        return self.packet(
            octets,
            self._layers[record.stack],
            record.purpose,
            flow=record.flow,
            inner=record.inner,
            fault=fault,
            message=record.message,
            relayed=record.relayed,
        )

    def cut(self, packet: Packet, pieces: Iterable[tuple[bytes, int]]) -> list[Packet]:
        """Return the fragments of *packet*: octets, and how many of them are the IP header's."""
        record = self._packets[packet.id]
        stack = self._layers[record.stack]
        cut, start = [], 0
        for octets, head in pieces:
            end = start + len(octets) - head
            piece = self.packet(
                octets,
                layers_of_piece(stack, head, start, end),
                f"fragment of: {record.purpose}",
                flow=record.flow,
                inner=packet.id,
                fault=record.fault,
                message=record.message,
                relayed=record.relayed,
            )
            cut.append(piece)
            start = end
        return cut

    def join(self, newest: Packet, octets: bytes) -> Packet:
        """Return *octets*, joined from fragments, under the identity that was cut."""
        whole = self._packets[newest.id].inner
        return Packet(
            octets, newest.id if whole is None else whole, newest.neighbour, newest.came_by
        )

    def answer(
        self,
        packet: Packet,
        octets: bytes,
        headers: Headers,
        purpose: str,
        message: MessageKind,
    ) -> Packet:
        """Return *octets* as the answer to *packet*, its *headers* in the role of what it asked.

        In a flow, question and answer are one datagram that goes there and back.
        """
        record = self._packets[packet.id]
        role = self._layers[record.stack][-1].role
        layers = tuple(layer(header, role, head) for header, head in headers)
        purpose = record.purpose if record.flow else purpose
        return self.packet(octets, layers, purpose, flow=record.flow, message=message)

    def deliver(self, node: str, packet: Packet, flow: str, found: Datagram) -> None:
        """Record that *packet* brought a datagram of its flow, or of *flow* if it is of none."""
        number, octets, sent_ns = found
        flow = self._packets[packet.id].flow or flow
        self.record(Delivered(node, packet.id, flow, number, octets, sent_ns))

    def frame(self, octets: bytes) -> int:
        """Keep the octets of a frame and return its number."""
        self._frames.append(octets)
        return len(self._frames) - 1


class Table:
    """A table of a node whose every change is an event.

    Rows are flat mappings of JSON values; writing a row that is already there unchanged is
    no event.
    """

    __slots__ = ("_node", "_recorder", "name", "rows")

    def __init__(self, recorder: Recorder, node: str, name: str) -> None:
        self._recorder = recorder
        self._node = node
        self.name = name
        self.rows: dict[str, Mapping[str, Any]] = {}
        recorder.enlist(self, node)

    def put(self, key: str, **row: Any) -> None:
        """Write the row *key*."""
        old = self.rows.get(key)
        if old == row:
            return
        self.rows[key] = row
        self._recorder.record(RowChanged(self._node, self.name, key, old, row))

    def remove(self, key: str) -> None:
        """Delete the row *key* if it is there."""
        old = self.rows.pop(key, None)
        if old is not None:
            self._recorder.record(RowChanged(self._node, self.name, key, old, None))


def layer(header: str, role: str, head: int, tail: int = 0, sealed: str = "") -> Layer:
    """Return one layer; see `simulation.trace.Layer`."""
    return Layer(header, role, head, tail, sealed)
