"""Which entities need changing against stock Mobile IPv4 and IPsec, as the option says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts
    from simulation.metrics.figure import Row


def measure(facts: Facts) -> list[Row]:
    """Return one row per entity that the trace's head names under ``structure``."""
    return [
        {"label": f"{each['entity']}: {each['kind']}", **each}
        for each in facts.trace.head.get("structure", ())
    ]
