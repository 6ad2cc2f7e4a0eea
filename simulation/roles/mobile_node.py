"""The mobile node: up to two Mobile IP layers around an IPsec client, as virtual interfaces.

It is built from parts that know nothing of one another: access to the link, detection of the
trusted network, registrations, the VPN client.  This module joins them, and keeps the routes
by which the application's packets find their way through the layers.
"""

from dataclasses import replace

from simulation.errors import WireError
from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet
from simulation.roles.access import Access, AccessManager
from simulation.roles.binding_update import BindingClient
from simulation.roles.detection import Detection, DetectionEvents, Place
from simulation.roles.esp_route import COLLISION, EspRouteClient
from simulation.roles.home_agent import ANNOUNCEMENTS
from simulation.roles.home_assignment import HomeAssignment
from simulation.roles.mobile_config import MobileConfig
from simulation.roles.mobile_paths import Paths
from simulation.roles.registration_client import (
    ClientEvents,
    MobilityClock,
    RegistrationClient,
    RegistrationTarget,
    Way,
)
from simulation.roles.vpn_client import VpnClient, VpnEvents, VpnState
from simulation.roles.wireguard_interface import WireguardClient
from simulation.time import SECOND
from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire import mobile_ip, udp
from simulation.wire.address import Address

_FIRST_PORT = 1025
VPN_PAUSE = 1 * SECOND
"""Between the end of one negotiation and the next: a peer that refuses is not pestered."""
TRIES_PER_CARE_OF = 3


