"""The mobile node's virtual interfaces: what is installed, kept in step with what is wanted."""

from simulation.kernel.device import Device
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.roles.mobile_routes import NOTHING, By, Layout, TunnelEnd
from simulation.tunnels.tunnel import Admission, Tunnel, TunnelEnds
from simulation.wire import ipv4
from simulation.wire.address import Address


class Paths:
    """Installs the routes, tunnels and addresses of one mobile node."""

    def __init__(self, node: Node, interface: Interface, ends: TunnelEnds) -> None:
        self.node = node
        self.interface = interface
        self.ends = ends
        self._devices: dict[By, Device] = {By.LINK: interface}
        self._installed = NOTHING

    def lead_into(self, vpn: Device) -> None:
        """Let routes into the VPN lead to its virtual interface *vpn*."""
        self._devices[By.VPN] = vpn

    def install(self, wanted: Layout) -> None:
        """Apply the difference between *wanted* and what is installed."""
        self._remove(wanted)
        self._configure(wanted)
        self._add(wanted)
        self._installed = wanted

    def _remove(self, wanted: Layout) -> None:
        """Remove the addresses, routes and tunnels that are not wanted any more."""
        for address in self._installed.held:
            if address not in wanted.held:
                self.node.release(address)
        keys = {row.key for row in wanted.rows}
        for row in self._installed.rows:
            if row.key not in keys:
                self.node.routes.remove(row.key)
        names = {end.name for end in wanted.tunnels}
        for end in self._installed.tunnels:
            if end.name not in names:
                self.ends.remove(end.name.value)

    def _configure(self, wanted: Layout) -> None:
        """Set the interface's address and neighbour, and the node's further addresses."""
        interface, installed = self.interface, self._installed
        interface.silent -= installed.silent
        interface.silent |= wanted.silent
        if (interface.address, interface.prefix) != wanted.station:
            interface.configure(*wanted.station)
        if wanted.neighbour is not None and wanted.neighbour != installed.neighbour:
            interface.learn(*wanted.neighbour)
        for address, why in wanted.held.items():
            if address not in installed.held:
                self.node.hold(address, why)

    def _add(self, wanted: Layout) -> None:
        """Open tunnels and add routes that are not there as they are wanted."""
        for end in wanted.tunnels:
            if end not in self._installed.tunnels:
                self._devices[end.name] = self.ends.add(self._tunnel(end))
        for row in wanted.rows:
            route = row.to(self._devices[row.by] if row.by is not None else None)
            if self.node.routes.get(route.key) != route:
                self.node.routes.add(route)

    def _tunnel(self, end: TunnelEnd) -> Tunnel:
        return Tunnel(
            self.node,
            end.name.value,
            end.local,
            end.remote,
            role=end.role,
            encapsulation=end.way,
            admits=self._admission(end.admits),
        )

    def _admission(self, home: Address) -> Admission:
        """Return a filter that admits packets to *home* and to groups, or to groups alone."""
        whose = "not the home address of this tunnel" if home else "no broadcast address"

        def admits(inner: bytes) -> str:
            destination = ipv4.destination(inner)
            group = destination >> 28 >= 0xE or destination in self.node.groups
            if group or (home and destination == home):
                return ""
            return f"{destination} is {whose}"

        return admits
