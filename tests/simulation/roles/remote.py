"""A VPN client and a gateway with a server behind it, for playbooks of both and of IKE."""

from simulation.ike.configuration import Configuration
from simulation.kernel.rng import Stream
from simulation.roles.vpn_client import VpnClient, VpnEvents
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.trace import Sent
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

CLIENT, ELSEWHERE = address("192.0.2.1"), address("192.0.2.3")
GATEWAY, INNER = address("192.0.2.9"), address("10.9.0.5")
SERVER = address("10.3.0.10")
IDENTITY = "mn@example.com"


class Remote(SmallWorld):
    """c ---- m ---- g ---- s; *lost* numbers the IP packets on the first link that vanish."""

    def __init__(self, *, client=None, server=None, gateway=None, lost=()):
        super().__init__()
        near = self.link("near", "192.0.2.0/29")
        self.link("far", "192.0.2.8/29")
        self.link("inside", "10.3.0.0/24")
        self.c = self.node("c", "near 192.0.2.1", gateway="near 192.0.2.2")
        self.node("m", "near 192.0.2.2", "far 192.0.2.10", forwards=True)
        self.g = self.node(
            "g", "far 192.0.2.9", "inside 10.3.0.1", forwards=True, gateway="far 192.0.2.10"
        )
        self.s = self.node("s", "inside 10.3.0.10", gateway="inside 10.3.0.1")
        self.spis = iter(range(0x1001, 0x2000))
        self.lose(near, set(lost))
        self.told = []
        self.client = VpnClient(
            self.c,
            GATEWAY,
            self.configuration("c", IDENTITY, **{"request_address": True} | (client or {})),
            VpnEvents(
                up=lambda inner: self.told.append(("up", str(inner))),
                down=lambda because: self.told.append(("down", because)),
            ),
            address("10.1.0.100"),
        )
        self.gateway = VpnGateway(
            self.g,
            self.ends["g"],
            GatewayConfig(
                ike=self.configuration(
                    "g", str(GATEWAY), **{"pool": {IDENTITY: INNER}} | (server or {})
                ),
                pool=Prefix.parse("10.9.0.0/24"),
                **gateway or {},
            ),
        )

    def configuration(self, name, identity, **changes):
        made = {}

        def stream(use):
            return made.setdefault(use, Stream(1, f"{name}/{use}"))

        return Configuration(
            **{
                "identity": identity,
                "stream": stream,
                "allocate_spi": lambda: next(self.spis),
                "group_key": b"group secret",
            }
            | changes
        )

    @staticmethod
    def lose(link, lost):
        receivers = link._receivers
        count = iter(range(10**9))

        def lossy(sender, destination):
            broadcast = destination[0] & 1
            return [] if not broadcast and next(count) in lost else receivers(sender, destination)

        link._receivers = lossy

    def connect(self, until=5):
        self.client.connect(CLIENT, "test")
        self.run(until)

    def works(self):
        """Send a datagram each way now and return whether both arrive."""
        now = int(self.env.now) / 1e9
        heard = self.hears(self.s), self.hears(self.c)
        self.say(self.c, str(INNER), str(SERVER))
        self.say(self.s, str(SERVER), str(INNER))
        self.run(now + 0.5)
        return heard == ([b"hello"], [b"hello"])

    def ike(self, node):
        """Return the purposes of what *node* sent that is IKE."""
        return [
            self.trace.packets[each.packet].purpose
            for each in self.events(Sent, node)
            if "isakmp" in [layer.header for layer in self.trace.stack_of(each.packet)]
        ]

    def sad(self, node):
        return self.rows(node, "sad")
