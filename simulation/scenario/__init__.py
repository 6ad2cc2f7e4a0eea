"""What is run: scenario documents, their parameters, presets and limits."""

from simulation.scenario.actions import ACTIONS, LONGEST_NS, Action
from simulation.scenario.document import (
    MOST_ACTIONS,
    MOST_EVENTS,
    MOST_FLOWS,
    Scenario,
    with_settings,
)
from simulation.scenario.parameters import LINK_PARAMETERS, PARAMETERS, Parameter
from simulation.scenario.places import ACCESS_LINKS, ATTACKER, LINK_DEFAULTS, LINKS, NODES
from simulation.scenario.presets import PRESETS

__all__ = [
    "ACCESS_LINKS",
    "ACTIONS",
    "ATTACKER",
    "LINKS",
    "LINK_DEFAULTS",
    "LINK_PARAMETERS",
    "LONGEST_NS",
    "MOST_ACTIONS",
    "MOST_EVENTS",
    "MOST_FLOWS",
    "NODES",
    "PARAMETERS",
    "PRESETS",
    "Action",
    "Parameter",
    "Scenario",
    "with_settings",
]
