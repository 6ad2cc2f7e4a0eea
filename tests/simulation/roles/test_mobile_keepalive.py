"""Keeping a tunnel in UDP open: RFC 3519 sections 4.9 and 4.10."""

from dataclasses import dataclass, field

from simulation.roles.mobile_keepalive import TunnelKeepalive
from simulation.time import SECOND
from simulation.trace import Noted
from simulation.tunnels.encapsulation import MipUdp
from simulation.tunnels.tunnel import Tunnel
from simulation.wire import icmp, ipv4, udp
from simulation.wire.address import Prefix
from tests.simulation.roles.test_mobile_routes import EXTERNAL_AGENT, EXTERNAL_HOME, target
from tests.simulation.small_world import SmallWorld, address

TARGET = target(EXTERNAL_HOME, EXTERNAL_AGENT, {})


@dataclass
class Client:
    """Stands for the registration whose tunnel is kept open."""

    target: object = TARGET
    renewals: list = field(default_factory=list)

    def renew(self, because, spec):
        self.renewals.append(because)


class Kept(SmallWorld):
    """m --net-- r: a tunnel in UDP from *m*, and what keeps it open.

    The home agent answers each question, after 50 ms, until *deaf_from* (in s).
    """

    def __init__(self, *, deaf_from=1000, adapts=False):
        super().__init__()
        self.link("net", "203.0.113.0/24")
        self.node("r", "net 203.0.113.1", forwards=True)
        self.m = self.node("m", "net 203.0.113.9", gateway="net 203.0.113.1")
        self.m.hold(EXTERNAL_HOME, "external home address")
        here = address("203.0.113.9")
        way = MipUdp(1027, udp.MOBILE_IP)
        tunnel = Tunnel(
            self.m, "xmip0", here, EXTERNAL_AGENT, role="external-mip", encapsulation=way
        )
        self.m.route(None, self.ends["m"].add(tunnel), source=Prefix.host(EXTERNAL_HOME))
        self.client = Client()
        self.keepalive = TunnelKeepalive(
            self.m, self.ends["m"], "xmip0", self.client, role="external-mip", adapts=adapts
        )
        for tenth in range(min(deaf_from, 200) * 10):
            self.at(tenth / 10 + 0.05, self.answer)
        self.answered = 0

    def answer(self):
        """Send the home agent's answer to the newest question, if there is a new one."""
        asked = len(self.sent("m", "MIP tunnel keepalive"))
        if asked == self.answered:
            return
        self.answered = asked
        echo = icmp.Echo(type=icmp.ECHO_REPLY, identifier=434, sequence=asked)
        octets = ipv4.packet(
            EXTERNAL_AGENT, EXTERNAL_HOME, ipv4.ICMP, icmp.message(echo), identification=1
        )
        self.m.icmp.receive(self.packet(octets, "echo reply"))

    def beats(self):
        return [round(when) for when, _, _ in self.sent("m", "MIP tunnel keepalive")]


def test_it_beats_once_an_interval_while_nothing_else_is_sent():
    world = Kept()
    world.keepalive.start(20)
    world.run(65)
    assert world.beats() == [20, 40, 60]


def test_what_goes_through_the_tunnel_by_itself_puts_the_next_beat_off():
    world = Kept()
    world.keepalive.start(20)
    world.at(15, lambda: world.say(world.m, str(EXTERNAL_HOME), "192.0.2.10"))
    world.run(40)
    assert world.beats() == [35]


def test_it_does_not_outlive_its_tunnel():
    world = Kept()
    world.keepalive.start(20)
    world.at(30, lambda: world.ends["m"].remove("xmip0"))
    world.run(100)
    assert world.beats() == [20]


def test_an_interval_of_nothing_ends_it():
    world = Kept()
    world.keepalive.start(20)
    world.at(30, lambda: world.keepalive.start(0))
    world.run(100)
    assert world.beats() == [20]
    assert int(world.env.now) == 100 * SECOND


def test_a_question_without_an_answer_is_repeated_and_then_the_node_registers():
    """RFC 3519 section 4.10: after a number of retransmissions it SHOULD register again."""
    world = Kept(deaf_from=30)
    world.keepalive.start(20)
    world.run(46)
    assert world.beats() == [20, 40, 41, 43]
    assert world.client.renewals == []
    world.run(48)
    assert world.client.renewals == ["its tunnel's keepalives are not answered"]


def test_the_answer_of_somebody_else_is_none():
    world = Kept(deaf_from=0)
    world.keepalive.start(20)
    echo = icmp.Echo(type=icmp.ECHO_REPLY, identifier=434, sequence=1)
    other = address("192.0.2.99")
    octets = ipv4.packet(other, EXTERNAL_HOME, ipv4.ICMP, icmp.message(echo), identification=1)
    world.at(20.5, lambda: world.m.icmp.receive(world.packet(octets, "echo reply")))
    world.run(22)
    assert world.beats() == [20, 21]


def test_a_tunnel_that_is_gone_while_an_answer_is_awaited_asks_nobody():
    world = Kept(deaf_from=0)
    world.keepalive.start(20)
    world.at(20.5, lambda: world.ends["m"].remove("xmip0"))
    world.run(60)
    assert world.beats() == [20]
    assert world.client.renewals == []


def test_the_interval_is_halved_with_each_loss_down_to_ten_seconds():
    """RFC 3519 section 4.10: a MAY, and no less than 10 s, a MUST NOT."""
    world = Kept(deaf_from=0, adapts=True)
    world.client.renew = lambda because, spec: world.keepalive.start(32)
    world.keepalive.start(32)
    world.run(150)
    firsts = [32]
    for interval in (16, 10, 10):
        firsts.append(firsts[-1] + 7 + interval)
    assert [beat for beat in world.beats() if beat in firsts] == firsts
    assert len(world.events(Noted)) >= 3


def test_elsewhere_the_home_agent_s_interval_counts_again():
    """RFC 3519 section 4.10: there it SHOULD return to the original one."""
    world = Kept(deaf_from=0, adapts=True)
    world.keepalive.start(20)
    world.run(28)
    world.keepalive.moved()
    world.keepalive.start(20)
    world.run(50)
    assert world.beats()[3:] == [48, 49]
