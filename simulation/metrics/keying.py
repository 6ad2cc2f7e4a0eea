"""What a whole run costs a mobile node in signalling, and how many keys that made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.figure import Row, figure
from simulation.trace import KeyHeld

if TYPE_CHECKING:
    from simulation.metrics.facts import Facts
    from simulation.metrics.signalling import Signalling

_KINDS: Final = {
    "ike_associations": ("ikev1:", "ikev2:"),
    "esp_associations": ("esp:",),
    "wireguard_sessions": ("wg:",),
}
"""How the ids of the keys begin that each kind of association has."""


def measure(facts: Facts, signalling: Signalling) -> list[Row]:
    """Return one row per mobile node."""
    end_ns = facts.trace.head["scenario"]["duration_ns"] + 1
    return [
        {
            "label": node,
            "node": node,
            **signalling.counted(signalling.within(node, 0, end_ns)),
            **_keys(facts, node),
        }
        for node in facts.mobiles
    ]


def _keys(facts: Facts, node: str) -> Row:
    held: dict[str, int] = {}
    for number, event in facts.of(KeyHeld):
        if event.node == node:
            held.setdefault(event.key, number)
    found = {
        kind: [number for key, number in held.items() if key.startswith(begins)]
        for kind, begins in _KINDS.items()
    }
    return {kind: figure(len(numbers), numbers) for kind, numbers in found.items()}
