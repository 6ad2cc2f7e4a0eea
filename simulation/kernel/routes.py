"""Routing tables that may look at the source address and the arriving interface, too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulation.wire.address import ANY, Address, Prefix

if TYPE_CHECKING:
    from simulation.kernel.device import Device
    from simulation.kernel.recorder import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route: packets to *destination* (from *source*, received by *inbound*) leave by *device*.

    Without a *device* the route refuses, for the reason *refuse*.
    """

    destination: Prefix
    device: Device | None
    via: Address | None = None
    source: Prefix | None = None
    inbound: str | None = None
    refuse: str = ""

    @property
    def key(self) -> str:
        """The row's name in the table."""
        source = f" from {self.source}" if self.source else ""
        inbound = f" in by {self.inbound}" if self.inbound else ""
        return f"{self.destination}{source}{inbound}"

    @property
    def rank(self) -> tuple[int, int, int]:
        """The precedence: by inbound interface, then source, then length of the destination."""
        return (
            self.inbound is not None,
            self.source.length if self.source else -1,
            self.destination.length,
        )


class RoutingTable:
    """The routes of one node; longest match wins, rows with a source or interface first."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._routes: dict[str, Route] = {}
        self._ranked: list[Route] = []
        self._cache: dict[tuple[int, int, str | None], Route | None] = {}

    def add(self, route: Route) -> None:
        """Add *route*, in place of one with the same key."""
        self._routes[route.key] = route
        self._rank()
        self._table.put(
            route.key,
            destination=str(route.destination),
            source=str(route.source) if route.source else None,
            inbound=route.inbound,
            via=str(route.via) if route.via else None,
            device=route.device.name if route.device else None,
            refuse=route.refuse,
        )

    def remove(self, key: str) -> None:
        """Remove the route of that *key* if it is there."""
        if self._routes.pop(key, None) is not None:
            self._rank()
            self._table.remove(key)

    def get(self, key: str) -> Route | None:
        """Return the route of that *key* if it is there."""
        return self._routes.get(key)

    def clear_device(self, device: Device) -> None:
        """Remove every route that leads to *device*."""
        for key in [key for key, route in self._routes.items() if route.device is device]:
            self.remove(key)

    def by_device(self, device: Device) -> list[Route]:
        """Return every route that leads to *device*."""
        return [route for route in self._routes.values() if route.device is device]

    def renumber(self, old: Address, new: Address) -> None:
        """Replace the next hop *old* by *new* in every route."""
        for route in [each for each in self._routes.values() if each.via == old]:
            self.add(replace(route, via=new))

    def clear(self) -> None:
        """Remove every route."""
        for key in list(self._routes):
            self.remove(key)

    def _rank(self) -> None:
        self._ranked = sorted(self._routes.values(), key=lambda route: route.rank, reverse=True)
        self._cache.clear()

    def find(self, destination: int, source: int = ANY, inbound: str | None = None) -> Route | None:
        """Return the route for a packet, or `None`."""
        key = (destination, source, inbound)
        try:
            return self._cache[key]
        except KeyError:
            found = self._seek(destination, source, inbound)
        if len(self._cache) > 4096:
            self._cache.clear()
        self._cache[key] = found
        return found

    def _seek(self, destination: int, source: int, inbound: str | None) -> Route | None:
        for route in self._ranked:
            if (
                destination in route.destination
                and (route.source is None or source in route.source)
                and (route.inbound is None or route.inbound == inbound)
            ):
                return route
        return None
