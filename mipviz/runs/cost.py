"""What a run will cost, roughly, before it is begun: the seconds that a worker will need."""

from __future__ import annotations

from typing import Any, Final

from simulation import read_scenario
from simulation.scenario import forecast_events

SECONDS_AT_LEAST: Final = 0.1
SECONDS_AN_EVENT: Final = 0.000_045
"""Simulating, telling and writing one event, measured."""


def expected_seconds(document: dict[str, Any]) -> float:
    """Return how long a worker will be busy with the scenario *document*, which was read before.

    A guess that errs by a factor of three does no harm: what the run has really cost is put to its
    client's account.
    """
    return SECONDS_AT_LEAST + SECONDS_AN_EVENT * forecast_events(read_scenario(document))
