"""What a mobile node undertakes because it may be outside, and how all of it is abandoned at once.

RFC 5265 section 3.3: the internal home agent's answer decides, even after the node has begun to
negotiate and to register elsewhere.  Whatever it began must then neither go on nor, by a failure
or a success that comes late, change anything any more.
"""

from collections.abc import Callable
from typing import ParamSpec

_P = ParamSpec("_P")


class Undertakings:
    """Every procedure of the outside: how each is abandoned, and what it may still bring about.

    *inside* tells whether the node has found out that it is inside.
    """

    def __init__(self, inside: Callable[[], bool]) -> None:
        self._inside = inside
        self._abandon: list[Callable[[str], None]] = []

    def add(self, abandon: Callable[[str], None]) -> None:
        """Enter one procedure, which *abandon* ends for the reason that it is given."""
        self._abandon.append(abandon)

    def outside(self, act: Callable[_P, None]) -> Callable[_P, None]:
        """Return *act* as what a procedure of the outside may call: inside it does nothing."""

        def acts(*args: _P.args, **kwargs: _P.kwargs) -> None:
            if not self._inside():
                act(*args, **kwargs)

        return acts

    def abandon(self, because: str) -> None:
        """Abandon all of them."""
        for each in self._abandon:
            each(because)
