"""The register of options: one line for each."""

from collections.abc import Mapping

from simulation.options import baseline, dual_ha
from simulation.options.option import Option

OPTIONS: Mapping[str, Option] = {
    each.OPTION.id: each.OPTION
    for each in (
        baseline,
        dual_ha,
    )
}

NAMES: Mapping[str, str] = {
    name: option.id for option in OPTIONS.values() for name in (option.id, option.slug)
}
"""Every accepted name of an option, and its id."""
