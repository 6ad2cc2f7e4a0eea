"""Metrics: numbers computed from a trace alone, each with the events that it rests on.

A value stands as ``{"value", "evidence"}`` under a key that ends in its unit; `DEFINITIONS`
says what each key means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.metrics import (
    drops as drop_metrics,
)
from simulation.metrics import (
    flows,
    gaps,
    keying,
    novelty,
    overhead,
    paths,
    readable,
    state,
    structure,
    tcp,
)
from simulation.metrics import (
    handovers as handover_metrics,
)
from simulation.metrics import (
    outcome as outcomes,
)
from simulation.metrics.definitions import DEFINITIONS, GROUPS, Definition, describe
from simulation.metrics.facts import Facts
from simulation.metrics.gaps import PARTS, compared
from simulation.metrics.headline import HEADLINES, headline
from simulation.metrics.journey import journeys
from simulation.metrics.over_time import series
from simulation.metrics.ribbon import ribbons
from simulation.metrics.signalling import Signalling

if TYPE_CHECKING:
    from simulation.trace import Trace

__all__ = [
    "DEFINITIONS",
    "GROUPS",
    "HEADLINES",
    "PARTS",
    "Definition",
    "compared",
    "describe",
    "headline",
    "journeys",
    "measure",
    "ribbons",
    "series",
    "summary",
]


def measure(trace: Trace) -> dict[str, Any]:
    """Return every metric of *trace* in its groups, ready for JSON."""
    return _measure(Facts(trace))


def summary(trace: Trace) -> dict[str, Any]:
    """Return `outcome`, `metrics`, `handovers` and `drops`; the metrics hold the last two too."""
    facts = Facts(trace)
    metrics = _measure(facts)
    return {
        "outcome": outcomes.measure(facts),
        "metrics": metrics,
        "handovers": metrics["handovers"],
        "drops": metrics["drops"],
    }


def _measure(facts: Facts) -> dict[str, Any]:
    signalling = Signalling(facts)
    return {
        "overhead": overhead.measure(facts),
        "flows": flows.measure(facts),
        "handovers": handover_metrics.measure(facts, signalling),
        "gaps": gaps.measure(facts, signalling),
        "signalling": keying.measure(facts, signalling),
        "paths": paths.measure(facts),
        "tcp": tcp.measure(facts),
        "readable": readable.measure(facts),
        "state": state.measure(facts),
        "structure": structure.measure(facts),
        "novelty": novelty.measure(facts),
        "drops": drop_metrics.measure(facts),
    }
