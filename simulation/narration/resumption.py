"""When data flow again after a move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.trace import Event


class Resumed(NamedTuple):
    """A flow's first data, or the first after a move; *silence_ns* is nothing for the former."""

    silence_ns: int | None
    complete: bool
    """Whether no other direction of the same conversation is still silent."""


@dataclass(slots=True)
class _Way:
    last_ns: int
    awaited_since_ns: int | None = None


class Resumption:
    """Watches actions and deliveries."""

    def __init__(self) -> None:
        self._ways: dict[str, _Way] = {}
        self._left_ns: dict[str, int] = {}

    def act(self, event: Event, action: Mapping[str, Any]) -> None:
        """Note that a node left, or that its flows are awaited from now on."""
        node = event.node
        if action["do"] in ("detach", "crash"):
            self._left_ns[node] = event.at_ns
        elif action["do"] in ("attach", "restart"):
            left = self._left_ns.pop(node, event.at_ns)
            for flow, way in self._ways.items():
                if node in flow.split(" "):
                    way.awaited_since_ns = left

    def deliver(self, flow: str, at_ns: int, sent_ns: int) -> Resumed | None:
        """Return what a delivery says: the first of its flow or after a move; nothing else."""
        way = self._ways.get(flow)
        if way is None:
            self._ways[flow] = _Way(at_ns)
            return Resumed(None, self._opposite(flow) in self._ways)
        silence = at_ns - way.last_ns
        way.last_ns = at_ns
        if way.awaited_since_ns is None or sent_ns < way.awaited_since_ns:
            return None
        way.awaited_since_ns = None
        other = self._ways.get(self._opposite(flow))
        return Resumed(silence, other is None or other.awaited_since_ns is None)

    def _opposite(self, flow: str) -> str:
        sender, _, receiver = flow.partition(" > ")
        return f"{receiver} > {sender}"
