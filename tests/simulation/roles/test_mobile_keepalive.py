"""Keeping a tunnel in UDP open: RFC 3519 section 4.9."""

from simulation.roles.mobile_keepalive import TunnelKeepalive
from simulation.time import SECOND
from simulation.tunnels.encapsulation import MipUdp
from simulation.tunnels.tunnel import Tunnel
from simulation.wire import udp
from simulation.wire.address import Prefix
from tests.simulation.roles.test_mobile_routes import EXTERNAL_AGENT, EXTERNAL_HOME, target
from tests.simulation.small_world import SmallWorld, address

TARGET = target(EXTERNAL_HOME, EXTERNAL_AGENT, {})


class Kept(SmallWorld):
    """m --net-- r: a tunnel in UDP from *m*, and what keeps it open."""

    def __init__(self):
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
        self.keepalive = TunnelKeepalive(self.m, self.ends["m"], "xmip0", TARGET)

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
