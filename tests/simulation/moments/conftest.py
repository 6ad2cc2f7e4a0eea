"""One run with two moves, asked by several tests."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.moments import Moments


@pytest.fixture(scope="session")
def moving():
    """Return the trace of a node that moves twice outside, and the moments of it."""
    document = PRESETS["handover-outside"].document("1.1")
    trace = simulate(read_scenario({**document, "duration_ns": 45_000_000_000}))
    return trace, Moments(trace)


@pytest.fixture(scope="session")
def event(moving):
    """Return a function that gives the event that a phrase names."""
    trace, moments = moving
    return lambda phrase: trace.events[moments.find(phrase)]
