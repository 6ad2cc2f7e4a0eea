"""What every test may ask for."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, and no failure because a machine was busy.
settings.register_profile("mipviz", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("mipviz")


def _program(*names: str) -> Path:
    """Return the first of *names* that is installed; fail the test where none is."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    pytest.fail(f"{names[0]} is missing: `make test` installs it, see tests/system-packages")


@pytest.fixture(scope="session")
def tshark() -> Path:
    """Return the path of tshark."""
    return _program("tshark")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the path of the Chromium that Playwright is to start."""
    return _program("chromium", "chromium-browser", "google-chrome")
