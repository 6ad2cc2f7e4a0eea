"""mipviz's simulation: Mobile IPv4 and IPsec VPNs, with real octets and real keys.

This is the front door; it needs SimPy and `cryptography` only.
"""

from typing import Any

from simulation.errors import LimitError, ScenarioError, SimulationError
from simulation.options import NAMES, OPTIONS
from simulation.scenario import Scenario, with_settings
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
    "read_scenario",
    "simulate",
    "simulate_in_steps",
    "with_settings",
]


def read_scenario(document: Any) -> Scenario:
    """Return the scenario that *document* describes; see `Scenario.from_document`."""
    return Scenario.from_document(document, NAMES)
