"""Which layers the pieces of a packet have: what of the whole lies in each, and what seals it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.trace import Layer

if TYPE_CHECKING:
    from simulation.trace import Stack

FRAGMENT = "fragment"
"""The header of octets whose own headers lie in another piece, or not whole in this one."""


def layers_of_piece(stack: Stack, head: int, start: int, end: int) -> Stack:
    """Return the layers of the piece that holds octets *start* to *end* of what *stack* carries.

    Octets count from behind the outermost header, which each piece has anew, *head* octets long
    (RFC 791 section 3.2).  The first piece keeps the headers that are whole in it; the rest is
    one layer, `FRAGMENT`.  A key that seals the whole seals every piece: it stands at the last
    layer before the octets that it hides.
    """
    layers = [stack[0]._replace(head=head, tail=0)]
    role = stack[0].role
    told = start
    place = 0
    for layer in stack[1:]:
        place += layer.head
        if start == 0 and place <= end and told == place - layer.head:
            layers.append(layer._replace(tail=0))
            told = place
        elif layer.sealed:
            clear = max(min(place, end) - told, 0)
            _seal(layers, Layer(FRAGMENT, role, clear, sealed=layer.sealed))
            told += clear
    return *layers, Layer(FRAGMENT, role, end - told)


def _seal(layers: list[Layer], seal: Layer) -> None:
    """Let what follows *layers* be sealed, behind the octets of *seal* that are in clear."""
    if seal.head or layers[-1].sealed:
        layers.append(seal)
    else:
        layers[-1] = layers[-1]._replace(sealed=seal.sealed)
