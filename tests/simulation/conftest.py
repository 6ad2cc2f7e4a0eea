"""Runs that several tests look at."""

import pytest

from simulation import PRESETS, read_scenario, simulate


@pytest.fixture(scope="session")
def leaving():
    """Return the trace of a node that leaves the office and brings up its VPN outside."""
    document = PRESETS["leave-colocated"].document("1.1")
    return simulate(read_scenario({**document, "duration_ns": 15_000_000_000}))
