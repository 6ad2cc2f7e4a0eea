"""Options side by side: the same scenario, seed and streams of chance under each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.experiments.parallel import run_all
from simulation.metrics import summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulation.trace import Trace


def compare(documents: Sequence[dict[str, Any]], jobs: int | None = None) -> dict[str, Any]:
    """Return ``{scenario, rows}`` for *documents*, which differ in their option alone.

    A row is ``{option, fingerprint, outcome, metrics}``; `scenario` is what they share.
    """
    scenario = {key: value for key, value in documents[0].items() if key != "option"}
    return {"scenario": scenario, "rows": list(run_all(documents, row, jobs))}


def row(trace: Trace) -> dict[str, Any]:
    """Return what a comparison keeps of one run."""
    found = summary(trace)
    return {
        "option": trace.head["scenario"]["option"],
        "fingerprint": trace.fingerprint(),
        "outcome": found["outcome"],
        "metrics": found["metrics"],
    }
