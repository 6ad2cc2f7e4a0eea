"""A node that keeps its address everywhere and has a path laid to it (draft section 2.8)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.ike.configuration import Configuration
from simulation.kernel.rng import Stream
from simulation.roles.agent_advertiser import AgentAdvertiser
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.host_router import HostRouter
from simulation.roles.ike_daemon import IkeDaemon, IkeEvents
from simulation.roles.path_node import PORT, PathConfig, PathNode, PathState
from simulation.time import SECOND
from simulation.trace import Dropped, KeyHeld, Noted, StateChanged
from simulation.tunnels.transport import TransportDevice, protect
from simulation.wire import icmp, ipv4, mobile_ip, udp
from simulation.wire.address import ALL_SYSTEMS, Prefix
from simulation.wire.checksum import internet_checksum
from tests.simulation.options.playing import play
from tests.simulation.small_world import SmallWorld, address

HOME, SERVER, ROUTER = address("10.8.0.100"), address("10.3.0.10"), address("10.1.0.1")
SECURITY = MobilitySecurity(600, bytes(range(16)), "the domain")


class Roaming(SmallWorld):
    """m --x or y-- r --servers-- s: one router that is the whole domain, and a peer for IKE."""

    def __init__(self, *, routes=True, key=SECURITY.key):
        super().__init__()
        self.link("x", "10.1.0.0/24")
        self.link("y", "10.2.0.0/24")
        self.link("servers", "10.3.0.0/24")
        self.r = self.node("r", "x 10.1.0.1", "y 10.2.0.1", "servers 10.3.0.1", forwards=True)
        self.s = self.node("s", "servers 10.3.0.10", gateway="servers 10.3.0.1")
        if routes:
            HostRouter(self.r, MobilitySecurity(600, key, "the domain"), None)
        for link in ("x", "y"):
            AgentAdvertiser(
                self.r,
                self.r.interfaces[link],
                period_ns=1000 * SECOND,
                lifetime_s=0,
                offers=None,
            )
        self.m = self.node("m")
        self.spis = iter(range(0x1001, 0x2000))
        self.station = self.m.add_interface("eth0")
        self.path = PathNode(
            self.m,
            self.station,
            PathConfig(
                home_address=HOME,
                security=SECURITY,
                ike=self.ike("m", HOME),
                peers=(SERVER,),
                calls=(SERVER,),
            ),
        )
        device = TransportDevice(
            self.s, lambda: (self.s.interfaces["servers"], address("10.3.0.1"))
        )
        protect(self.s, device, Prefix.host(SERVER), Prefix.host(HOME))
        self.peer = IkeDaemon(self.s, device, self.ike("s", SERVER), IkeEvents())

    def ike(self, name, identity):
        made = {}
        return Configuration(
            identity=str(identity),
            stream=lambda use: made.setdefault(use, Stream(1, f"{name}/{use}")),
            allocate_spi=lambda: next(self.spis),
            group_key=b"end to end",
            transport_mode=True,
            nat_traversal=False,
            local_selector=Prefix.host(identity) if identity == HOME else None,
            remote_selector=Prefix.host(SERVER),
        )

    def plug(self, link, wait=3):
        """Attach *m* to a link and let some seconds pass."""
        self.station.attach(self.links[link])
        self.path.link_up()
        self.run(int(self.env.now) / SECOND + wait)

    def unplug(self):
        self.station.detach()
        self.path.link_down()

    def asked(self, node="m"):
        return [when for when, _, _ in self.sent(node, "Path Setup")]

    def answer(self, *, key=SECURITY.key, **changes):
        """Have the router send a Path Acknowledge that is right but for *changes*."""
        header = mobile_ip.PathAcknowledge(
            **{
                "status": 0,
                "lifetime": 90,
                "home_address": HOME,
                "crossover": ROUTER,
                "identification": self.path._identification,
            }
            | changes
        )
        self.throw(mobile_ip.signed(header, spi=SECURITY.spi, key=key))

    def throw(self, octets):
        body = udp.datagram(ROUTER, HOME, udp.MOBILE_IP, PORT, octets)
        packet = ipv4.packet(ROUTER, HOME, ipv4.UDP, body)
        self.r.interfaces["x"].send_to(self.packet(packet), self.station.mac)

    @property
    def moves(self):
        return [each.new for each in self.events(StateChanged, "m") if each.machine == "path"]

    @property
    def route(self):
        return self.rows("r", "host-routes").get(str(HOME))


def test_on_a_link_it_solicits_asks_and_is_reachable():
    world = Roaming()
    world.plug("x")
    assert world.moves == ["looking for a router", "asking for a path", "reachable"]
    assert world.route["interface"] == "x"
    assert world.path.router == ROUTER


def test_packets_reach_it_at_the_same_address_on_each_link():
    world = Roaming()
    for link in "xy":
        world.plug(link)
        heard = world.hears(world.m)
        world.say(world.s, str(SERVER), str(HOME))
        world.run(int(world.env.now) / SECOND + 1)
        assert heard == [b"hello"], link
        world.unplug()


def test_what_crosses_every_link_is_esp():
    world = Roaming()
    world.plug("x")
    heard = world.hears(world.m), world.hears(world.s)
    before = len(world.packets("x")), len(world.packets("servers"))
    world.say(world.s, str(SERVER), str(HOME))
    world.say(world.m, str(HOME), str(SERVER))
    world.run(4)
    crossed = world.packets("x")[before[0] :] + world.packets("servers")[before[1] :]
    assert heard == ([b"hello"], [b"hello"])
    assert [ipv4.protocol(each) for each in crossed] == [ipv4.ESP] * 4


def test_a_move_needs_no_new_keys():
    world = Roaming()
    world.plug("x")
    world.unplug()
    world.plug("y")
    assert len(world.sent("m", "IKE main mode 1")) == 1
    assert world.route["interface"] == "y"


def test_without_an_sa_user_data_stay_where_they_are():
    world = Roaming()
    world.s.interfaces["servers"].detach()
    world.plug("x")
    packet = world.say(world.m, str(HOME), str(SERVER))
    world.run(4)
    (dropped,) = [each for each in world.events(Dropped, "m") if each.packet == packet.id]
    assert dropped.reason == "no-sa"


def test_a_router_that_sets_up_no_path_is_asked_five_times_and_again_half_a_minute_later():
    world = Roaming(routes=False)
    world.plug("x", wait=120)
    gaps = [round(b - a) for a, b in zip(world.asked(), world.asked()[1:], strict=False)]
    assert gaps[:9] == [1, 2, 4, 8, 16 + 30, 1, 2, 4, 8]
    assert world.path.state is PathState.ASKING
    assert {each.text for each in world.events(Noted, "m")} == {"no router here sets up a path"}


def test_an_answer_that_comes_on_the_next_link_makes_nothing_reachable():
    world = Roaming()
    world.plug("x")
    world.unplug()
    world.station.attach(world.links["x"])
    world.answer()
    world.run(5)
    assert world.path.state is PathState.NOWHERE
    assert world.drops("m")[-1] == "unexpected"


def test_a_peer_that_did_not_answer_ike_is_called_again():
    world = Roaming()
    world.s.interfaces["servers"].detach()
    world.plug("x", wait=100)
    assert not world.path.device.pairs
    world.s.interfaces["servers"].attach(world.links["servers"])
    world.run(250)
    assert world.path.device.pairs


def test_a_peer_whose_associations_are_gone_is_called_again():
    world = Roaming()
    world.plug("x")
    (pair,) = world.path.device.pairs
    world.peer.delete(world.peer.endpoint.sessions()[0].name)
    world.run(10)
    (other,) = world.path.device.pairs
    assert other is not pair


def test_a_router_with_another_key_sets_up_no_path():
    world = Roaming(key=b"the wrong key...")
    world.plug("x", wait=10)
    assert set(world.drops("r")) == {"mip-check"}
    assert world.route is None
    assert world.path.state is PathState.ASKING


def test_the_path_is_refreshed_every_half_minute_and_does_not_lapse():
    world = Roaming()
    world.plug("x", wait=200)
    gaps = {round(b - a) for a, b in zip(world.asked(), world.asked()[1:], strict=False)}
    assert gaps == {30}
    assert world.route is not None
    assert world.moves[-1] == "reachable"


def test_a_path_that_is_not_refreshed_counts_as_none_until_a_router_answers():
    world = Roaming()
    world.plug("x")
    world.r.interfaces["x"].detach()
    world.run(100)
    assert world.route is None
    assert world.path.state is PathState.ASKING
    world.r.interfaces["x"].attach(world.links["x"])
    world.run(200)
    assert world.path.state is PathState.REACHABLE
    assert world.route is not None


def test_a_path_that_is_refused_counts_as_none():
    world = Roaming()
    world.plug("x")
    world.r.sockets[0, udp.MOBILE_IP] = lambda *_: world.answer(status=133, lifetime=0)
    world.run(40)
    assert world.path.state is PathState.ASKING
    assert any("status 133" in each.text for each in world.events(Noted, "m"))


def test_a_link_that_goes_takes_router_and_timers_along():
    world = Roaming()
    world.plug("x")
    world.unplug()
    before = len(world.asked())
    world.run(200)
    assert world.path.state is PathState.NOWHERE
    assert not world.path.router
    assert len(world.asked()) == before
    assert world.route is None, "soft state"


def test_user_data_without_a_link_is_a_drop():
    world = Roaming()
    world.plug("x")
    world.unplug()
    packet = world.say(world.m, str(HOME), str(SERVER))
    dropped = world.events(Dropped, "m")[-1]
    assert dropped.reason == "no-route"
    assert world.trace.packets[dropped.packet].inner == packet.id, "it is sealed by then"


@pytest.mark.parametrize(
    "changes",
    [{"key": b"the wrong key..."}, {"identification": 5}],
    ids=["forged", "of something older"],
)
def test_an_answer_that_is_not_awaited_makes_nothing_reachable(changes):
    world = Roaming(routes=False)
    world.plug("x")
    world.answer(**changes)
    world.run(4)
    assert world.drops("m") == ["unexpected"]
    assert world.path.state is PathState.ASKING


def test_another_kind_of_message_is_not_taken():
    world = Roaming(routes=False)
    world.plug("x")
    asked = mobile_ip.BindingRequest(home_address=HOME, identification=1)
    world.throw(mobile_ip.signed(asked, spi=SECURITY.spi, key=SECURITY.key))
    world.run(4)
    assert world.drops("m") == ["unexpected"]


def test_an_advertisement_that_counts_wrong_is_a_drop():
    world = Roaming()
    world.r.interfaces["x"].detach()
    world.plug("x")
    body = bytearray(icmp.advertisement([ROUTER], lifetime=30))
    body[4] += 7
    body[2:4] = b"\0\0"
    body[2:4] = internet_checksum(bytes(body)).to_bytes(2, "big")
    n = world.node("n", "x 10.1.0.7")
    packet = ipv4.packet(address("10.1.0.7"), ALL_SYSTEMS, ipv4.ICMP, bytes(body), ttl=1)
    n.interfaces["x"].send(world.packet(packet), ALL_SYSTEMS)
    world.run(4)
    assert world.drops("m") == ["malformed"]
    assert world.path.state is PathState.LOOKING


@settings(max_examples=25)
@given(st.binary(max_size=60))
def test_no_octets_make_it_raise(octets):
    world = Roaming(routes=False)
    world.plug("x")
    whole = mobile_ip.PathAcknowledge(
        status=0, lifetime=90, home_address=HOME, crossover=ROUTER, identification=1
    ).encode()
    for head in (b"", whole[:1], whole):
        world.throw(head + octets)
    world.run(4)
    assert len(world.drops("m")) == 3
    assert world.path.state is PathState.ASKING


def test_a_tour_begins_ike_once():
    run = play("5", "handover-outside")
    made = {event.key for _, event in run.trace.of(KeyHeld) if event.key.startswith("ikev1")}
    assert len(made) == 1
    assert run.states("mn", "path").count("reachable") == 3
