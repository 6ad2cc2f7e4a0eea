"""mipviz's simulation: Mobile IPv4 and IPsec VPNs, with real octets and real keys.

This is the front door; it needs SimPy and `cryptography` only.
"""

from collections.abc import Mapping
from typing import Any

from simulation.errors import LimitError, ScenarioError, SimulationError
from simulation.options import NAMES, OPTIONS
from simulation.scenario import (
    FIRST_SCENARIO,
    Address,
    Scenario,
    address,
    check_forecast,
    with_settings,
)
from simulation.scenario.parameters import LINK_PARAMETERS, PARAMETERS
from simulation.scenario.presets import PRESETS
from simulation.simulate import simulate, simulate_in_steps
from simulation.trace import Trace

__all__ = [
    "LINK_PARAMETERS",
    "OPTIONS",
    "PARAMETERS",
    "PRESETS",
    "LimitError",
    "Scenario",
    "ScenarioError",
    "SimulationError",
    "Trace",
    "read_address",
    "read_run",
    "read_scenario",
    "simulate",
    "simulate_in_steps",
    "with_settings",
    "write_address",
]


def read_scenario(document: Any) -> Scenario:
    """Return the scenario that *document* describes; see `Scenario.from_document`."""
    return Scenario.from_document(document, NAMES)


def read_run(document: Any) -> Scenario:
    """Return the scenario that *document* describes, if its run can be made; else `LimitError`."""
    scenario = read_scenario(document)
    check_forecast(scenario)
    return scenario


def read_address(query: Mapping[str, str], otherwise: str = FIRST_SCENARIO) -> Address:
    """Return what the query of an address asks for; see `simulation.scenario.address.read`."""
    return address.read(query, NAMES, otherwise)


def write_address(scenario: Scenario) -> str:
    """Return the query that shows *scenario* and stores nothing; see `address.write`."""
    return address.write(scenario)
