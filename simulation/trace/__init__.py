"""What a run leaves behind: kinds of event, packets, frames, and the trace that holds them."""

from simulation.trace.trace import (
    ENGINE,
    FIELD_INDEX,
    KIND_INDEX,
    KINDS,
    ROLES,
    Event,
    Field,
    Kind,
    Layer,
    PacketRecord,
    Stack,
    Trace,
    canonical,
    chunk,
    columns,
)

__all__ = [
    "ENGINE",
    "FIELD_INDEX",
    "KINDS",
    "KIND_INDEX",
    "ROLES",
    "Event",
    "Field",
    "Kind",
    "Layer",
    "PacketRecord",
    "Stack",
    "Trace",
    "canonical",
    "chunk",
    "columns",
]
