"""What a measure returns: a number, and where in a run it can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulation.scenario.parameters import BY_KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One number that was measured in a run, and where in that run it can be seen.

    *packet* is a packet's id, *row* a node, table and key; one of them is there.
    """

    value: float
    scenario: Mapping[str, Any]
    at_ns: int
    event: int
    packet: int | None = None
    row: tuple[str, str, str] | None = None
    words: str = ""
    """What was found, where a number alone says too little."""

    @property
    def settings(self) -> list[str]:
        """The parameters of its run that are not at their defaults, as ``--set`` takes them."""
        return [
            f"{key}={_text(value)}"
            for key, value in _flat(self.scenario)
            if key.partition(".")[0] in ("link", *BY_KEY)
        ]

    @property
    def setting(self) -> str:
        """Its run in words: title, option, and the parameters that are not at their defaults."""
        under = f"“{self.scenario.get('title', '')}” under option {self.scenario.get('option', '')}"
        return f"{under} with {', '.join(self.settings)}" if self.settings else under

    @property
    def evidence(self) -> dict[str, Any]:
        """The scenario, moment and packet or table row, ready for JSON."""
        row = dict(zip(("node", "table", "key"), self.row, strict=True)) if self.row else None
        return {
            "scenario": dict(self.scenario),
            "at_ns": self.at_ns,
            "event": self.event,
            "packet": self.packet,
            "row": row,
        }


def _flat(scenario: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the dotted path and value of every entry that is no mapping."""
    for key, value in scenario.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", found) for inner, found in _flat(value))
        else:
            yield key, value


def _text(value: Any) -> str:  # noqa: ANN401 whatever a scenario holds
    match value:
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:g}"
        case _:
            return str(value)
