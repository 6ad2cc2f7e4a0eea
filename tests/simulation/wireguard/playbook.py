"""Two WireGuard devices on a wire that loses, copies and translates what it is told to."""

import heapq
import itertools

from simulation.crypto.dh import Curve25519Key
from simulation.ike.happenings import Failed, KeyMade, Moved, PeerMoved, Rejected
from simulation.kernel.rng import Stream
from simulation.wire import ipv4, udp
from simulation.wire.address import Address, Prefix
from simulation.wireguard.device import Configuration, Device, TransportUp
from simulation.wireguard.peer import SECOND, PeerConfiguration

MN = Address.parse("203.0.113.137")
MN2 = Address.parse("203.0.113.9")
GATEWAY = Address.parse("192.0.2.10")
INNER = Address.parse("10.9.0.5")
SERVER = Address.parse("10.3.0.10")
PORT = 51820
SEEDS = {"mn": b"\x11" * 32, "gw": b"\x22" * 32}
PRESHARED = b"\x33" * 32
FORTH = ipv4.packet(INNER, SERVER, 17, udp.datagram(INNER, SERVER, 5004, 5004, b"forth"))
BACK = ipv4.packet(SERVER, INNER, 17, udp.datagram(SERVER, INNER, 5004, 5004, b"back"))


def public(name):
    return Curve25519Key(SEEDS[name]).public


def streams(name):
    made = {}
    return lambda purpose: made.setdefault(purpose, Stream(1, f"{name}/wg/{purpose}"))


def device(name, local, peer, **changes):
    settings = PeerConfiguration(
        **{"name": peer, "public": public(peer), "preshared": PRESHARED} | changes
    )
    return Device(
        Configuration(private=SEEDS[name], peers=(settings,), stream=streams(name)), local
    )


class Wire:
    """Carries datagrams in 50 ms; *lost* holds the numbers of those that vanish."""

    def __init__(self, *, lost=(), copies=1, keepalive_ns=None):
        self.node = device(
            "mn",
            MN,
            "gw",
            allowed=(Prefix.parse("10.0.0.0/8"),),
            endpoint=(GATEWAY, PORT),
            keepalive_ns=keepalive_ns,
        )
        self.gateway = device("gw", GATEWAY, "mn", allowed=(Prefix.host(INNER),))
        self.lost, self.copies = set(lost), copies
        self.now, self.sent, self.arrived = 0, [], []
        self.happened = {self.node: [], self.gateway: []}
        self._queue, self._number = [], itertools.count()
        self.waiting = []

    def send(self, end, packet):
        datagram = end.seal(packet, self.now)
        if datagram is None:
            self.waiting.append((end, packet))
        else:
            self._put(datagram)
        self.flush()

    def _put(self, datagram):
        number = len(self.sent)
        assert number < 2000, "the two ends never stop"
        self.sent.append((self.now, datagram))
        if number not in self.lost:
            for copy in range(self.copies):
                arrives = self.now + 50_000_000 + copy
                heapq.heappush(self._queue, (arrives, next(self._number), datagram))

    def flush(self):
        for end in self.happened:
            datagrams, happenings = end.drain()
            self.happened[end] += happenings
            for datagram in datagrams:
                self._put(datagram)
            if any(isinstance(each, TransportUp) for each in happenings):
                ready = [each for each in self.waiting if each[0] is end]
                self.waiting = [each for each in self.waiting if each[0] is not end]
                for sender, packet in ready:
                    self.send(sender, packet)

    def run(self, until):
        self.flush()
        while True:
            dues = [due for end in self.happened if (due := end.next_timer()) is not None]
            if self._queue:
                dues.append(self._queue[0][0])
            if not dues or min(dues) > until:
                self.now = until
                return
            self.now = min(dues)
            while self._queue and self._queue[0][0] <= self.now:
                datagram = heapq.heappop(self._queue)[2]
                for end in self.happened:
                    if end.local == datagram.destination:
                        facts = (datagram.source, datagram.source_port)
                        opened = end.receive(datagram.payload, *facts, end.local, PORT, self.now)
                        if opened:
                            self.arrived.append(opened.packet)
            for end in self.happened:
                due = end.next_timer()
                if due is not None and due <= self.now:
                    end.on_timer(self.now)
            self.flush()

    def of(self, end, *kinds):
        return [each for each in self.happened[end] if isinstance(each, kinds)]

    def ladder(self):
        return [datagram.purpose.removeprefix("WireGuard ") for _, datagram in self.sent]


__all__ = [
    "BACK",
    "FORTH",
    "GATEWAY",
    "MN",
    "MN2",
    "PORT",
    "SECOND",
    "Failed",
    "KeyMade",
    "Moved",
    "PeerMoved",
    "Rejected",
    "Wire",
]
