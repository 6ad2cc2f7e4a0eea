"""What a run leaves behind: kinds of event, packets, frames, and the trace that holds them."""

from simulation.trace.columns import append, chunk, columns
from simulation.trace.encoding import canonical
from simulation.trace.engine import ENGINE
from simulation.trace.event import Event, Field, TableRow
from simulation.trace.head import Head, WorldHead
from simulation.trace.kinds import (
    KINDS,
    Acted,
    Arrived,
    ConnectionLost,
    Decrypted,
    Delivered,
    Dropped,
    Encrypted,
    Forged,
    Fragmented,
    Ineffective,
    KeyHeld,
    NestingEvent,
    Noted,
    PacketEvent,
    Prompted,
    Reassembled,
    RowChanged,
    Sent,
    StateChanged,
    TransferFinished,
    Translated,
    Unwrapped,
    Wrapped,
)
from simulation.trace.lineage import Lineage
from simulation.trace.messages import MESSAGES, MessageKind, relayed_by
from simulation.trace.packets import ROLES, Layer, PacketRecord, Stack
from simulation.trace.sight import ANYWHERE, LINK, Grade, grades, hidden_octets, passes, shut_at
from simulation.trace.trace import Trace
from simulation.trace.window import Windows, windows_in

__all__ = [
    "ANYWHERE",
    "ENGINE",
    "KINDS",
    "LINK",
    "MESSAGES",
    "ROLES",
    "Acted",
    "Arrived",
    "ConnectionLost",
    "Decrypted",
    "Delivered",
    "Dropped",
    "Encrypted",
    "Event",
    "Field",
    "Forged",
    "Fragmented",
    "Grade",
    "Head",
    "Ineffective",
    "KeyHeld",
    "Layer",
    "Lineage",
    "MessageKind",
    "NestingEvent",
    "Noted",
    "PacketEvent",
    "PacketRecord",
    "Prompted",
    "Reassembled",
    "RowChanged",
    "Sent",
    "Stack",
    "StateChanged",
    "TableRow",
    "Trace",
    "TransferFinished",
    "Translated",
    "Unwrapped",
    "Windows",
    "WorldHead",
    "Wrapped",
    "append",
    "canonical",
    "chunk",
    "columns",
    "grades",
    "hidden_octets",
    "passes",
    "relayed_by",
    "shut_at",
    "windows_in",
]
