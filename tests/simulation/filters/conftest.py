"""One run that all filters are tried on, read once."""

import pytest

from simulation.filters import Index


@pytest.fixture(scope="session")
def index(leaving):
    """The index of a run in which a node leaves the office and brings up its VPN."""
    return Index(leaving)
