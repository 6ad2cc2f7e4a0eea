"""What an option is: data about it, and a function that composes its world from parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulation.roles.home_agent import HomeAgent
from simulation.world.world import World


@dataclass(frozen=True, slots=True)
class Change:
    """One entity or specification that is new or must be changed, and how.

    *kind* is ``new`` or ``modified``; *entity* a role's kind or ``IPsec``, ``Mobile IP``.
    """

    entity: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One design; *section* names where the draft (or an RFC) describes it.

    *summary* says what it does in the terms of the field, *plain* to somebody who knows none.
    """

    id: str
    slug: str
    title: str
    section: str
    summary: str
    plain: str
    roles: tuple[str, ...]
    build: Callable[[World], object]
    changes: tuple[Change, ...] = ()
    """What differs from stock Mobile IPv4 and IPsec, whatever the scenario."""
    readings: tuple[str, ...] = ()
    """Where the source leaves something open: what we chose, in a sentence each."""
    layer_names: Mapping[str, str] = field(default_factory=dict)
    """What a role of layers is called here, where its usual name would be wrong."""


PROVES_THE_INSIDE = Change(
    "home-agent", "modified", "a list of trusted networks, and extension 149"
)
"""What RFC 5265 section 4.3 asks of an internal home agent, under whatever option it runs."""


def changes_of(option: Option, world: World) -> tuple[Change, ...]:
    """Return what differs from stock in *world*, which *option* has built."""
    proving = any(
        isinstance(role, HomeAgent) and role.config.trusted is not None
        for role in world.roles.values()
    )
    return (*option.changes, PROVES_THE_INSIDE) if proving else option.changes
