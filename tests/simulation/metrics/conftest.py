"""Traces to measure: small ones made by hand, whose numbers can be worked out on paper."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from simulation.trace import (
    Delivered,
    Dropped,
    Event,
    Layer,
    PacketRecord,
    RowChanged,
    Sent,
    Stack,
    Trace,
)

MS = 1_000_000
SECOND = 1000 * MS
PLAIN: Stack = (Layer("ipv4", "data", 20), Layer("udp", "data", 8), Layer("flow", "data", 160))


@dataclass
class Made:
    """Builds a trace of three links in a row: mn - left - r1 - middle - r2 - right - cn."""

    trace: Trace = field(default_factory=lambda: Trace(_head()))
    stacks: dict[Stack, int] = field(default_factory=dict)

    def event(self, at_ns: int, event: Event, cause: int | None = None) -> int:
        self.trace.events.append(event.at(at_ns, cause))
        return len(self.trace.events) - 1

    def packet(
        self,
        stack: Stack,
        octets: int,
        *,
        purpose: str = "",
        flow: str = "",
        inner: int | None = None,
    ) -> int:
        if stack not in self.stacks:
            self.stacks[stack] = len(self.trace.stacks)
            self.trace.stacks.append(stack)
        record = PacketRecord(self.stacks[stack], octets, purpose, flow, inner, "")
        self.trace.packets.append(record)
        return len(self.trace.packets) - 1

    def sent(
        self,
        at_ns: int,
        node: str,
        packet: int,
        link: str,
        *to: str,
        frame: bytes = b"",
        took_ns: int = MS,
        cause: int | None = None,
    ) -> int:
        self.trace.frames.append(frame)
        number = len(self.trace.frames) - 1
        arrives = at_ns + took_ns
        return self.event(
            at_ns, Sent(node, packet, link, link, number, arrives, list(to)), cause=cause
        )

    def datagram(
        self, number: int, sent_ns: int, came_ns: int | None, flow: str = "cn > mn"
    ) -> int:
        """Add a datagram that crosses one link and comes, or is lost by it; return its packet."""
        packet = self.packet(PLAIN, 188, purpose=f"data {flow} number {number}", flow=flow)
        sender, receiver = flow.split(" > ")
        self.sent(sent_ns, sender, packet, "left", receiver)
        if came_ns is None:
            self.event(
                sent_ns, Dropped(sender, packet, "link-loss", "the link lost it", "", "left")
            )
        else:
            self.event(came_ns, Delivered(receiver, packet, flow, number, 160, sent_ns))
        return packet

    def finished(self) -> Trace:
        """Return the trace with its events in order of time."""
        order = sorted(range(len(self.trace.events)), key=lambda at: self.trace.events[at].at_ns)
        self.trace.events[:] = [self.trace.events[at] for at in order]
        return self.trace

    def stand(self, node: str, link: str | None, at_ns: int = 0, old: str | None = None) -> None:
        before = {"link": old} if old else None
        self.event(at_ns, RowChanged(node, "interfaces", "eth0", before, {"link": link}))


def _head() -> dict[str, Any]:
    links = [
        {"id": name, "delay_ns": delay * MS, "rate_bps": 8_000_000}
        for name, delay in (("left", 10), ("middle", 5), ("right", 1))
    ]
    nodes = [{"name": "mn", "kind": "mobile-node"}, {"name": "cn", "kind": "host"}]
    return {"duration_ns": 10 * SECOND, "links": links, "nodes": nodes}


@pytest.fixture
def made() -> Made:
    return Made()
