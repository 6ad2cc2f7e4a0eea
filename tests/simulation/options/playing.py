"""Runs of whole options, read for tests; each scenario is simulated once in a session."""

import functools
import itertools
import re

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.trace import Delivered, Dropped, Event, RowChanged, Sent, StateChanged, Trace

MS = 1_000_000


class Run:
    """One trace with the questions that tests of options ask."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def delivered(self, flow: str, since_s: float = 0, until_s: float = 1e9) -> list[Event]:
        """Return the deliveries of a flow within a time."""
        return [
            event
            for _, event in self.trace.of(Delivered)
            if event.flow == flow and since_s <= event.at_ns / 1e9 < until_s
        ]

    def gap_ms(self, flow: str, since_s: float, until_s: float) -> float:
        """Return the longest silence of a flow between two of its deliveries, in ms."""
        times = [event.at_ns for event in self.delivered(flow, since_s, until_s)]
        return max((b - a for a, b in itertools.pairwise(times)), default=0) / MS

    def sent(self, purpose: str, node: str = "", since_s: float = 0) -> list[Event]:
        """Return what was put on a link with a purpose that matches a pattern."""
        return [
            event
            for _, event in self.trace.of(Sent)
            if re.search(purpose, self.trace.packets[event.packet].purpose)
            and node in {"", event.node}
            and event.at_ns / 1e9 >= since_s
        ]

    def drops(self, reason: str, node: str = "") -> list[Event]:
        """Return the drops of a reason."""
        return [
            event
            for _, event in self.trace.of(Dropped)
            if event.reason == reason and node in {"", event.node}
        ]

    def rows(self, node: str, table: str, key: str = "") -> list[Event]:
        """Return the changes of a node's table."""
        return [
            event
            for _, event in self.trace.of(RowChanged)
            if event.node == node and event.table == table and key in event.key
        ]

    def last_row(self, node: str, table: str, key: str) -> dict | None:
        """Return what a row says at the end."""
        changes = self.rows(node, table, key)
        return changes[-1].new if changes else None

    def states(self, node: str, machine: str) -> list[str]:
        """Return the states that a machine went through."""
        return [
            event.new
            for _, event in self.trace.of(StateChanged)
            if event.node == node and event.machine == machine
        ]

    def data_stack(self, link: str, sender: str, since_s: float) -> list[tuple[str, str]]:
        """Return header and role of each layer of the first data packet sent on a link."""
        for _, event in self.trace.of(Sent):
            packet = self.trace.packets[event.packet]
            here = (event.link, event.node) == (link, sender)
            if here and event.at_ns / 1e9 >= since_s and packet.flow:
                stack = self.trace.stacks[packet.stack]
                return [(layer.header, layer.role) for layer in stack]
        return []


@functools.lru_cache(maxsize=24)
def _play(option: str, preset: str, settings: tuple[tuple[str, object], ...]) -> Run:
    document = with_settings(PRESETS[preset].document(option), dict(settings))
    return Run(simulate(read_scenario(document)))


def play(option: str, preset: str, **settings: object) -> Run:
    """Return the run of a preset under an option; dots of keys are written as two underscores."""
    named = {key.replace("__", "."): value for key, value in settings.items()}
    return _play(option, preset, tuple(sorted(named.items())))
