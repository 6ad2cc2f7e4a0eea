"""An engine that plays: small traces made by hand, and every way in which an engine may fail.

`python -m tests.mipviz.playing` is a worker process on it.
"""

import hashlib
import os
import time
from typing import Any

from simulation.dissection import Clues
from simulation.errors import AskingError, LimitError, ScenarioError
from simulation.trace import Layer, PacketRecord, RowChanged, Sent, Trace, Wrapped, canonical

STEP = 10
NO_CLUES = Clues(ways=[], way=[], guards=[])
OUTSIDE = (Layer("ipv4", "ipsec", 20), Layer("esp", "ipsec", 16, 14, "esp:0x1"))
INSIDE = (Layer("ipv4", "data", 20), Layer("udp", "data", 8))


_NOTHING = {"text": "", "marks": []}
UNTOLD = {
    "start_ns": 0,
    "opening": {"title": "", "design": "", "question": _NOTHING, "cast": []},
    "beats": [],
    "closing": {
        "outcome": _NOTHING,
        "survived": True,
        "silence": _NOTHING,
        "losses": _NOTHING,
        "choices": [],
    },
}
"""A story in which nothing happens."""


class Scenario:
    """Takes any document with known keys."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Scenario":
        unknown = set(document) - {"events", "trouble", "at", "pause", "seed"}
        if unknown:
            raise ScenarioError(
                f"no such key {min(unknown)!r}", where="scenario", accepted="events"
            )
        if document.get("events", 50) > 1_000_000:
            raise LimitError("too many events", where="events", accepted="at most 1000000")
        return cls({"events": 50, "seed": 1, **document})

    def document(self) -> dict[str, Any]:
        return dict(self._document)

    def digest(self) -> str:
        return hashlib.sha256(canonical(self._document)).hexdigest()


def begun(document: dict[str, Any]) -> Trace:
    return Trace(
        head={
            "engine": "1",
            "scenario": document,
            "digest": Scenario(document).digest(),
            "duration_ns": document["events"] * 1_000,
            "nodes": [{"name": "mn", "label": "mobile node", "kind": "host", "interfaces": []}],
            "links": [
                {
                    "id": "cellular",
                    "prefix": "203.0.113.128/25",
                    "delay_ns": 60_000_000,
                    "rate_bps": 1_000_000,
                    "mtu": 1500,
                    "loss": 0,
                }
            ],
        },
        stacks=[INSIDE, OUTSIDE],
    )


def grow(trace: Trace, number: int) -> None:
    """Add an event: of each three, a row, a wrapping and a frame that carries what was wrapped."""
    now = number * 1_000
    if number % 3 == 0:
        row = {"address": "203.0.113.192"}
        trace.events.append(RowChanged("mn", "routes", f"r{number}", None, row).at(now))
    elif number % 3 == 1:
        trace.packets.append(PacketRecord(0, 60, "data", "up", None, ""))
        inner = len(trace.packets) - 1
        trace.packets.append(PacketRecord(1, 110, "data", "up", inner, ""))
        trace.events.append(Wrapped("mn", inner + 1, inner, "esp0").at(now, inner))
    else:
        packet = len(trace.packets) - 1
        trace.frames.append(number.to_bytes(4, "big") * 20)
        frame = len(trace.frames) - 1
        to = ("internet",)
        fields = (packet, "cellular", "eth0", frame, now + 60_000_000, to)
        trace.events.append(Sent("mn", *fields).at(now, packet))


class Engine:
    """What a worker needs, without a protocol in it."""

    def steps(self, document: dict[str, Any]):
        trace = begun(document)
        for number in range(document["events"]):
            if number == document.get("at", 0):
                trouble(document.get("trouble", ""))
            grow(trace, number)
            if len(trace.events) % STEP == 0:
                time.sleep(document.get("pause", 0))
                yield trace
        trace.outcome = {"ended": "on time"}
        yield trace

    def lines(self, trace: Trace, first_event: int) -> list[dict[str, Any]]:
        return [{"event": first_event, "text": f"from {first_event}", "spec": "", "phase": False}]

    def clues(self, trace: Trace, first_event: int) -> Clues:
        return NO_CLUES

    def summary(self, trace: Trace) -> dict[str, Any]:
        return {
            "outcome": trace.outcome,
            "metrics": {"frames": len(trace.frames)},
            "handovers": [],
            "drops": {},
            "story": UNTOLD,
        }

    def dissect(self, trace: Trace, frame: int, packet: int) -> dict[str, Any]:
        return {"octets": trace.frames[frame].hex(), "buffers": [], "layers": []}

    def charts(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {"frames": [row["metrics"]["frames"] for row in rows]}

    def derive(self, what: str, traces: list[Trace], arguments: dict[str, Any]):
        if "wrong" in arguments:
            raise AskingError("no such thing", where=arguments["wrong"], accepted="another")
        return {what: [len(trace.events) for trace in traces], **arguments}

    def capture(self, trace: Trace) -> bytes:
        return b"capture of " + b"".join(trace.frames)


def trouble(kind: str) -> None:
    match kind:
        case "crash":
            os._exit(9)
        case "hang":
            time.sleep(600)
        case "fault":
            raise ValueError("our own fault")
        case "limit":
            raise LimitError("too many events", where="duration_ns", accepted="less")
        case "memory":
            bytearray(1 << 40)


if __name__ == "__main__":
    from mipviz.runs.worker import main

    main(Engine())
