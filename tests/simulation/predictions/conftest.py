"""Traces that several tests of questions ask about."""

import functools

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.predictions import Examiner


@functools.lru_cache(maxsize=8)
def _examiner(option, preset):
    return Examiner(simulate(read_scenario(PRESETS[preset].document(option))))


@pytest.fixture(scope="session")
def examiner():
    """Return a function that gives the examiner of a preset under an option."""
    return _examiner
