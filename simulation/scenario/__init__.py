"""What is run: scenario documents, their parameters, presets and limits."""

from simulation.scenario.actions import ACTIONS, LONGEST_NS, Action, ActionField
from simulation.scenario.address import ADDRESS_LIMIT, FIRST_SCENARIO, Address
from simulation.scenario.document import (
    MOST_ACTIONS,
    MOST_EVENTS,
    MOST_FLOWS,
    OWN_SLUG,
    TIMELINE,
    Note,
    Scenario,
)
from simulation.scenario.forecast import check as check_forecast
from simulation.scenario.forecast import events as forecast_events
from simulation.scenario.notes import gathered
from simulation.scenario.parameter import Parameter
from simulation.scenario.parameters import GROUPS, LINK_PARAMETERS, PARAMETERS
from simulation.scenario.places import (
    ACCESS_LINKS,
    ATTACKER,
    LINK_DEFAULTS,
    LINK_PREFIXES,
    LINKS,
    MACHINES,
    NODES,
)
from simulation.scenario.presets import PRESETS
from simulation.scenario.settings import settings_of, with_settings

__all__ = [
    "ACCESS_LINKS",
    "ACTIONS",
    "ADDRESS_LIMIT",
    "ATTACKER",
    "FIRST_SCENARIO",
    "GROUPS",
    "LINKS",
    "LINK_DEFAULTS",
    "LINK_PARAMETERS",
    "LINK_PREFIXES",
    "LONGEST_NS",
    "MACHINES",
    "MOST_ACTIONS",
    "MOST_EVENTS",
    "MOST_FLOWS",
    "NODES",
    "OWN_SLUG",
    "PARAMETERS",
    "PRESETS",
    "TIMELINE",
    "Action",
    "ActionField",
    "Address",
    "Note",
    "Parameter",
    "Scenario",
    "check_forecast",
    "forecast_events",
    "gathered",
    "settings_of",
    "with_settings",
]
