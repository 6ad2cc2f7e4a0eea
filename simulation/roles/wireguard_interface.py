"""WireGuard at a node: its device, its UDP port and its timers, for clients and gateways alike."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from simulation.errors import PolicyError
from simulation.ike.happenings import Datagram, Failed, KeyMade, Moved, PeerMoved, Rejected
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.kernel.traffic_class import CE, UNTOLD
from simulation.roles.ike_daemon import record
from simulation.roles.role import Role, Timer
from simulation.roles.vpn_client import VpnEvents, VpnState
from simulation.trace import Decrypted, Encrypted
from simulation.tunnels.path_mtu import mtu_below
from simulation.wire import ipv4, udp
from simulation.wire.address import ANY, Address, Prefix
from simulation.wireguard.device import Configuration, TransportUp
from simulation.wireguard.device import Device as WireguardDevice

if TYPE_CHECKING:
    from enum import StrEnum

    from simulation.trace import Stack
    from simulation.tunnels.ipsec import Pair

SUITE = "chacha20-poly1305"
HEAD, TAG, OUTSIDE = 16, 16, 28
MOST_WAITING = 32
_DATA = "wireguard-data"


class WireguardInterface:
    """The virtual interface ``wg0``: seals what routes send to it for the peer it belongs to."""

    name = "wg0"

    def __init__(
        self,
        node: Node,
        configuration: Configuration,
        local: Address,
        up: Callable[[str], None] = lambda _: None,
        failed: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.node = node
        self.port = configuration.port
        self.device = WireguardDevice(configuration, local)
        self.up = up
        self.failed = failed
        self.table = Table(node.recorder, node.name, "sad")
        self._waiting: list[Packet] = []
        self._alarm = Timer(node, self._ring)
        node.sockets[0, configuration.port] = self._receive
        self.pump()

    @property
    def now(self) -> int:
        """The time in ns."""
        return int(self.node.env.now)

    def mtu_for(self, octets: bytes) -> int:
        """Return the longest packet that fits below on the way to its peer, padded to 16."""
        endpoint = self._endpoint(ipv4.destination(octets))
        below = 1500 if endpoint is None else mtu_below(self.node, self.device.local, endpoint)
        return (below - OUTSIDE - HEAD - TAG) // 16 * 16

    def _endpoint(self, destination: Address) -> Address | None:
        """Return where the peer is that *destination* belongs to, if there is one."""
        try:
            endpoint = self.device.peer_of(destination).endpoint
        except PolicyError:
            return None
        return endpoint[0] if endpoint else None

    # -- out --------------------------------------------------------------------------------

    def send(self, packet: Packet, next_hop: Address) -> None:
        """Seal *packet* and send it, or keep it until there are keys."""
        try:
            datagram = self.device.seal(packet.octets, self.now)
        except PolicyError as error:
            self.node.drop(packet, "no-sa", str(error), "WireGuard white paper 2", self.name)
            return
        if datagram is None:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.append(packet)
            else:
                self.node.drop(
                    packet, "no-sa", "no keys yet, and too many packets wait", where=self.name
                )
        else:
            self._send_data(datagram, packet)
        self.pump()

    def _send_data(self, datagram: Datagram, packet: Packet) -> None:
        node = self.node
        tail = len(datagram.payload) - HEAD - len(packet.octets)
        outside: Stack = (
            layer("ipv4", "ipsec", 20),
            layer("udp", "ipsec", 8),
            layer(_DATA, "ipsec", HEAD, tail, datagram.key),
        )
        body = udp.datagram(
            datagram.source,
            datagram.destination,
            datagram.source_port,
            datagram.destination_port,
            datagram.payload,
        )
        octets = ipv4.packet(
            datagram.source,
            datagram.destination,
            ipv4.UDP,
            body,
            tos=node.tunnel_class.ingress(packet.octets[1]) & CE,  # its DSCP is always 0
            identification=node.next_identification(),
        )
        outer = node.recorder.wrap(packet, octets, outside)
        node.recorder.record(Encrypted(node.name, outer.id, packet.id, datagram.key, SUITE))
        node.send(outer)

    def move(self, local: Address) -> None:
        """Go on from another address, and send something authentic from it at once."""
        self.device.local = local
        self.device.show(self.now)
        self.pump()

    def abandon(self, because: str) -> None:
        """Take no more part in handshakes that this end has begun."""
        self.device.abandon(because)
        self.pump()

    # -- in ---------------------------------------------------------------------------------

    def _receive(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        source, destination = ipv4.source(packet.octets), ipv4.destination(packet.octets)
        opened = self.device.receive(
            payload, source, header.source_port, destination, header.destination_port, self.now
        )
        self.pump(packet)
        if opened is None:
            return
        node = self.node
        inner = node.recorder.unwrap(packet, opened.packet, 3)
        node.recorder.record(Decrypted(node.name, packet.id, inner.id, opened.key, SUITE))
        tos = node.tunnel_class.egress(opened.packet[1], packet.octets[1], keeps_dscp=True)
        if tos is None:
            node.drop(inner, "congestion", *UNTOLD, self.name)
            return
        inner.octets = ipv4.with_class(opened.packet, tos)
        node.receive(inner, inner.octets, self)

    # -- housekeeping -----------------------------------------------------------------------

    def _ring(self) -> None:
        self.device.on_timer(self.now)
        self.pump()

    def pump(self, packet: Packet | None = None) -> None:
        """Carry out what the device wants."""
        device = self.device
        while device.datagrams or device.happenings:
            happenings, device.happenings = device.happenings, []
            datagrams, device.datagrams = device.datagrams, []
            for happening in happenings:
                self._happened(happening, packet)
            for datagram in datagrams:
                self._send_message(datagram)
            if any(isinstance(each, TransportUp) for each in happenings):
                waiting, self._waiting = self._waiting, []
                for each in waiting:
                    self.send(each, ANY)
        due = device.next_timer()
        if due is None:
            self._alarm.stop()
        else:
            self._alarm.start(due - self.now)

    def _send_message(self, datagram: Datagram) -> None:
        size = len(datagram.payload)
        key = {1: "wireguard-initiation", 2: "wireguard-response"}.get(datagram.payload[0], _DATA)
        layers: Stack = (layer(key, "signalling", size),)
        if key == _DATA:
            layers = (layer(_DATA, "signalling", HEAD, TAG, datagram.key),)
        self.node.send_udp(
            datagram.source,
            datagram.destination,
            (datagram.source_port, datagram.destination_port),
            datagram.payload,
            layers,
            datagram.purpose,
            message=datagram.message,
        )

    def _happened(self, happening: object, packet: Packet | None) -> None:
        node = self.node
        match happening:
            case KeyMade() | Moved():
                record(node, happening)
            case PeerMoved():
                node.note(
                    f"{happening.session} is at {happening.peer}: {happening.because}",
                    "WireGuard white paper 2.1",
                )
                self._show(happening.session, happening.peer, happening.peer_port)
            case TransportUp():
                for peer in self.device.peers:
                    if peer.configuration.name == happening.peer and peer.endpoint is not None:
                        self._show(happening.peer, *peer.endpoint)
                self.up(happening.peer)
            case Failed():
                node.note(f"no WireGuard handshake: {happening.because}")
                self._clear(happening.session)
                self.failed(happening.because)
            case Rejected():
                if packet is not None:
                    node.drop(
                        packet, f"wireguard-{happening.reason}", happening.detail, happening.spec
                    )

    def _clear(self, name: str) -> None:
        """Drop what waited for keys with a peer that is given up."""
        waiting, self._waiting = self._waiting, []
        for packet in waiting:
            peer = self.device.peer_of(ipv4.destination(packet.octets))
            if peer.configuration.name == name:
                self.node.drop(
                    packet, "no-sa", f"{name} answers no handshake", "WireGuard white paper 6.4"
                )
            else:
                self._waiting.append(packet)

    def _show(self, name: str, address: Address, port: int) -> None:
        self.table.put(
            f"{name} wireguard",
            direction="both",
            source=str(self.device.local),
            destination=str(address),
            suite=SUITE,
            inner=name,
            encapsulation=f"WireGuard, UDP {self.port} > {port}",
            peer=name,
        )


class WireguardClient(Role):
    """A mobile node's WireGuard, in the place of an IPsec client."""

    moves: ClassVar = {
        VpnState.DOWN: frozenset({VpnState.CONNECTING, VpnState.UP}),
        VpnState.CONNECTING: frozenset({VpnState.UP, VpnState.DOWN}),
        VpnState.UP: frozenset({VpnState.DOWN, VpnState.CONNECTING}),
    }

    def __init__(
        self, node: Node, configuration: Configuration, inner: Address, events: VpnEvents
    ) -> None:
        state: StrEnum = VpnState.DOWN
        super().__init__(node, "vpn client", state)
        self.events = events
        self.inner = inner
        self.local: Address = ANY
        self.session = ""
        self.pair: Pair | None = None
        node.hold(inner, "tunnel inner address, configured")
        self.device = WireguardInterface(node, configuration, ANY, self._up, self._failed)
        node.route(None, self.device, source=Prefix.host(inner))

    def connect(self, local: Address, because: str) -> None:
        """Begin a handshake from *local*."""
        self.local = local
        self.become(VpnState.CONNECTING, because, "WireGuard white paper 5.4")
        self.device.move(local)

    def move(self, local: Address, *, tell: bool, show: bool) -> None:
        """Go on from *local* under the same keys."""
        self.local = local
        self.device.move(local)

    def abandon(self, because: str) -> None:
        """Try no further handshake where none has brought keys yet."""
        if self.state is VpnState.CONNECTING:
            self.device.abandon(because)
            self.become(VpnState.DOWN, because)

    def disconnect(self, because: str) -> None:
        """Send nothing more; WireGuard has no message that ends a session."""
        self.become(VpnState.DOWN, because)

    def _up(self, peer: str) -> None:
        if self.state is VpnState.CONNECTING:
            self.become(VpnState.UP, f"there are keys for {peer}", "WireGuard white paper 5.4.5")
            self.events.up(self.inner)

    def _failed(self, because: str) -> None:
        if self.state is VpnState.CONNECTING:
            self.become(VpnState.DOWN, because)
            self.events.down(because)
