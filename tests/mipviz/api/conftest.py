"""A server whose worker has a real trace at hand, for what is asked of a run."""

import pytest
from django.test import AsyncClient

from mipviz.runs import engine, questions
from mipviz.runs.run import Run
from simulation import PRESETS, read_scenario, simulate


@pytest.fixture(scope="package")
def leaving():
    """A real trace of a node that leaves the office."""
    document = PRESETS["leave-colocated"].document("1.1")
    return simulate(read_scenario({**document, "duration_ns": 15_000_000_000}))


@pytest.fixture
def client(leaving, runs, monkeypatch):
    """A client of a server whose worker has that trace, whichever run is asked about."""

    async def derive(_runs, about, what, arguments):
        asked = 1 if isinstance(about, Run) else len(about)
        return engine.DERIVATIONS[what]([leaving] * asked, arguments)

    monkeypatch.setattr(questions, "derive", derive)
    return AsyncClient()


@pytest.fixture
async def run_path(runs):
    """Where what is asked of a run is."""
    run = runs.begin({"events": 30})
    await run.finished()
    return f"/api/v1/runs/{run.digest}"
