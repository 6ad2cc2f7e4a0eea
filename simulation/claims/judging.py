"""Judges claims: runs every scenario that they ask for once, measures, and compares."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from simulation import read_scenario
from simulation.claims.claim import NOT_SETTLED
from simulation.claims.evidence import Evidence
from simulation.claims.sections import CLAIMS
from simulation.experiments.parallel import run_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.claims.claim import Claim, Measure
    from simulation.claims.reading import Reading
    from simulation.trace import Trace

Place = tuple[str, str]
"""A claim's id and the name of one thing that it asks for."""
Plan = dict[str, list[tuple[Place, "Measure"]]]


def judge(options: Sequence[str] = (), jobs: int | None = None) -> list[dict[str, Any]]:
    """Return the ledger, or the claims that are about *options* alone, ready for JSON.

    *jobs* processes share the runs, by default one per core.
    """
    wanted = [each for each in CLAIMS if not options or set(options) & set(each.options)]
    return ledger(wanted, jobs)


def ledger(claims: Sequence[Claim], jobs: int | None = None) -> list[dict[str, Any]]:
    """Return the rows of *claims*, each run that they ask for done once."""
    readings = _measured(claims, jobs)
    return [_row(each, readings.get(each.id, {})) for each in claims]


def _measured(claims: Sequence[Claim], jobs: int | None) -> dict[str, dict[str, Reading]]:
    """Return what each claim asked for, by its id and its own names."""
    documents: dict[str, dict[str, Any]] = {}
    plan: Plan = {}
    for claim in claims:
        for name, (document, measure) in claim.questions.items():
            key = _key(document)
            documents[key] = document
            plan.setdefault(key, []).append(((claim.id, name), measure))
    # The longest runs first, so that no process is left with one at the end.
    order = sorted(documents, key=lambda key: (-_weight(documents[key]), key))
    found: dict[str, dict[str, Reading]] = {}
    runs = run_all([documents[key] for key in order], partial(_measure, plan), jobs)
    for key, answers in zip(order, runs, strict=True):
        for (claim_id, name), reading in answers:
            # The trace does not know how its scenario was called; the ledger says it.
            told = replace(reading, scenario=documents[key])
            found.setdefault(claim_id, {})[name] = told
    return found


def _key(document: Mapping[str, Any]) -> str:
    return read_scenario(document).digest()


def _weight(document: Mapping[str, Any]) -> int:
    scenario = read_scenario(document)
    return scenario.duration_ns * (1 + int(scenario["packets_per_second"])) * len(scenario.flows)


def _measure(plan: Plan, trace: Trace) -> list[tuple[Place, Reading]]:
    run = Evidence(trace)
    return [(place, measure(run)) for place, measure in plan[trace.head["digest"]]]


def _row(claim: Claim, readings: Mapping[str, Reading]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": claim.id,
        "option": list(claim.options),
        "section": claim.section,
        "kind": claim.kind,
        "text": claim.text,
        "settled_by": claim.settled_by,
    }
    if claim.judge is None:
        return {**row, "verdict": NOT_SETTLED, "figure": None, "evidence": None}
    found = claim.judge(readings)
    figure = found.figure
    if claim.declared:
        figure["compared_with"] += "; read also from what the option declares to change"
    if claim.unchallenged:
        figure["compared_with"] += f"; tried in no other setting: {claim.unchallenged}"
    return {
        **row,
        "verdict": found.verdict,
        "figure": figure,
        "evidence": found.evidence,
    }
