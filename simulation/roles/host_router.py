"""Routers that carry host routes for mobile nodes (draft section 2.8, as we read it).

A node that comes to a link has its access router told, and each router tells the next one towards
the root of the domain, until the new path meets the old one.  Routes are soft state.
"""

from dataclasses import dataclass, replace

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.home_agent import CLOCK_TOLERANCE, MobilitySecurity
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Address, Prefix

ACCEPTED, BAD_AUTHENTICATION, BAD_IDENTIFICATION = 0, 131, 133


@dataclass(slots=True)
class _HostRoute:
    interface: Interface
    via: Address | None
    identification: int
    expiry: Timer
    asker: tuple[Address, int]


class HostRouter:
    """One router of the domain; *upstream* is the next one towards the root, if it is not it."""

    def __init__(
        self,
        node: Node,
        security: MobilitySecurity,
        upstream: tuple[Interface, Address] | None,
    ) -> None:
        self.node = node
        self.security = security
        self.upstream = upstream
        self.table = Table(node.recorder, node.name, "host-routes")
        self._routes: dict[Address, _HostRoute] = {}
        self._last: dict[Address, int] = {}
        self._askers: dict[int, tuple[Address, int]] = {}
        node.sockets[0, udp.MOBILE_IP] = self._receive
        security.held_by(node, "Path Setups")

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        node = self.node
        try:
            message = mobile_ip.parse(payload).header
        except WireError as error:
            node.drop(packet, "malformed", str(error), "draft 2.8")
            return
        right = mobile_ip.verify(
            payload, kind=mobile_ip.MOBILE_HOME, key=self.security.key, spi=self.security.spi
        )
        if not right:
            node.drop(
                packet, "mip-check", "the authenticator of the path message is wrong", "draft 2.8"
            )
        elif isinstance(message, mobile_ip.PathSetup):
            self._receive_setup(message, header, packet)
        elif isinstance(message, mobile_ip.PathAcknowledge):
            asker = self._askers.pop(message.identification, None)
            if asker is None:
                node.drop(packet, "unexpected", "no path request waits for this", "draft 2.8")
            else:
                self._send(message, asker, f"Path Acknowledge for {message.home_address}")
        else:
            node.drop(packet, "unexpected", "not a message about paths", "draft 2.8")

    def _receive_setup(
        self, setup: mobile_ip.PathSetup, header: udp.UdpHeader, packet: Packet
    ) -> None:
        home = setup.home_address
        asker = (ipv4.source(packet.octets), header.source_port)
        if setup.lifetime == 0:
            self._tear_down(setup, packet)
            return
        interface = self.node.interfaces.get(packet.came_by)
        if interface is None:
            self.node.drop(packet, "unexpected", "a path begins at a link", "draft 2.8")
            return
        age = abs(mobile_ip.ntp_to_ns(setup.identification) - int(self.node.env.now))
        if age > CLOCK_TOLERANCE or setup.identification <= self._last.get(home, 0):
            # No route leads to the asker: the answer goes back to where the question came from.
            back = (interface, packet.neighbour)
            self._acknowledge(setup, asker, BAD_IDENTIFICATION, back)
            return
        self._last[home] = setup.identification
        via = None if asker[0] == home else asker[0]
        old = self._routes.get(home)
        at_home = via is None and interface.prefix is not None and home in interface.prefix
        self._install(setup, interface, via, asker, prefix_suffices=at_home)
        moved = old is not None and (old.interface, old.via) != (interface, via)
        if moved and old is not None and old.via is not None:
            gone = replace(setup, lifetime=0)
            self._send(gone, (old.via, udp.MOBILE_IP), f"Path Setup that takes {home} away")
        if moved or self.upstream is None:
            self._acknowledge(setup, asker, ACCEPTED)
            return
        self._askers[setup.identification] = asker
        upstream = (self.upstream[1], udp.MOBILE_IP)
        self._send(setup, upstream, f"Path Setup for {home}", relayed=True)

    def _install(
        self,
        setup: mobile_ip.PathSetup,
        interface: Interface,
        via: Address | None,
        asker: tuple[Address, int],
        *,
        prefix_suffices: bool,
    ) -> None:
        home = setup.home_address
        old = self._routes.pop(home, None)
        if old is not None:
            old.expiry.stop()
        if prefix_suffices:
            self.node.routes.remove(str(Prefix.host(home)))
            self.table.remove(str(home))
            return
        route = _HostRoute(
            interface, via, setup.identification, Timer(self.node, lambda: self._lapse(home)), asker
        )
        route.expiry.start(setup.lifetime * SECOND)
        self._routes[home] = route
        self.node.route(Prefix.host(home), interface, via)
        self.table.put(
            str(home),
            interface=interface.name,
            via=str(via) if via else None,
            lifetime_s=setup.lifetime,
            expires_ns=int(self.node.env.now) + setup.lifetime * SECOND,
        )

    def _tear_down(self, setup: mobile_ip.PathSetup, packet: Packet) -> None:
        route = self._routes.get(setup.home_address)
        if route is None or route.identification >= setup.identification:
            detail = f"no path to {setup.home_address} is older than what takes it away"
            self.node.drop(packet, "unexpected", detail, "draft 2.8")
            return
        self._lapse(setup.home_address)
        if route.via is not None:
            self._send(
                setup,
                (route.via, udp.MOBILE_IP),
                f"Path Setup that takes {setup.home_address} away",
                relayed=True,
            )

    def forget_mobiles(self) -> int:
        """Lose every host route, telling nobody; return how many there were."""
        lost = list(self._routes)
        for home in lost:
            self._lapse(home)
        return len(lost)

    def _lapse(self, home: Address) -> None:
        route = self._routes.pop(home, None)
        if route is not None:
            route.expiry.stop()
            self.node.routes.remove(str(Prefix.host(home)))
            self.table.remove(str(home))

    def _acknowledge(
        self,
        setup: mobile_ip.PathSetup,
        asker: tuple[Address, int],
        status: int,
        back: tuple[Interface, bytes] | None = None,
    ) -> None:
        source = self.node.source_for(asker[0]) or Address(0)
        answer = mobile_ip.PathAcknowledge(
            status=status,
            lifetime=setup.lifetime if status == ACCEPTED else 0,
            home_address=setup.home_address,
            crossover=source,
            identification=setup.identification,
        )
        self._send(answer, asker, f"Path Acknowledge for {setup.home_address}", back)

    def _send(
        self,
        message: mobile_ip.PathSetup | mobile_ip.PathAcknowledge,
        to: tuple[Address, int],
        purpose: str,
        via: tuple[Interface, bytes] | None = None,
        *,
        relayed: bool = False,
    ) -> None:
        setup = isinstance(message, mobile_ip.PathSetup)
        octets = mobile_ip.signed(message, spi=self.security.spi, key=self.security.key)
        source = self.node.source_for(to[0])
        if source is not None:
            self.node.send_udp(
                source,
                to[0],
                (udp.MOBILE_IP, to[1]),
                octets,
                (layer(message.key, "signalling", len(octets)),),
                purpose,
                via=via,
                message="path-setup" if setup else "path-acknowledge",
                relayed=relayed,
            )
