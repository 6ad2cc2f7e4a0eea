"""IKE at a node: the sans-I/O endpoint, its two UDP ports, its timers, and the IPsec device."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.ike.association import Path
from simulation.ike.configuration import Configuration
from simulation.ike.endpoint import Endpoint
from simulation.ike.happenings import (
    AddressAssigned,
    ChildDown,
    ChildUp,
    Datagram,
    Failed,
    Happening,
    InitialContact,
    KeyMade,
    Moved,
    PeerMoved,
    Prompt,
    Rejected,
    Succeeded,
)
from simulation.kernel.node import Node
from simulation.kernel.recorder import Packet, Table, layer
from simulation.roles.role import Timer
from simulation.trace import Prompted, StateChanged
from simulation.tunnels.ipsec import IpsecDevice, Pair
from simulation.wire import ipv4, udp
from simulation.wire.address import Address, Prefix
from simulation.wire.esp import NAT_KEEPALIVE, NON_ESP_MARKER

if TYPE_CHECKING:
    from simulation.trace import Stack

ISAKMP_HEAD = 28


def nothing(*_: object) -> None:
    """Do nothing."""


@dataclass(slots=True)
class IkeEvents:
    """What the daemon tells its owner."""

    child_up: Callable[[Pair], None] = nothing
    child_down: Callable[[Pair, str], None] = nothing
    address: Callable[[Address], None] = nothing
    failed: Callable[[str, str], None] = nothing
    moved: Callable[[PeerMoved], None] = nothing
    succeeded: Callable[[str, str], None] = nothing
    """An IKE association, named first, was replaced by another one."""


def record(node: Node, happening: KeyMade | Moved) -> None:
    """Have it recorded that a key exchange at *node* made a key or moved."""
    if isinstance(happening, KeyMade):
        node.hold_key(
            happening.key,
            happening.purpose,
            happening.algorithm,
            dict(happening.secret),
            dict(happening.binding),
        )
        return
    node.recorder.record(
        StateChanged(
            node.name,
            happening.machine,
            happening.old,
            happening.new,
            happening.because,
            happening.spec,
        )
    )


class IkeDaemon:
    """Drives one endpoint: hands it what arrives, sends what it says, installs what it makes."""

    def __init__(
        self,
        node: Node,
        device: IpsecDevice,
        configuration: Configuration,
        events: IkeEvents,
        *,
        keepalives: bool = False,
    ) -> None:
        self.node = node
        self.device = device
        self.endpoint = Endpoint(configuration)
        self.events = events
        self.keepalives = keepalives
        self.table = Table(node.recorder, node.name, "ike")
        self._alarm = Timer(node, self._ring)
        self._keepalive = Timer(node, self._keep_alive)
        node.sockets[0, udp.ISAKMP] = self._receive_500
        node.sockets[0, udp.NAT_TRAVERSAL] = self._receive_4500
        device.followers.append(self._heard)
        for peer, key in sorted(configuration.keys.items()):
            self._hold_secret(str(peer), key)
        if configuration.group_key is not None:
            self._hold_secret("group", configuration.group_key)

    def _hold_secret(self, name: str, key: bytes) -> None:
        self.node.hold_key(
            f"psk:{name}",
            f"pre-shared key of IKE, {name}",
            "pre-shared key",
            {"key": key.hex()},
            {"peer": name},
        )

    @property
    def now(self) -> int:
        """The time in ns."""
        return int(self.node.env.now)

    # -- doors ------------------------------------------------------------------------------

    def connect(self, local: Address, peer: Address) -> str:
        """Begin an association and return its session's name."""
        session = self.endpoint.initiate(local, peer, self.now)
        self._pump()
        return session

    def delete(self, session: str) -> None:
        """Tell the peer that a session and its associations are deleted."""
        self.endpoint.delete(session, self.now)
        self._pump()

    def add_child(self, session: str, local: Prefix) -> None:
        """Negotiate another pair of associations, for *local* and everybody."""
        self.endpoint.add_child(session, local, None, self.now)
        self._pump()

    def move(self, session: str, local: Address) -> None:
        """Go on from another address."""
        self.endpoint.move(session, local, self.now)
        self._pump()

    def forget(self) -> None:
        """Drop every session and association without a word to anybody."""
        for pair in list(self.device.pairs):
            self.device.remove(pair)
        self.endpoint = Endpoint(self.endpoint.configuration)
        for key in list(self.table.rows):
            self.table.remove(key)
        self._alarm.stop()
        self._keepalive.stop()

    # -- in ---------------------------------------------------------------------------------

    def _receive_500(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        self._receive(payload, header, packet)

    def _receive_4500(self, header: udp.UdpHeader, payload: bytes, packet: Packet) -> None:
        if payload == NAT_KEEPALIVE:
            return
        if payload.startswith(NON_ESP_MARKER):
            self._receive(payload[len(NON_ESP_MARKER) :], header, packet)
        else:
            self.device.open(packet, payload, 3)

    def _receive(self, payload: bytes, header: udp.UdpHeader, packet: Packet) -> None:
        source = Address(int.from_bytes(packet.octets[12:16], "big"))
        destination = Address(int.from_bytes(packet.octets[16:20], "big"))
        self.endpoint.receive(
            payload, source, header.source_port, destination, header.destination_port, self.now
        )
        self._pump(packet)

    def _heard(self, pair: Pair, packet: Packet, sequence: int) -> None:
        """Learn of authentic ESP, and by which way the newest came where that is followed."""
        newest = sequence >= pair.inbound.highest_sequence
        path = self._way_of(pair.session, packet.octets) if newest else None
        if self.endpoint.heard(pair.session, path, self.now):
            self._pump(packet)

    def _way_of(self, session: str, octets: bytes) -> Path | None:
        """Return by which path a packet of ESP came; none where it shows nothing to IKE.

        What a NAT does shows in UDP (RFC 3947 section 7); bare ESP has no ports, and those of IKE
        stay as they are where it is followed all the same (draft section 2.6).
        """
        local, peer = ipv4.destination(octets), ipv4.source(octets)
        if ipv4.protocol(octets) == ipv4.UDP:
            ports = ipv4.payload(octets)[:4]
            source, destination = (int.from_bytes(each, "big") for each in (ports[:2], ports[2:]))
            return Path(local, destination, peer, source)
        known = self.endpoint.path_of(session)
        if known is None or not self.endpoint.configuration.follow_peer:
            return None
        return known._replace(local=local, peer=peer)

    # -- out --------------------------------------------------------------------------------

    def _ring(self) -> None:
        self.endpoint.on_timer(self.now)
        self._pump()

    def _pump(self, packet: Packet | None = None) -> None:
        """Carry out what the endpoint wants, until it wants nothing more."""
        while True:
            datagrams, happenings = self.endpoint.drain()
            kinds = ChildUp | ChildDown | Succeeded
            children = [each for each in happenings if isinstance(each, kinds)]
            for happening in happenings:
                if happening not in children:
                    self._happened(happening, packet)
            # The last message of an exchange leaves before what the new SA lets out.
            for datagram in datagrams:
                self._send(datagram)
            for happening in children:
                self._happened(happening, packet)
            if not datagrams and not happenings:
                break
        due = self.endpoint.next_timer()
        if due is None:
            self._alarm.stop()
        else:
            self._alarm.start(due - self.now)

    def _send(self, datagram: Datagram) -> None:
        payload = datagram.payload
        layers: Stack = (layer("isakmp", "signalling", len(payload)),)
        if datagram.key:
            rest = len(payload) - ISAKMP_HEAD
            layers = (
                layer("isakmp", "signalling", ISAKMP_HEAD, 0, datagram.key),
                layer("isakmp-payloads", "signalling", rest),
            )
        if datagram.source_port == udp.NAT_TRAVERSAL:
            payload = NON_ESP_MARKER + payload
            layers = (layer("non-esp-marker", "nat-traversal", 4), *layers)
        self.node.send_udp(
            datagram.source,
            datagram.destination,
            (datagram.source_port, datagram.destination_port),
            payload,
            layers,
            datagram.purpose,
            message=datagram.message,
        )

    def _happened(self, happening: Happening, packet: Packet | None) -> None:
        node = self.node
        match happening:
            case KeyMade():
                record(node, happening)
            case Moved():
                record(node, happening)
                self.table.put(happening.machine, state=happening.new)
            case AddressAssigned():
                self.events.address(happening.address)
            case Prompt():
                node.recorder.record(Prompted(node.name, happening.what))
            case Rejected():
                if packet is not None:
                    node.drop(
                        packet, f"ike-{happening.reason}", happening.detail, happening.spec, "ike"
                    )
            case Failed():
                node.note(f"IKE gave up: {happening.because}")
                self.events.failed(happening.session, happening.because)
            case InitialContact():
                node.note(
                    f"{happening.peer_identity} remembers no earlier SA (INITIAL-CONTACT)",
                    "RFC 2407 4.6.3.3",
                )
            case ChildUp() | ChildDown() | PeerMoved() | Succeeded():
                self._children(happening)

    def _children(self, happening: ChildUp | ChildDown | PeerMoved | Succeeded) -> None:
        match happening:
            case ChildUp():
                self._install(happening)
            case ChildDown():
                for pair in list(self.device.pairs):
                    if pair.inbound.spi == happening.inbound_spi:
                        self.device.remove(pair)
                        self.events.child_down(pair, happening.because)
            case Succeeded():
                for pair in self._pairs_of(happening.session):
                    pair.session = happening.by
                self.events.succeeded(happening.session, happening.by)
            case PeerMoved():
                for pair in self._pairs_of(happening.session):
                    ports = (happening.local_port, happening.peer_port)
                    pair.local, pair.peer = happening.local, happening.peer
                    pair.udp_ports = ports if happening.udp_encapsulation else None
                    self._begin_keeping_alive(pair)
                    self.device.show(pair)
                self.events.moved(happening)

    def _pairs_of(self, session: str) -> list[Pair]:
        return [pair for pair in self.device.pairs if pair.session == session]

    def _install(self, child: ChildUp) -> None:
        ports = (child.local_port, child.peer_port) if child.udp_encapsulation else None
        pair = Pair(
            child.session,
            child.inbound,
            child.outbound,
            child.local_selector,
            child.remote_selector,
            child.local,
            child.peer,
            ports,
            child.peer_identity,
            replaces=child.replaces,
            confirmed=child.confirmed,
            receives_only=child.receives_only,
        )
        self.device.add(pair)
        if child.replaces:
            self.node.note(
                f"the pair that receives on 0x{child.inbound.spi:08x} takes the place of the one "
                f"that receives on 0x{child.replaces:08x}"
            )
        self._begin_keeping_alive(pair)
        self.events.child_up(pair)

    def _begin_keeping_alive(self, pair: Pair) -> None:
        period = self.endpoint.configuration.nat_keepalive_ns
        if pair.udp_ports and self.keepalives and period:
            self._keepalive.start(period)

    def _keep_alive(self) -> None:
        """Keep the NAT's mapping open with one octet, where nothing else does it (RFC 3948 4)."""
        pairs = [each for each in self.device.pairs if each.udp_ports]
        if not pairs:
            return
        idle = self.now - max(each.sent_ns for each in pairs)
        period = self.endpoint.configuration.nat_keepalive_ns
        if idle < period:
            self._keepalive.start(period - idle)
            return
        self._keepalive.start(period)
        pair = pairs[0]
        assert pair.udp_ports is not None
        self.node.send_udp(
            pair.local,
            pair.peer,
            pair.udp_ports,
            NAT_KEEPALIVE,
            (layer("nat-keepalive", "nat-traversal", 1),),
            "NAT keepalive",
            message="nat-keepalive",
            role="ipsec",
        )
