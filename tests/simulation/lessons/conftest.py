"""One short run and lessons about it, for several tests."""

import pytest

from simulation.lessons.scene import Run, Scene

FRONT = """---
title: A title
goal: You can say it.
take_home: Keep this.
minutes: 5
option: "1.1"
scenario: leave-colocated
---
"""


@pytest.fixture(scope="session")
def written():
    """Return a function that writes a lesson of one step, or of what follows the front matter."""

    def write(text="Something.", head="at: vpn is up", heading="## Only step"):
        return f"{FRONT}{heading}\n{head}\n\n{text}\n"

    return write


@pytest.fixture(scope="session")
def run(leaving):
    """Return the run of a node that leaves its office, cut short."""
    return Run(leaving)


@pytest.fixture(scope="session")
def scene(run):
    """Return a function that gives the scene of a moment of that run."""
    return lambda phrase: Scene(run, run.moments.find(phrase))


@pytest.fixture(scope="session")
def outside(scene):
    """Return the scene of data that travel to the node through all tunnels."""
    return scene("first data from cn on cellular after vpn is up")
