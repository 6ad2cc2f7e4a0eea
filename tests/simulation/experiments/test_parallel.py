"""Runs on several processes give what runs on one give, and so do refusals."""

import pytest

from simulation import PRESETS, LimitError, ScenarioError
from simulation.experiments.parallel import run_all


def document(seed, **changes):
    short = {"duration_ns": 2_000_000_000, **changes}
    return {**PRESETS["power-up-inside"].document("1.1", seed), **short}


def fingerprint(trace):
    return trace.fingerprint()


def test_results_come_in_order_however_many_processes_share_the_work():
    documents = [document(seed) for seed in (3, 1, 2)]
    # `len` of a trace's events would do as well; fingerprints tell the seeds apart.
    alone = list(run_all(documents, fingerprint, 1))
    assert len(set(alone)) == 3
    from simulation.experiments.sweep import figures

    shared = [row["fingerprint"] for row in run_all(documents, figures, 2)]
    assert shared == alone


@pytest.mark.parametrize("jobs", [1, 2])
def test_refusals_cross_processes(jobs):
    from simulation.experiments.sweep import figures

    with pytest.raises(ScenarioError, match="suite"):
        list(run_all([document(1), document(1, suite="none")], figures, jobs))
    with pytest.raises(LimitError, match="duration_ns"):
        list(run_all([document(1), document(1, duration_ns=10**18)], figures, jobs))
