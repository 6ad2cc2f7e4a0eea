"""Runs whose stories several tests read."""

from functools import cache

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.narration.reading import Reading
from simulation.narration.told import story


@cache
def _run(option, preset):
    return simulate(read_scenario(PRESETS[preset].document(option)))


@cache
def _told(option, preset):
    return story(_run(option, preset))


@cache
def _reading(option, preset):
    return Reading(_run(option, preset))


@pytest.fixture(scope="session")
def run():
    """Return a function from option and preset to a finished trace."""
    return _run


@pytest.fixture(scope="session")
def told():
    """Return a function from option and preset to the story of that run."""
    return _told


@pytest.fixture(scope="session")
def reading():
    """Return a function from option and preset to that run as a story reads it."""
    return _reading


@pytest.fixture(scope="session")
def transfer():
    """Return the story of a transfer by TCP."""
    document = PRESETS["leave-colocated"].document("1.1")
    return story(simulate(read_scenario({**document, "traffic": "tcp"})))
