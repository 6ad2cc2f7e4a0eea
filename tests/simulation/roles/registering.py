"""What playbooks of registration share: keys, requests made by hand, replies as they came."""

from simulation.roles.home_agent import HomeAgent, HomeAgentConfig, MobilitySecurity
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

HOME, AGENT, CARE_OF = address("10.1.0.100"), address("10.1.0.1"), address("10.2.0.9")
SECURITY = MobilitySecurity(300, bytes(range(16)), "mn and ha")
PORT = 1025


def request(now_ns=0, *, key=SECURITY.key, spi=SECURITY.spi, extensions=(), after=(), **changes):
    """Return the octets of a good request, but for *changes*."""
    fields = {
        "lifetime": 600,
        "home_address": HOME,
        "home_agent": AGENT,
        "care_of_address": CARE_OF,
        "identification": mobile_ip.ntp_time(now_ns),
        "decapsulates": True,
    }
    header = mobile_ip.RegistrationRequest(**fields | changes)
    return mobile_ip.signed(header, tuple(extensions), spi=spi, key=key, after=tuple(after))


class Agency(SmallWorld):
    """ha --home-- r --office-- m: a home agent, a router, and a node that asks by hand.

    *physical* makes the home link real; there is a station ``n`` on it beside.
    """

    def __init__(self, *, physical=True, role="internal-mip", **config):
        super().__init__()
        self.link("home", "10.1.0.0/24")
        self.link("office", "10.2.0.0/24")
        self.ha = self.node("ha", "home 10.1.0.1", gateway="home 10.1.0.254")
        self.r = self.node("r", "home 10.1.0.254", "office 10.2.0.254", forwards=True)
        self.n = self.node("n", "home 10.1.0.7", gateway="home 10.1.0.254")
        self.m = self.node("m", "office 10.2.0.9", gateway="office 10.2.0.254")
        config = {
            "address": AGENT,
            "home_prefix": Prefix.parse("10.1.0.0/24") if physical else Prefix.parse("10.8.0.0/24"),
            "mobiles": {HOME: SECURITY},
            "role": role,
            "physical": self.ha.interfaces["home"] if physical else None,
        } | config
        self.agent = HomeAgent(self.ha, self.ends["ha"], HomeAgentConfig(**config))
        self.replies = []
        self.data = []
        self.m.sockets[0, PORT] = self._receive

    def _receive(self, header, payload, packet):
        if payload[:1] == b"\x04":
            self.data.append(payload)
        else:
            self.replies.append((mobile_ip.parse(payload), payload, packet))

    @property
    def now(self):
        return int(self.env.now)

    def ask(self, octets=None, *, source=CARE_OF, to=AGENT, port=PORT, sender=None, **changes):
        """Send a request from *m* (or *sender*) now."""
        sender = sender or self.m
        if not sender.owns(source):
            sender.hold(source, "for this test")
        octets = octets if octets is not None else request(self.now, **changes)
        body = udp.datagram(source, to, port, udp.MOBILE_IP, octets)
        packet = ipv4.packet(source, to, ipv4.UDP, body, identification=5)
        sender.send(self.packet(packet, "request"))

    def answer(self, *args, **changes):
        """Send a request, run a second, and return the one reply, or `None`."""
        before = len(self.replies)
        self.ask(*args, **changes)
        self.run(self.now / 1e9 + 1)
        fresh = self.replies[before:]
        assert len(fresh) <= 1
        return fresh[0][0] if fresh else None

    def code(self, *args, **changes):
        """Send a request and return the reply's code, or `None`."""
        reply = self.answer(*args, **changes)
        return reply.header.code if reply else None

    @property
    def bindings(self):
        return self.rows("ha", "bindings")
