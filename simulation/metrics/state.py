"""What each node has to remember: the most rows that its tables held at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulation.metrics.figure import Row, figure
from simulation.trace import RowChanged

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts

NOT_STATE: Final = frozenset({"interfaces", "addresses", "arp", "filter"})
"""Tables that every host has alike, or that are configuration."""


@dataclass(slots=True)
class _Count:
    rows: int = 0
    at_start: int = 0
    most: int = 0
    event: int = 0
    changes: int = 0


def measure(facts: Facts) -> list[Row]:
    """Return one row per node and table that changed after the start."""
    counts: dict[tuple[str, str], _Count] = defaultdict(_Count)
    for number, event in facts.of(RowChanged):
        if event.table in NOT_STATE:
            continue
        count = counts[event.node, event.table]
        count.rows += (event.new is not None) - (event.old is not None)
        if event.at_ns == 0:
            count.at_start = count.rows
        else:
            count.changes += 1
        if count.rows > count.most:
            count.most, count.event = count.rows, number
    return [
        {
            "label": f"{node}: {table}",
            "node": node,
            "table": table,
            "rows_at_start": figure(count.at_start),
            "rows_most": figure(count.most, [count.event]),
            "row_changes": figure(count.changes),
        }
        for (node, table), count in counts.items()
        if count.changes
    ]
