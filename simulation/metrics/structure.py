"""Which entities need changing against stock Mobile IPv4 and IPsec, as the option says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts
    from simulation.metrics.figure import Row


def measure(facts: Facts) -> list[Row]:
    """Return one row per entity that the trace's head names under ``structure``."""
    told = facts.trace.head.get("structure", ())
    if isinstance(told, Mapping):
        return [_row(entity, change) for entity, change in told.items()]
    return [dict(each) for each in told]


def _row(entity: str, change: str | Iterable[str]) -> Row:
    changes = [change] if isinstance(change, str) else list(change)
    return {"label": entity, "entity": entity, "changes": changes}
