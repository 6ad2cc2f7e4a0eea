"""The mobile node's virtual interfaces, and the routes that lead from one to the next.

What the application sends has the internal home address as its source.  From there the routes
lead down: the internal tunnel has the tunnel inner address as its source, IPsec the external
home address, the external tunnel the care-of address.  A change of place changes routes only.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import layer
from simulation.kernel.routes import EVERYWHERE
from simulation.roles.access import Access
from simulation.roles.registration_client import RegistrationTarget
from simulation.roles.role import Timer
from simulation.time import SECOND
from simulation.tunnels.encapsulation import BY_NAME, Encapsulation, MipUdp
from simulation.tunnels.tunnel import Tunnel, TunnelEnds
from simulation.wire import icmp, ipv4, udp
from simulation.wire.address import ANY, Address, Prefix

if TYPE_CHECKING:
    from simulation.kernel.device import Device

INTERNAL, EXTERNAL = "imip0", "xmip0"


class Paths:
    """Keeps the routes of one mobile node in step with where it is."""

    def __init__(
        self,
        node: Node,
        interface: Interface,
        ends: TunnelEnds,
        internal: RegistrationTarget,
        external: RegistrationTarget | None,
        gateway: Address | None = None,
        *,
        direct_uplink: bool = False,
    ) -> None:
        self.node = node
        self.interface = interface
        self.ends = ends
        self.internal = internal
        self.external = external
        self.direct_uplink = direct_uplink
        """Whether what has the external home address leaves untunnelled where it can."""
        self.vpn_device: Device | None = None
        self.access: Access | None = None
        self._router: Address = ANY
        self.registered_inner: Address | None = None
        """The care-of address that the internal home agent holds through the VPN, if any."""
        self.external_over_udp = False
        self._keepalive_s = 0
        self._keepalive = Timer(node, self._keep_alive)
        self._sequence = 0
        self.home = internal.home_address
        self.external_for = EVERYWHERE
        """Destinations of the external layer: all, or the gateway where it shares the address."""
        if external is not None and external.home_address == self.home and gateway is not None:
            self.external_for = Prefix.host(gateway)
        if self.home:
            node.hold(self.home, "home address")
            interface.silent.add(self.home)
        if external is not None and external.home_address != self.home:
            node.hold(external.home_address, "external home address")
            interface.silent.add(external.home_address)
        self.refuse("the node has no link")

    # -- the link ---------------------------------------------------------------------------

    def attached(self, access: Access, home_router: Address) -> None:
        """Take what the link offers as the bottom of the stack."""
        self.access = access
        self._router = home_router if access.home_agent else access.router
        node, interface = self.node, self.interface
        node.routes.clear_device(interface)
        self.ends.remove(EXTERNAL)
        self._keepalive.stop()
        interface.silent.add(self.home)
        if access.home_agent:
            interface.silent.discard(self.home)
            interface.configure(self.home, access.prefix)
            node.route(access.prefix, interface)
            node.route(None, interface, home_router)
            node.route(Prefix.host(access.home_agent), interface, source=Prefix.host(self.home))
        elif access.colocated:
            interface.configure(access.care_of, access.prefix)
            node.route(access.prefix, interface)
            node.route(None, interface, access.router)
        else:
            interface.configure(ANY, None)
            interface.learn(access.router, access.agent)
            node.route(None, interface, access.router)

    def detached(self) -> None:
        """There is no link any more."""
        self.access = None
        self.node.routes.clear_device(self.interface)
        self.ends.remove(EXTERNAL)
        self._keepalive.stop()

    # -- user data --------------------------------------------------------------------------

    def refuse(self, because: str) -> None:
        """Let no user data leave, and say why."""
        if not self.home:
            return  # there is none without a home address
        self.node.route(None, None, source=Prefix.host(self.home), refuse=because)

    def assume_home(self, home: Address) -> None:
        """Take the home address that the home agent has assigned."""
        self.home = home
        self.internal = replace(self.internal, home_address=home)
        self.node.hold(home, "home address, assigned by the home agent")
        self.interface.silent.add(home)

    def inside(self, access: Access) -> None:
        """Send user data as RFC 3344 has it, without IPsec."""
        self.registered_inner = None
        mine = Prefix.host(self.home)
        if access.home_agent or not access.colocated:
            self.ends.remove(INTERNAL)
            self.node.route(None, self.interface, self._router, source=mine)
            return
        tunnel = self._tunnel(
            INTERNAL,
            access.care_of,
            self.internal,
            "internal-mip",
            BY_NAME[self.internal.encapsulation],
        )
        if self.internal.reverse_tunnel:
            self.node.route(None, tunnel, source=mine)
        else:
            self.node.route(None, self.interface, access.router, source=mine)

    def internal_up(
        self, inner: Address, udp_port: int, *, tunnels: bool, care_of: Address
    ) -> None:
        """Open the tunnel to the internal home agent, which now holds *care_of*."""
        self.registered_inner = care_of
        if not tunnels:
            self.ends.remove(INTERNAL)
            return
        way: Encapsulation = BY_NAME[self.internal.encapsulation]
        if udp_port:
            way = MipUdp(udp_port, udp.MOBILE_IP)
        self._tunnel(INTERNAL, inner, self.internal, "internal-mip", way)

    def outside(self, inner: Address) -> None:
        """Send user data through the internal tunnel, or straight into the VPN."""
        tunnel = self.ends.get(INTERNAL)
        if tunnel is not None and self.internal.reverse_tunnel:
            self.node.route(None, tunnel, source=Prefix.host(self.home))
        else:
            self.node.route(None, self.vpn_device, source=Prefix.host(self.home))

    def outside_by_agent(self, access: Access) -> None:
        """Give user data to the foreign agent as it is: the agent protects it from there on."""
        self.node.route(None, self.interface, access.router, source=Prefix.host(self.home))

    def register_through_vpn(self, home_agent: Address) -> None:
        """Let requests that bear the home address reach *home_agent* through the VPN."""
        self.node.route(Prefix.host(home_agent), self.vpn_device, source=Prefix.host(self.home))

    def unregister_through_vpn(self, home_agent: Address) -> None:
        """Undo `register_through_vpn`."""
        route = self.node.routes.find(home_agent, self.home)
        if route is not None and route.device is self.vpn_device and route.destination.length == 32:
            self.node.routes.remove(route.key)

    def inner_down(self, because: str) -> None:
        """Close the internal tunnel: its inner address is gone."""
        self.registered_inner = None
        self.ends.remove(INTERNAL)
        self.refuse(f"user data waits: {because}")

    # -- the external layer -----------------------------------------------------------------

    def external_up(self, access: Access, udp_port: int, keepalive_s: int) -> None:
        """Let the external home address be used: its home agent accepted."""
        target = self.external
        assert target is not None
        self.external_over_udp = udp_port != 0
        if target.encapsulation == "esp":
            return  # the tunnel is an SA, and the VPN client sees to it
        mine = Prefix.host(target.home_address)
        if access.colocated:
            way: Encapsulation = BY_NAME[target.encapsulation]
            if udp_port:
                way = MipUdp(udp_port, udp.MOBILE_IP)
            tunnel = self._tunnel(EXTERNAL, access.care_of, target, "external-mip", way)
            if target.reverse_tunnel and (udp_port or not self.direct_uplink):
                self.node.route(self.external_for, tunnel, source=mine)
                self._keep(keepalive_s)
                return
        self.node.route(self.external_for, self.interface, access.router, source=mine)

    def _tunnel(
        self,
        name: str,
        local: Address,
        target: RegistrationTarget,
        role: str,
        way: Encapsulation,
    ) -> Tunnel:
        old = self.ends.get(name)
        if old is not None and (old.local, old.remote, old.encapsulation) == (
            local,
            target.home_agent,
            way,
        ):
            return old
        home = target.home_address
        return self.ends.add(
            Tunnel(
                self.node,
                name,
                local,
                target.home_agent,
                role=role,
                encapsulation=way,
                admits=lambda inner: (
                    ""
                    if ipv4.destination(inner) == home or self._is_group(ipv4.destination(inner))
                    else f"{ipv4.destination(inner)} is not the home address of this tunnel"
                ),
            )
        )

    def _is_group(self, address: Address) -> bool:
        return address >> 28 >= 0xE or address in self.node.groups

    def receive_broadcasts(self, broadcast: Address) -> None:
        """Take what is sent to the home network's *broadcast* address.

        Where an agent ends the tunnel, it comes in a packet of its own (RFC 3344 section 4.3).
        """
        self.node.groups.add(broadcast)
        self.ends.add(
            Tunnel(
                self.node,
                "broadcasts",
                self.home,
                self.internal.home_agent,
                role="internal-mip",
                admits=lambda inner: (
                    ""
                    if self._is_group(ipv4.destination(inner))
                    else f"{ipv4.destination(inner)} is no broadcast address"
                ),
            )
        )

    def _keep(self, seconds: int) -> None:
        self._keepalive_s = seconds
        if seconds:
            self._keepalive.start(seconds * SECOND)

    def _keep_alive(self) -> None:
        """Refresh the NAT's mapping with an echo request, where nothing else has done it.

        RFC 3519 section 4.9: only if no other packet was sent in the interval.
        """
        target, tunnel = self.external, self.ends.get(EXTERNAL)
        if target is None or tunnel is None or not self._keepalive_s:
            return
        interval = self._keepalive_s * SECOND
        idle = int(self.node.env.now) - tunnel.sent_ns
        if idle < interval:
            self._keepalive.start(interval - idle)
            return
        self._keepalive.start(interval)
        self._sequence += 1
        node = self.node
        node.recorder.cause = None
        body = icmp.message(icmp.Echo(identifier=434, sequence=self._sequence & 0xFFFF))
        octets = ipv4.packet(
            target.home_address,
            target.home_agent,
            ipv4.ICMP,
            body,
            identification=node.next_identification(),
        )
        layers = (layer("ipv4", "external-mip", 20), layer("icmp-echo", "external-mip", len(body)))
        node.send(node.recorder.packet(octets, layers, "MIP tunnel keepalive"))
