"""Who can read what of a packet: the one rule, from its layers and the keys that somebody holds.

Metrics, claims and dissection ask here; the browser has the same rule in ``core/lens.ts``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from simulation.trace.packets import Stack


def shut_at(stack: Stack, keys: Container[str] = ()) -> int | None:
    """Return the place of the outermost layer that is sealed by a key not among *keys*, if any.

    What is further in cannot be read.  A layer that is merely authenticated seals nothing.
    """
    for place, layer in enumerate(stack):
        if layer.sealed and layer.sealed not in keys:
            return place
    return None


def hidden_octets(stack: Stack, keys: Container[str] = ()) -> int:
    """Return how many octets cannot be read with *keys*.

    They are the layers inside the one that is shut, with what that layer appends to them (ESP's
    padding and ICV); its own head is in clear.
    """
    place = shut_at(stack, keys)
    if place is None:
        return 0
    return stack[place].tail + sum(each.head + each.tail for each in stack[place + 1 :])
