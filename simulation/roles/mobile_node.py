"""The mobile node: up to two Mobile IP layers around an IPsec client, as virtual interfaces.

It is built from parts that know nothing of one another: access to the link, detection of the
trusted network, registrations, the VPN client.  This module joins them: what one part tells
becomes a fact, from which the routes follow, and a task for the others.
"""

from dataclasses import replace

from simulation.kernel.interface import Interface
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet
from simulation.roles.access import Access, AccessManager
from simulation.roles.detection import Detection, DetectionEvents, Place
from simulation.roles.esp_route import COLLISION
from simulation.roles.home_announcement import HomeAnnouncement
from simulation.roles.home_assignment import AssignmentEvents, HomeAssignment
from simulation.roles.mobile_config import MobileConfig
from simulation.roles.mobile_keepalive import TunnelKeepalive
from simulation.roles.mobile_paths import Paths
from simulation.roles.mobile_registrations import Registrations, granted_udp
from simulation.roles.mobile_routes import By, ExternalBinding, Facts, InternalBinding, layout
from simulation.roles.mobile_signalling import Signalling, SignallingEvents
from simulation.roles.registration_client import ClientEvents, RegistrationClient, Way
from simulation.roles.undertakings import Undertakings
from simulation.roles.vpn_client import VpnClient, VpnEvents, VpnState
from simulation.roles.vpn_retry import VpnRetry
from simulation.roles.wireguard_interface import WireguardClient
from simulation.tunnels.tunnel import TunnelEnds
from simulation.wire import mobile_ip, udp
from simulation.wire.address import ANY, EVERYWHERE, Address

UNANSWERED = "the internal home agent has not answered through the VPN yet"