class MobileNode:
    """One mobile node, from being switched on until it is switched off."""

    def __init__(
        self, node: Node, interface: Interface, ends: TunnelEnds, config: MobileConfig
    ) -> None:
        self.node = node
        self.interface = interface
        self.config = config
        self.access: Access | None = None
        gateway = config.vpn.gateway if config.vpn else None
        self.paths = Paths(
            node,
            interface,
            ends,
            config.internal,
            config.external,
            gateway,
            direct_uplink=config.direct_uplink,
        )
        if config.home_broadcast is not None:
            self.paths.receive_broadcasts(config.home_broadcast)
        clock = MobilityClock(node, config.clock_offset_ns)
        self.plain = self._client("internal registration in clear", config.internal, clock, 0)
        self.internal = self._client("internal registration", config.internal, clock, 1)
        self.internal.events = ClientEvents(
            accepted=self._internal_accepted, silent=self._care_of_failed
        )
        self.internal.most_tries = TRIES_PER_CARE_OF if config.other_care_of else 0
        self.external: RegistrationClient | None = None
        if config.external is not None:
            shared = config.external.security is config.internal.security
            external_clock = clock if shared else MobilityClock(node, config.clock_offset_ns)
            self.external = self._client(
                "external registration", config.external, external_clock, 2
            )
            self.external.events = ClientEvents(accepted=self._external_accepted)
        self.detection = Detection(
            node,
            config.detection,
            self.plain,
            DetectionEvents(
                inside=self._inside,
                outside=self._outside,
                uncertain=self._uncertain,
                search=self._register_external,
            ),
            waits_for_external=config.external is not None,
        )
        self.vpn = self._vpn()
        if self.vpn is not None:
            self.paths.vpn_device = self.vpn.device
        self.binding: BindingClient | None = None
        if config.binding is not None:
            self.binding = BindingClient(
                node, config.binding, ends, MobilityClock(node), self._binding_accepted
            )
        self.esp_route: EspRouteClient | None = None
        if config.esp_route is not None:
            self.esp_route = EspRouteClient(
                node, config.esp_route, MobilityClock(node), self._esp_route_denied
            )
        self.assignment = HomeAssignment(self)
        self._flush_pending = config.vpn is not None and config.vpn.flush_at_start
        self._fresh_link = False
        self.ends = ends
        self.manager = AccessManager(
            node,
            interface,
            policy=config.care_of,
            home_agents=frozenset({config.internal.home_agent}),
            ready=self._ready,
            lost=self._lost,
        )
        node.sockets[0, udp.MOBILE_IP] = self._receive_tunnel_data

    def _client(
        self, name: str, target: RegistrationTarget, clock: MobilityClock, place: int
    ) -> RegistrationClient:
        client = RegistrationClient(
            self.node, name, _FIRST_PORT + place, target, clock, ClientEvents(lambda *_: None)
        )
        self.node.sockets[0, client.port] = lambda header, payload, packet: self._receive_reply(
            client, header, payload, packet
        )
        security = target.security
        security.held_by(self.node, "registrations")
        return client

    def _vpn(self) -> VpnClient | WireguardClient | None:
        setup = self.config.vpn
        if setup is None:
            return None
        events = VpnEvents(up=self._vpn_up, down=self._vpn_down)
        if setup.wireguard is not None:
            return WireguardClient(self.node, *setup.wireguard, events)
        assert setup.ike is not None
        client = VpnClient(
            self.node, setup.gateway, setup.ike, events, self.config.internal.home_address
        )
        client.device.strict_triple = setup.strict_triple
        return client

    # -- links ------------------------------------------------------------------------------

    def link_up(self) -> None:
        """Begin on the link that the interface was attached to."""
        self.manager.link_up()

    def link_down(self) -> None:
        """Forget the link that the interface was detached from."""
        self.manager.link_down("the link is gone")
        self.interface.configure(Address(0), None)

    def _lost(self, because: str) -> None:
        if self.access is not None and not self.access.colocated:
            self.node.release(self.access.care_of)
        self.access = None
        if self.external is not None:
            self.external.stop(because)
        if self.binding is not None:
            self.binding.stop(because)
        if self.esp_route is not None:
            self.esp_route.stop()
        self.detection.link_lost(because)
        self.paths.detached()

    def _ready(self, access: Access) -> None:
        self.access = access
        self._fresh_link = True
        self.paths.attached(access, self.config.home_router)
        internal = self.config.internal
        if access.home_agent and not internal.home_address:
            self.node.note("at home a node gets an address by other means", "RFC 2794 1")
            return
        if access.home_agent:
            self._announce_home(ANNOUNCEMENTS)
            way = Way(
                source=internal.home_address,
                destination=internal.home_agent,
                care_of=internal.home_address,
                colocated=False,
                label=", from home",
            )
            self.detection.link_changed(way, lifetime=0)
            return
        if self.esp_route is not None and not access.colocated:
            self.node.hold(access.care_of, "borrowed from the foreign agent")
            self.interface.silent.add(access.care_of)
        following = self._follow(access)
        self.detection.link_changed(self._way(internal, access, ", in clear"))
        if access.colocated:
            # No need to wait for the home agent: the correspondent is told at once.
            self._bind(natted=False)
        if following and self.vpn is not None:
            # What the SA protects may go on while the node finds out where it is.
            self._through_vpn(self.vpn.inner)
        self._register_external()

    def _announce_home(self, times: int) -> None:
        """Tell the home link where the home address is, more than once (RFC 3344 section 4.6)."""
        if times and self.access is not None and self.access.home_agent:
            self.interface.announce(self.config.internal.home_address)
            self.node.after(SECOND, lambda: self._announce_home(times - 1))

    def _register_external(self) -> None:
        """Ask the external home agent, which answers where the node is outside."""
        if self.external is None or self.access is None or self.access.home_agent:
            return
        way = self._way(self.external.target, self.access, "")
        way = replace(way, nat_traversal=self.config.nat_traversal_external)
        self.external.most_tries = 0
        self.external.register(way, "is this the outside?")

    def _follow(self, access: Access) -> bool:
        """Take a standing SA along to a new address; return whether that was done."""
        vpn, setup = self.vpn, self.config.vpn
        if vpn is None or setup is None or vpn.state is not VpnState.UP:
            return False
        if setup.on_move == "renegotiate" or setup.over_external:
            return False
        if self.esp_route is not None:
            vpn.move(access.care_of, tell=False, show=False)
            self._request_esp_route(access)
            return True
        if not access.colocated:
            return False
        vpn.move(access.care_of, tell=setup.on_move == "update", show=setup.on_move == "show")
        return True

    def _way(self, target: RegistrationTarget, access: Access, label: str) -> Way:
        """Return how a request for *target* leaves the present link in clear (RFC 3344 3.6.1.1)."""
        if access.colocated:
            return Way(
                source=access.care_of,
                destination=target.home_agent,
                care_of=access.care_of,
                colocated=True,
                label=label,
            )
        return Way(
            source=target.home_address,
            destination=access.router,
            care_of=access.care_of,
            colocated=False,
            agent=(self.interface, access.agent),
            label=label,
        )

    # -- replies ----------------------------------------------------------------------------

    def _receive_reply(
        self, client: RegistrationClient, header: udp.UdpHeader, payload: bytes, packet: Packet
    ) -> None:
        node = self.node
        if payload[:1] == b"\x04":
            self._receive_tunnel_data(header, payload, packet)
            return
        try:
            message = mobile_ip.parse(payload)
        except WireError as error:
            node.drop(packet, "malformed", str(error), "RFC 3344 3.6.2")
            return
        is_reply = isinstance(message.header, mobile_ip.RegistrationReply)
        if not is_reply or not client.receive(message, payload, packet):
            node.drop(packet, "unexpected", "no request waits for this reply", "RFC 3344 3.6.2.1")

    def _receive_tunnel_data(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        self.ends.receive_udp(packet, (header.source_port, header.destination_port))

    def _external_accepted(
        self, reply: mobile_ip.RegistrationReply, message: mobile_ip.Message
    ) -> None:
        if self.external is None or self.access is None or self.external.way is None:
            return
        if self.external.way.care_of != self.access.care_of or reply.lifetime == 0:
            return
        told = message.find(mobile_ip.UdpTunnelReply)
        over_udp = told is not None and told.code == 0
        keepalive = (told.keepalive or 110) if over_udp and told is not None else 0
        self.paths.external_up(self.access, self.external.port if over_udp else 0, keepalive)
        self._bind(natted=over_udp)
        if self.detection.state is Place.INSIDE:
            self._leave_external()
        else:
            self.detection.external_answered()

    def _request_esp_route(self, access: Access) -> None:
        """Have the gateway send ESP here, and the agent, where there is one, deliver it."""
        vpn = self.vpn
        if self.esp_route is None or vpn is None or vpn.pair is None:
            return
        agent = (self.interface, access.agent) if access.agent else None
        self.esp_route.request(
            vpn.inner, access.care_of, access.router, vpn.pair.inbound.spi, agent
        )

    def _esp_route_denied(self, code: int) -> None:
        """Negotiate anew from where the node is: IKE finds out by itself what stands between."""
        if self.vpn is None or self.access is None:
            return
        if self.access.colocated or code == COLLISION:
            self.paths.inner_down("a new SA is being negotiated")
            self.vpn.connect(self.access.care_of, f"the ESP route was refused with code {code}")

    # -- binding updates --------------------------------------------------------------------

    def _bind(self, *, natted: bool) -> None:
        """Tell the correspondent of route optimization where the node is (draft section 2.4)."""
        client, access = self.binding, self.access
        if client is None or access is None or self.vpn is None or self.vpn.pair is None:
            return
        if natted:
            self.node.note(
                "behind a NAT the Binding Update would name a private address; the way over the "
                "home agent stays",
                "draft 2.4",
            )
            client.withdraw(access.care_of)
            return
        source = access.care_of if access.colocated else client.target.home_address
        client.update(source, access.care_of, ends_tunnel=access.colocated)

    def _binding_accepted(self) -> None:
        if self.access is not None and self.config.external is not None:
            self.paths.external_up(self.access, 0, 0)
        self.detection.external_answered()

    # -- inside -----------------------------------------------------------------------------

    def _inside(self) -> None:
        assert self.access is not None
        if self.config.inner_layer != "nothing":
            self.internal.stop("inside, the registration in clear stands")
        self.paths.unregister_through_vpn(self.config.internal.home_agent)
        self.paths.inside(self.access)
        self._leave_external()
        if self.binding is not None and self.binding.bound:
            self.binding.withdraw(self.config.internal.home_address)
        vpn, setup = self.vpn, self.config.vpn
        if vpn is None or setup is None or not setup.delete_inside:
            return
        home = self.config.internal.home_address
        if vpn.state is VpnState.UP:
            vpn.move(home, tell=False, show=False)
            vpn.disconnect("inside: the gateway must not think that the node is outside")
        elif self._flush_pending:
            vpn.connect(home, "started inside: an SA of an earlier life may stand at the gateway")
        self._flush_pending = False

    def _leave_external(self) -> None:
        """Take the external binding back, once; where that fails it lapses (RFC 5265 3.2.3)."""
        client = self.external
        if client is None or client.way is None or self.access is None:
            return
        if client.table.rows:
            care_of = Address.parse(str(client.table.rows[client.machine]["care_of"]))
            way = replace(self._way(client.target, self.access, ""), care_of=care_of)
            inner_side = self.config.external_from_inside
            if inner_side is not None:
                source = self.access.care_of if self.access.colocated else self.paths.home
                if self.access.home_agent:
                    source = self.paths.home
                way = replace(way, source=source, destination=inner_side, agent=None)
            client.most_tries = 1
            client.register(way, "inside: the external binding is not needed", 0)
            client.table.remove(client.machine)
        else:
            client.stop("inside: the external binding is not needed")

    # -- outside ----------------------------------------------------------------------------

    def _outside(self) -> None:
        vpn, setup = self.vpn, self.config.vpn
        if vpn is None or setup is None or self.access is None:
            return
        if setup.over_external:
            assert self.config.external is not None
            local = self.config.external.home_address
        elif self.access.colocated or self.esp_route is not None:
            local = self.access.care_of
        elif self.config.agent_protects:
            self.paths.outside_by_agent(self.access)
            return
        else:
            self.node.note(
                "IKE needs an address of the node's own, and the foreign agent's is none",
                "RFC 4093 4.2",
            )
            return
        again = self._fresh_link and setup.on_move == "renegotiate" and not setup.over_external
        self._fresh_link = False
        if vpn.state is VpnState.UP and vpn.local == local and not again:
            self._vpn_up(vpn.inner)
        else:
            self.paths.inner_down("a new SA is being negotiated")
            vpn.connect(local, "outside, and no SA from this address")

    def _vpn_up(self, inner: Address) -> None:
        setup = self.config.vpn
        assert setup is not None
        if self.detection.state is Place.INSIDE and setup.delete_inside and self.vpn is not None:
            self.vpn.disconnect("the gateway has been told that nothing older stands")
            return
        if not inner:
            self.assignment.ask()
            return
        if self.detection.state is Place.OUTSIDE or self.esp_route is not None:
            if self.access is not None and self.access.agent:
                self._request_esp_route(self.access)
            self._through_vpn(inner)
            if self.external is not None and self.external.way is not None:
                self._bind(natted=self.paths.external_over_udp)

    def _through_vpn(self, inner: Address) -> None:
        """Have the internal home agent send to the VPN, then let user data go that way."""
        config = self.config
        if config.inner_layer == "nothing":
            self.paths.outside(inner)
            return
        tunnels = config.inner_layer == "tunnel"
        care_of = config.internal_care_of or inner
        if not tunnels:
            self.paths.register_through_vpn(config.internal.home_agent)
        way = Way(
            source=inner,
            destination=config.internal.home_agent,
            care_of=care_of,
            colocated=tunnels or config.claims_decapsulation,
            nat_traversal=tunnels and config.nat_traversal_internal,
            label=", through the VPN",
        )
        if self.paths.registered_inner == care_of and self.internal.way == way:
            self.paths.outside(inner)
        else:
            self.internal.register(way, f"the VPN gave {inner}")

    def _care_of_failed(self) -> None:
        """Name the other care-of address that the node was told of."""
        config, vpn = self.config, self.vpn
        if config.other_care_of is None or vpn is None or not vpn.inner:
            return
        self.config = replace(
            config,
            internal_care_of=config.other_care_of,
            other_care_of=config.internal_care_of,
        )
        self.node.note(f"no answer by {config.internal_care_of}: try {config.other_care_of}")
        self._through_vpn(vpn.inner)

    def _vpn_down(self, because: str) -> None:
        self.paths.inner_down(because)
        self.internal.stop(because)
        self.node.after(VPN_PAUSE, self._vpn_again)

    def _vpn_again(self) -> None:
        """Try once more, a while after the VPN went down, if it is still wanted."""
        down = self.vpn is not None and self.vpn.state is VpnState.DOWN
        if down and self.detection.state is Place.OUTSIDE:
            self._outside()

    def _internal_accepted(
        self, reply: mobile_ip.RegistrationReply, message: mobile_ip.Message
    ) -> None:
        if self.detection.state is Place.INSIDE or self.vpn is None:
            return
        if not self.vpn.inner:
            self.assignment.answered()
            return
        told = message.find(mobile_ip.UdpTunnelReply)
        over_udp = told is not None and told.code == 0
        assert self.internal.way is not None
        self.paths.internal_up(
            self.vpn.inner,
            self.internal.port if over_udp else 0,
            tunnels=self.config.inner_layer == "tunnel",
            care_of=self.internal.way.care_of,
        )
        self.paths.outside(self.vpn.inner)

    def _uncertain(self, because: str) -> None:
        self.paths.refuse(f"user data waits: {because}")
