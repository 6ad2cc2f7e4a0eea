"""The scenario's parameters, in groups."""

from collections.abc import Mapping

from simulation.scenario.parameter import Parameter
from simulation.scenario.parameters import (
    attack,
    designs,
    links,
    mobile_ip,
    network,
    traffic,
    vpn,
)

GROUPS: Mapping[str, tuple[Parameter, ...]] = {
    "Mobile IP": mobile_ip.PARAMETERS,
    "VPN": vpn.PARAMETERS,
    "Designs": designs.PARAMETERS,
    "Network": network.PARAMETERS,
    "Traffic": traffic.PARAMETERS,
    "Attack": attack.PARAMETERS,
}
"""Every parameter that is not of one link, under the title of its group."""

PARAMETERS: tuple[Parameter, ...] = tuple(each for group in GROUPS.values() for each in group)
"""All of these."""

LINK_PARAMETERS: tuple[Parameter, ...] = links.PARAMETERS
"""Parameters of one link, under ``link.NAME.``."""

BY_KEY: Mapping[str, Parameter] = {each.key: each for each in PARAMETERS}
LINK_BY_KEY: Mapping[str, Parameter] = {each.key: each for each in LINK_PARAMETERS}