class MobileNode:
    """One mobile node, from being switched on until it is switched off."""

    def __init__(
        self, node: Node, interface: Interface, ends: TunnelEnds, config: MobileConfig
    ) -> None:
        self.node = node
        self.interface = interface
        self.ends = ends
        self.config = config
        if config.home_broadcast is not None:
            node.groups.add(config.home_broadcast)
        self.facts = Facts(home=config.internal.home_address)
        self.paths = Paths(node, interface, ends)
        self._learn(self.facts)
        self.registrations = Registrations(
            node, interface, config, self._receive_tunnel_data, self._hindered
        )
        self.internal = self.registrations.internal
        self.detection = self._detection()
        self.begun = Undertakings(lambda: self.detection.state is Place.INSIDE)
        outside = self.begun.outside
        self.internal.events = ClientEvents(
            accepted=outside(self._internal_accepted), silent=outside(self._care_of_failed)
        )
        self.keepalive = self._external()
        self.inner_keepalive = self._keepalive(By.INTERNAL, self.internal, "internal-mip")
        self.vpn = self._vpn()
        self.vpn_retry = VpnRetry(node, outside(self._vpn_again))
        self.announcement = HomeAnnouncement(node, interface)
        self.paths.lead_into(self.vpn.device)
        signalling = SignallingEvents(outside(self._bound), outside(self._esp_route_denied))
        self.signalling = Signalling(node, interface, ends, config, signalling)
        assignment = AssignmentEvents(
            self._home_assigned, outside(self._asking_for_home), outside(self._home_settled)
        )
        plain, internal = self.registrations.plain, self.internal
        self.assignment = HomeAssignment(node, plain, internal, assignment)
        for abandon in (internal.stop, self.vpn.abandon, self.signalling.abandon):
            self.begun.add(abandon)
        self._care_ofs = [each for each in (config.internal_care_of, config.other_care_of) if each]
        self._flush_pending = config.vpn.flush_at_start
        self._fresh_link = False
        self.manager = AccessManager(
            node,
            interface,
            policy=config.care_of,
            home_agents=frozenset({config.internal.home_agent}),
            ready=self._ready,
            lost=self._lost,
        )
        node.sockets[0, udp.MOBILE_IP] = self._receive_tunnel_data

    # -- parts ------------------------------------------------------------------------------

    def _detection(self) -> Detection:
        return Detection(
            self.node,
            self.config.detection,
            self.registrations.plain,
            DetectionEvents(
                inside=self._inside,
                outside=self._outside,
                uncertain=self._uncertain,
                search=self._search_outside,
            ),
            waits_for_external=self.config.external is not None,
        )

    def _external(self) -> TunnelKeepalive | None:
        client = self.registrations.external
        if client is None:
            return None
        client.events = ClientEvents(accepted=self._external_accepted)
        return self._keepalive(By.EXTERNAL, client, "external-mip")

    def _keepalive(self, by: By, client: RegistrationClient, role: str) -> TunnelKeepalive:
        adapts = self.config.keepalives_adapt
        return TunnelKeepalive(self.node, self.ends, by.value, client, role=role, adapts=adapts)

    def _vpn(self) -> VpnClient | WireguardClient:
        setup = self.config.vpn
        events = VpnEvents(up=self._vpn_up, down=self._vpn_down)
        if setup.wireguard is not None:
            return WireguardClient(self.node, *setup.wireguard, events)
        assert setup.ike is not None
        home = self.config.internal.home_address
        client = VpnClient(self.node, setup.gateway, setup.ike, events, home)
        client.device.strict_triple = setup.strict_triple
        return client

    @property
    def access(self) -> Access:
        """What the link offers; there must be one."""
        access = self.facts.access
        assert access is not None
        return access

    @property
    def home(self) -> Address:
        """The internal home address; none before it is assigned."""
        return self.facts.home

    def _learn(self, facts: Facts) -> None:
        """Take over new *facts*, and have installed what they ask for."""
        self.facts = facts
        self.paths.install(layout(facts, self.config))

    # -- links ------------------------------------------------------------------------------

    def link_up(self) -> None:
        """Begin on the link that the interface was attached to."""
        self.manager.link_up()

    def link_down(self) -> None:
        """Forget the link that the interface was detached from."""
        self.manager.link_down("the link is gone")

    def _lost(self, because: str) -> None:
        self.registrations.stop_outside(because)
        self.signalling.stop(because)
        self.announcement.stop()
        if not self.config.vpn.over_external:
            self.vpn.abandon("the address that it was negotiated from is gone")
        self.detection.link_lost(because)
        self._learn(replace(self.facts, access=None, external=None))

    def _ready(self, access: Access) -> None:
        self._fresh_link = True
        self.vpn_retry.begin_anew()
        if self.keepalive is not None:
            self.keepalive.moved()
        self._learn(replace(self.facts, access=access, external=None, denial=""))
        if access.at_home and not self.home:
            self.node.note("at home a node gets an address by other means", "RFC 2794 1")
            return
        if access.at_home:
            self.announcement.start(self.home)
            self.detection.link_changed(self.registrations.way_in_clear(access), lifetime=0)
            return
        following = self._follow(access)
        self.detection.link_changed(self.registrations.way_in_clear(access))
        if access.colocated and self.vpn.pair is not None:
            # No need to wait for the home agent: the correspondent is told at once.
            self._bind()
        if following:
            # What the SA protects may go on while the node finds out where it is.
            self._through_vpn(self.vpn.inner)
        self._search_outside()

    def _search_outside(self) -> None:
        """Ask the outside while the inside is asked: the external home agent, or the gateway."""
        self.registrations.search_outside(self.access)
        local = self._outer_address() if self.config.vpn.at_once else ANY
        if local and not self._has_sa(local):
            self._renegotiate(local, "the link may be outside (RFC 5266 3.4.2)")

    def _follow(self, access: Access) -> bool:
        """Take a standing SA along to a new address, and return whether that was possible."""
        vpn, setup = self.vpn, self.config.vpn
        if vpn.state is not VpnState.UP or setup.on_move == "renegotiate" or setup.over_external:
            return False
        if self.config.borrows:
            vpn.move(access.care_of, tell=False, show=False)
            self.signalling.request_route(access, vpn.inner, vpn.pair)
            return True
        if not access.colocated:
            return False
        vpn.move(access.care_of, tell=setup.on_move == "update", show=setup.on_move == "show")
        return True

    def _hindered(self, denial: str) -> None:
        if denial != self.facts.denial:
            self._learn(replace(self.facts, denial=denial))

    # -- replies ----------------------------------------------------------------------------

    def _receive_tunnel_data(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        self.ends.receive_udp(packet, (header.source_port, header.destination_port))

    def _external_accepted(
        self, reply: mobile_ip.RegistrationReply, message: mobile_ip.Message
    ) -> None:
        client = self.registrations.external
        if client is None or reply.lifetime == 0:
            return
        if self.detection.state is Place.INSIDE:
            self._leave_outside()
            self._confirm_if_overtaken()
            return
        binding = ExternalBinding(*granted_udp(message, client.port))
        self._learn(replace(self.facts, external=binding))
        if self.keepalive is not None:
            self.keepalive.start(binding.keepalive_s if client.target.reverse_tunnel else 0)
        # Before IKE begins: what an earlier life left there would lead its answers astray.
        self._bind()
        self.detection.outside_answered("the external home agent")

    def _leave_outside(self) -> None:
        self.registrations.leave_outside(self.access, self.home)

    # -- answers to other signalling --------------------------------------------------------

    def _bound(self) -> None:
        self._learn(replace(self.facts, external=ExternalBinding()))
        self.detection.outside_answered("the correspondent of the binding")

    def _esp_route_denied(self, code: int) -> None:
        """Negotiate anew from where the node is: IKE finds out by itself what stands between."""
        access = self.access
        if access.colocated or code == COLLISION:
            self._renegotiate(access.care_of, f"the ESP route was refused with code {code}")

    def _bind(self) -> None:
        access = self.facts.access
        if access is not None:
            self.signalling.bind(access, natted=self.facts.natted)

    # -- inside -----------------------------------------------------------------------------

    def _uncertain(self, because: str) -> None:
        self._learn(replace(self.facts.waiting(because), place=Place(self.detection.state)))

    def _inside(self) -> None:
        access = self.access
        # The gateway may have heard of a negotiation that the node has not seen end.
        self._flush_pending |= self.vpn.state is VpnState.CONNECTING
        self._confirm_if_overtaken()
        self.begun.abandon("inside, the registration in clear stands")
        ends_here = access.colocated and not access.at_home
        end = access.care_of if ends_here else ANY
        self._learn(
            replace(
                self.facts,
                place=Place.INSIDE,
                vpn_open=False,
                asks_from=ANY,
                internal=InternalBinding(access.care_of, end),
            )
        )
        self._leave_outside()
        self.signalling.unbind(self.home)
        if self.config.vpn.delete_inside:
            self._delete_associations()

    def _confirm_if_overtaken(self) -> None:
        if self.registrations.overtaken:
            self.detection.confirm("a later request by another way may replace this binding")

    def _delete_associations(self) -> None:
        """See to it that the gateway holds no SA of a node that is inside."""
        if self.vpn.state is VpnState.UP:
            self.vpn.move(self.home, tell=False, show=False)
            self.vpn.disconnect("inside: the gateway must not think that the node is outside")
        elif self._flush_pending:
            why = "started inside: an SA of an earlier life may stand at the gateway"
            self.vpn.connect(self.home, why)
        self._flush_pending = False

    # -- outside ----------------------------------------------------------------------------

    def _outside(self) -> None:
        self._learn(replace(self.facts, place=Place.OUTSIDE))
        local = self._outer_address()
        if not local:
            if not self.config.agent_protects:
                self.node.note(
                    "IKE needs an address of the node's own, and the foreign agent's is none",
                    "RFC 4093 4.2",
                )
            return
        if self._has_sa(local):
            self._vpn_up(self.vpn.inner)
        elif self.vpn.state is not VpnState.CONNECTING or self.vpn.local != local:
            self._renegotiate(local, "outside, and no SA from this address")

    def _has_sa(self, local: Address) -> bool:
        """Return whether an SA from *local* stands that was made for the present link."""
        vpn, setup = self.vpn, self.config.vpn
        again = self._fresh_link and setup.on_move == "renegotiate" and not setup.over_external
        return vpn.state is VpnState.UP and vpn.local == local and not again

    def _outer_address(self) -> Address:
        """Return the address from which to negotiate here; none where there is none."""
        if self.config.vpn.over_external:
            assert self.config.external is not None
            return self.config.external.home_address
        usable = self.access.colocated or self.config.borrows
        return self.access.care_of if usable else ANY

    def _renegotiate(self, local: Address, because: str) -> None:
        self._fresh_link = False
        self._forget_inner(f"a new SA is being negotiated{self.vpn_retry.after}")
        self.vpn.connect(local, because)

    def _forget_inner(self, because: str) -> None:
        """Have user data wait: the inner address is gone, and so is its registration."""
        kept = self.facts.internal_in_clear
        self._learn(replace(self.facts.waiting(because), inner=ANY, internal=kept))

    def _vpn_up(self, inner: Address) -> None:
        self.vpn_retry.begin_anew()
        place = self.detection.state
        if place is Place.INSIDE and self.config.vpn.delete_inside:
            self.vpn.disconnect("the gateway has been told that nothing older stands")
        elif not inner:
            if self._care_ofs:
                decapsulates = self.config.claims_decapsulation
                self.assignment.ask(self._care_ofs[0], decapsulates=decapsulates)
        elif place is Place.DETECTING and self.config.vpn.at_once:
            self.detection.outside_answered("the VPN gateway")
        elif place is Place.OUTSIDE or self.config.borrows:
            access = self.facts.access
            if access is not None and access.agent:
                self.signalling.request_route(access, inner, self.vpn.pair)
            self._through_vpn(inner)
            self._bind()

    def _through_vpn(self, inner: Address) -> None:
        """Have the internal home agent send to the VPN, then let user data go that way."""
        config, kept = self.config, self.facts.internal_through_vpn
        told = self.facts if kept is not None else self.facts.waiting(UNANSWERED)
        self._learn(replace(told, inner=inner, vpn_open=True, internal=kept))
        if config.inner_layer == "nothing":
            return
        tunnels = config.inner_layer == "tunnel"
        care_of = self._care_ofs[0] if self._care_ofs else inner
        way = Way(
            source=inner,
            destination=config.internal.home_agent,
            care_of=care_of,
            colocated=tunnels or config.claims_decapsulation,
            nat_traversal=tunnels and config.nat_traversal_internal,
            ip_in_ip_alone=bool(self._care_ofs),
            label=", through the VPN",
        )
        if kept is None or kept.care_of != care_of or self.internal.way != way:
            self.internal.register(way, f"the VPN gave {inner}")

    def _care_of_failed(self) -> None:
        """Name the other care-of address that the node was told of."""
        if len(self._care_ofs) < 2 or not self.vpn.inner:
            return
        self._care_ofs.reverse()
        self.node.note(f"no answer by {self._care_ofs[1]}: try {self._care_ofs[0]}")
        self._through_vpn(self.vpn.inner)

    def _vpn_down(self, because: str) -> None:
        self._forget_inner(because)
        self.internal.stop(because)
        self.vpn_retry.failed(because)

    def _vpn_again(self) -> None:
        """Connect the VPN again if it is still down and the node still outside."""
        if self.vpn.state is VpnState.DOWN and self.detection.state is Place.OUTSIDE:
            self._outside()

    def _internal_accepted(
        self, reply: mobile_ip.RegistrationReply, message: mobile_ip.Message
    ) -> None:
        inner, way = self.vpn.inner, self.internal.way
        if self.detection.state is Place.INSIDE or way is None:
            return
        if not inner:
            self.assignment.answered()
            return
        ends_here = self.config.inner_layer == "tunnel"
        port, keepalive_s = granted_udp(message, self.internal.port)
        end = inner if ends_here else ANY
        binding = InternalBinding(way.care_of, end, through_vpn=True, udp_port=port)
        self._learn(replace(self.facts, inner=inner, vpn_open=True, internal=binding))
        self.inner_keepalive.start(keepalive_s if self.internal.target.reverse_tunnel else 0)

    # -- a home address that is assigned ----------------------------------------------------

    def _home_assigned(self, home: Address) -> None:
        self._learn(replace(self.facts.waiting("the home address is new"), home=home))
        ike = self.config.vpn.ike
        any_address = ike is not None and ike.local_selector == EVERYWHERE
        if any_address and isinstance(self.vpn, VpnClient):
            self.vpn.adopt(home)

    def _asking_for_home(self, care_of: Address) -> None:
        self._learn(replace(self.facts, asks_from=care_of))

    def _home_settled(self, care_of: Address) -> None:
        self._learn(
            replace(
                self.facts,
                asks_from=ANY,
                inner=self.home,
                internal=InternalBinding(care_of, through_vpn=True),
            )
        )
        if isinstance(self.vpn, VpnClient):
            self.vpn.narrow()
