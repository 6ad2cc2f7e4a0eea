"""Who can read what of a packet: the one rule, from its layers, the keys held, and the place.

Metrics, claims and dissection ask here; the browser has the same rule in ``core/lens.ts``.  Both
are held against the same table, ``tests/simulation/trace/sight_vectors.json``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping

    from simulation.trace.kinds import Sent
    from simulation.trace.packets import Layer, Stack

LINK: Final = "link:"
"""Begins the id of one who listens on a link; every other id of an observer is a node's name."""
ANYWHERE: Final = "link:*"
"""One who listens on every link at once."""

_COVERED_BY_OWN_SEAL: Final = frozenset({"esp", "wireguard-data"})
"""Headers that the integrity check of what they seal covers, too (RFC 4303 section 2.8)."""


class Grade(StrEnum):
    """What somebody can do with one layer of a packet."""

    READABLE = "readable"
    AUTHENTICATED = "authenticated only"
    OPAQUE = "opaque"
    ABSENT = "absent"


def passes(observer: str, sent: Sent) -> bool:
    """Return whether a frame comes by *observer*: by its link, or from or to the node."""
    if observer.startswith(LINK):
        return observer in {ANYWHERE, LINK + sent.link}
    return sent.node == observer or observer in sent.to


def grades(
    stack: Stack,
    keys: Container[str] = (),
    *,
    guards: Mapping[int, Collection[str]] | None = None,
    passed: bool = True,
) -> tuple[Grade, ...]:
    """Return the grade of each layer of *stack* for one who holds *keys*.

    *guards* are the keys whose authenticators cover a layer, by its place.  Who lacks one of them
    reads that layer and cannot change it unnoticed.  *passed* is false where the packet never came
    by: then nothing is known of it.
    """
    if not passed:
        return (Grade.ABSENT,) * len(stack)
    shut = shut_at(stack, keys)
    clear = len(stack) if shut is None else shut + 1
    return tuple(
        Grade.OPAQUE if place >= clear else _clear(layer, keys, (guards or {}).get(place, ()))
        for place, layer in enumerate(stack)
    )


def _clear(layer: Layer, keys: Container[str], guards: Collection[str]) -> Grade:
    own = (layer.sealed,) if _covers_itself(layer) else ()
    missing = any(key not in keys for key in (*guards, *own))
    return Grade.AUTHENTICATED if missing else Grade.READABLE


def _covers_itself(layer: Layer) -> bool:
    """Return whether the seal's integrity check covers the header that stands before it.

    IKEv2's covers the whole message (RFC 7296 section 3.14), IKEv1's hashes cover payloads alone.
    """
    if not layer.sealed:
        return False
    return layer.header in _COVERED_BY_OWN_SEAL or layer.sealed.startswith("ikev2:")


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
