"""Two IKE endpoints on a wire that loses, copies and translates what it is told to."""

import heapq
import itertools
from dataclasses import dataclass, field

from simulation.ike.configuration import Configuration
from simulation.ike.endpoint import Endpoint
from simulation.ike.happenings import (
    ChildDown,
    ChildUp,
    Failed,
    InitialContact,
    KeyMade,
    PeerMoved,
    Rejected,
)
from simulation.kernel.rng import Stream
from simulation.wire.address import Address

MN = Address.parse("203.0.113.137")
GATEWAY = Address.parse("192.0.2.10")
INNER = Address.parse("10.9.0.5")
NAT_INSIDE = Address.parse("192.168.1.100")
NAT_OUTSIDE = Address.parse("198.51.100.77")
NODE = "mn@example.com"
MILLISECOND = 1_000_000
SECOND = 1000 * MILLISECOND

_spis = itertools.count(0x1001)


def streams(name):
    made = {}

    def stream(purpose):
        if purpose not in made:
            made[purpose] = Stream(1, f"{name}/{purpose}")
        return made[purpose]

    return stream


def client(**changes):
    return Configuration(
        **{
            "identity": NODE,
            "stream": streams(changes.pop("name", "mn")),
            "allocate_spi": lambda: next(_spis),
            "group_key": b"group secret",
            "request_address": True,
        }
        | changes
    )


def server(**changes):
    return Configuration(
        **{
            "identity": str(GATEWAY),
            "stream": streams(changes.pop("name", "gw")),
            "allocate_spi": lambda: next(_spis),
            "group_key": b"group secret",
            "pool": {NODE: INNER},
        }
        | changes
    )


@dataclass
class Wire:
    """Carries datagrams in 50 ms; *lost* holds the numbers of those that vanish."""

    lost: set = field(default_factory=set)
    copies: int = 1
    nat: bool = False
    now: int = 0
    sent: list = field(default_factory=list)
    """Every datagram: time, sender's name, datagram as it left."""
    happened: dict = field(default_factory=dict)
    endpoints: dict = field(default_factory=dict)
    _queue: list = field(default_factory=list)
    _number: itertools.count = field(default_factory=itertools.count)
    mapping: int = 40000

    def join(self, address, configuration):
        endpoint = Endpoint(configuration)
        self.endpoints[address] = endpoint
        self.happened[address] = []
        return endpoint

    def flush(self):
        for address, endpoint in list(self.endpoints.items()):
            datagrams, happenings = endpoint.drain()
            self.happened[address] += happenings
            for datagram in datagrams:
                self._send(address, datagram)

    def _send(self, address, datagram):
        number = len(self.sent)
        self.sent.append((self.now, address, datagram))
        if number in self.lost:
            return
        facts = [
            datagram.source,
            datagram.source_port,
            datagram.destination,
            datagram.destination_port,
        ]
        if self.nat and facts[0] == NAT_INSIDE:
            facts[:2] = [NAT_OUTSIDE, self.mapping + facts[1]]
        elif self.nat and facts[2] == NAT_OUTSIDE:
            facts[2:] = [NAT_INSIDE, facts[3] - self.mapping]
        for copy in range(self.copies):
            arrives = self.now + 50 * MILLISECOND + copy * MILLISECOND
            item = (arrives, next(self._number), datagram.payload, tuple(facts))
            heapq.heappush(self._queue, item)

    def run(self, until=300 * SECOND):
        self.flush()
        while True:
            assert len(self.sent) < 2000, "the two ends never stop"
            timers = [
                (due, address)
                for address, endpoint in self.endpoints.items()
                if (due := endpoint.next_timer()) is not None
            ]
            arrival = self._queue[0][0] if self._queue else None
            due = min((each for each, _ in timers), default=None)
            nexts = [each for each in (arrival, due) if each is not None]
            if not nexts or min(nexts) > until:
                self.now = until
                return
            self.now = min(nexts)
            if arrival == self.now:
                _, _, payload, facts = heapq.heappop(self._queue)
                if facts[2] in self.endpoints:
                    self.endpoints[facts[2]].receive(payload, *facts, self.now)
            else:
                for when, address in timers:
                    if when <= self.now:
                        self.endpoints[address].on_timer(self.now)
            self.flush()

    def of(self, address, *kinds):
        return [each for each in self.happened[address] if isinstance(each, kinds)]

    def ladder(self):
        return [datagram.purpose for _, _, datagram in self.sent]


def pair(wire=None, *, local=MN, **configurations):
    """Run a whole association between a mobile node and the gateway."""
    wire = wire or Wire()
    node = wire.join(local, configurations.get("node") or client())
    gateway = wire.join(GATEWAY, configurations.get("gateway") or server())
    node.session = node.initiate(local, GATEWAY, 0)
    wire.run(configurations.get("until", 200 * SECOND))
    return wire, node, gateway


def works(up_here, up_there):
    """Tell whether what one end seals the other end opens, both ways."""
    forth = up_there.inbound.open(up_here.outbound.seal(b"forth", 4))[0]
    back = up_here.inbound.open(up_there.outbound.seal(b"back", 4))[0]
    return (forth, back) == (b"forth", b"back")


__all__ = [
    "GATEWAY",
    "INNER",
    "MN",
    "NAT_INSIDE",
    "NAT_OUTSIDE",
    "SECOND",
    "ChildDown",
    "ChildUp",
    "Failed",
    "InitialContact",
    "KeyMade",
    "PeerMoved",
    "Rejected",
    "Wire",
    "client",
    "pair",
    "server",
    "works",
]
