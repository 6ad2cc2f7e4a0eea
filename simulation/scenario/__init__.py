"""What is run: scenario documents, their parameters, presets and limits."""

from simulation.scenario.document import (
    ACCESS_LINKS,
    ACTIONS,
    ATTACKER,
    LINKS,
    LONGEST_NS,
    MOST_ACTIONS,
    MOST_EVENTS,
    MOST_FLOWS,
    NODES,
    SECOND,
    Scenario,
    with_settings,
)
from simulation.scenario.parameters import LINK_PARAMETERS, PARAMETERS, Parameter
from simulation.scenario.presets import PRESETS

__all__ = [
    "ACCESS_LINKS",
    "ACTIONS",
    "ATTACKER",
    "LINKS",
    "LINK_PARAMETERS",
    "LONGEST_NS",
    "MOST_ACTIONS",
    "MOST_EVENTS",
    "MOST_FLOWS",
    "NODES",
    "PARAMETERS",
    "PRESETS",
    "SECOND",
    "Parameter",
    "Scenario",
    "with_settings",
]
