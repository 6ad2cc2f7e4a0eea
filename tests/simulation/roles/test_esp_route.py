"""Routing ESP through a foreign agent (draft section 2.10), with its three parts one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.roles.esp_route import PORT, EspRouteClient, EspRouteRelay, EspRouteServer
from simulation.roles.esp_route import EspRouteTarget as Target
from simulation.roles.foreign_agent import ForeignAgent, ForeignAgentConfig
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.registration_client import MobilityClock
from simulation.time import SECOND
from simulation.trace import Noted
from simulation.wire import ipv4, mobile_ip, udp
from tests.simulation.roles.remote import CLIENT, GATEWAY, INNER, Remote
from tests.simulation.small_world import address

SECURITY = MobilitySecurity(500, bytes(range(16)), "mn and vpn-gw")
AGENT = address("192.0.2.2")


class Sharing(Remote):
    """The router between is a foreign agent, whose address the client borrows."""

    def __init__(self, key=SECURITY.key):
        super().__init__()
        self.fa = self.nodes["m"]
        self.station = self.fa.interfaces["near"]
        config = ForeignAgentConfig(address=AGENT, role="external-mip")
        ForeignAgent(self.fa, self.station, self.ends["m"], config)
        self.relay = EspRouteRelay(self.fa, self.station, AGENT)
        self.denied = []
        security = MobilitySecurity(500, key, "mn and vpn-gw")
        self.asking = EspRouteClient(
            self.c, Target(GATEWAY, security), MobilityClock(self.c), self.denied.append
        )
        self.server = EspRouteServer(self.gateway, GATEWAY, {INNER: SECURITY})
        self.c.hold(AGENT, "borrowed")
        self.c.interfaces["near"].silent.add(AGENT)

    def begin(self):
        self.c.interfaces["near"].learn(AGENT, self.station.mac)
        self.client.connect(AGENT, "test")
        self.run(5)

    def by_itself(self, spi=0x1001):
        """Have the client, with an address of its own, ask for a route without an agent."""
        self.c.release(AGENT)
        self.asking.request(INNER, CLIENT, AGENT, spi, None)

    def ask(self, until=1.0, spi=None):
        spi = self.client.pair.inbound.spi if spi is None else spi
        agent = (self.c.interfaces["near"], self.station.mac)
        self.asking.request(INNER, AGENT, AGENT, spi, agent)
        self.run(int(self.env.now) / SECOND + until)

    @property
    def routes(self):
        return self.rows("m", "esp-routes")


def test_ike_finds_its_node_by_the_cookie():
    world = Sharing()
    world.begin()
    assert world.told == [("up", str(INNER))]
    (key,) = world.routes
    assert key.startswith("IKE ")


def test_esp_finds_its_node_by_the_spi_once_that_was_told():
    world = Sharing()
    world.begin()
    assert not world.works()
    assert "no-visitor" in world.drops("m")
    world.ask()
    assert world.denied == []
    assert any("0x" in key for key in world.routes)
    assert world.works()


def test_the_gateway_moves_the_association_to_the_agents_address():
    world = Sharing()
    world.begin()
    world.gateway.device.pairs[0].peer = CLIENT
    world.ask()
    assert world.gateway.device.pairs[0].peer == AGENT


def test_a_wrong_key_moves_nothing():
    world = Sharing(key=b"the wrong key...")
    world.begin()
    world.ask()
    assert world.drops("c") == ["mip-check"]
    assert not any("0x" in key for key in world.routes)


def test_a_request_that_was_translated_on_the_way_is_denied():
    """The source must be the care-of address that is named under the authenticator."""
    world = Sharing()
    world.begin()
    request = mobile_ip.EspRouteRequest(
        lifetime=300,
        inner_address=INNER,
        gateway=GATEWAY,
        care_of_address=address("192.0.2.77"),
        identification=mobile_ip.ntp_time(int(world.env.now)),
        spi=0x1001,
    )
    octets = mobile_ip.signed(request, spi=500, key=SECURITY.key)
    world.c.send_udp(CLIENT, GATEWAY, (PORT, 434), octets, (), "translated")
    world.run(8)
    assert [each for _, _, each in world.sent("g", "ESP Route Reply")] == [
        f"ESP Route Reply for {INNER}, code 77"
    ]


def test_a_replayed_request_is_denied():
    world = Sharing()
    world.begin()
    world.ask()
    request = next(
        each
        for each in world.packets("far")
        if ipv4.protocol(each) == ipv4.UDP
        and each[28]
        == mobile_ip.EspRouteRequest(
            lifetime=1,
            inner_address=INNER,
            gateway=GATEWAY,
            care_of_address=AGENT,
            identification=1,
            spi=1,
        ).encode()[0]
    )
    world.fa.send(world.packet(request))
    world.run(8)
    assert [each for _, _, each in world.sent("g", "ESP Route Reply")][-1].endswith("code 133")


def test_two_visitors_with_one_spi_collide():
    world = Sharing()
    world.begin()
    world.ask()
    spi = world.client.pair.inbound.spi
    world.relay._by_spi[GATEWAY, spi] = b"\x02" * 6
    world.ask()
    assert world.denied == [65]


def test_a_route_ends_with_its_lifetime_unless_it_is_renewed():
    world = Sharing()
    world.begin()
    world.ask()
    world.run(200)
    assert len(world.sent("c", "ESP Route Request")) == 2, "renewed at half its life"
    world.asking.stop()
    world.run(600)
    assert not any("0x" in key for key in world.routes)


def test_silence_is_met_four_times_and_told():
    world = Sharing()
    world.begin()
    world.g.interfaces["far"].detach()
    world.ask(40)
    assert len(world.sent("c", "ESP Route Request")) == 4
    assert "nobody answers" in world.events(Noted, "c")[-1].text


def test_whoever_was_silent_is_asked_again_later():
    world = Sharing()
    world.begin()
    world.g.interfaces["far"].detach()
    world.ask(40)
    world.g.interfaces["far"].attach(world.links["far"])
    world.run(60)
    assert len(world.sent("c", "ESP Route Request")) == 5
    assert any("0x" in key for key in world.routes)


def reply(world, *, key=SECURITY.key, signed=True, **changes):
    """Return a reply to the newest request of the client that is right but for *changes*."""
    asked = world.asking._request
    header = mobile_ip.EspRouteReply(
        **{
            "code": 0,
            "lifetime": 300,
            "inner_address": INNER,
            "gateway": GATEWAY,
            "identification": asked.identification,
            "spi": asked.spi,
        }
        | changes
    )
    return mobile_ip.signed(header, spi=500, key=key) if signed else header.encode()


def test_a_node_with_an_address_of_its_own_asks_the_gateway_itself():
    world = Sharing()
    world.c.release(AGENT)
    world.client.connect(CLIENT, "test")
    world.run(5)
    world.gateway.device.pairs[0].peer = AGENT
    world.by_itself(world.client.pair.inbound.spi)
    world.run(6)
    assert world.gateway.device.pairs[0].peer == CLIENT
    assert not any("0x" in key for key in world.routes), "no agent has a part in it"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"key": b"the wrong key..."}, "mip-check"),
        ({"signed": False}, "mip-check"),
        ({"signed": False, "code": 65}, "mip-check"),
        ({"identification": 5}, "unexpected"),
    ],
    ids=["forged", "unsigned", "an agent's denial, and there is no agent", "of something older"],
)
def test_an_answer_that_is_not_the_gateways_is_not_believed(changes, reason):
    world = Sharing()
    world.g.interfaces["far"].detach()
    world.by_itself()
    world.run(0.1)
    world.fa.send_udp(AGENT, CLIENT, (434, PORT), reply(world, **changes), (), "forged")
    world.run(40)
    assert world.drops("c")[0] == reason
    assert world.denied == []
    assert len(world.sent("c", "ESP Route Request")) == 4, "it goes on asking"


def test_an_answer_that_comes_once_the_link_is_gone_is_of_no_use():
    world = Sharing()
    world.g.interfaces["far"].detach()
    world.by_itself()
    world.run(0.1)
    late = reply(world)
    world.asking.stop()
    world.fa.send_udp(AGENT, CLIENT, (434, PORT), late, (), "late")
    world.run(400)
    assert world.drops("c") == ["unexpected"]
    assert len(world.sent("c", "ESP Route Request")) == 1, "and none to renew"


def test_a_denied_route_is_not_entered_at_the_agent():
    world = Sharing()
    world.begin()
    world.server._last[INNER] = mobile_ip.ntp_time(100 * SECOND)
    world.ask()
    assert world.denied == [133]
    assert not any("0x" in key for key in world.routes)


def test_a_relayed_answer_that_was_heard_before_is_a_drop():
    world = Sharing()
    world.begin()
    world.ask()
    before = dict(world.routes)
    body = udp.datagram(GATEWAY, AGENT, 434, 434, reply(world))
    world.put(world.g, GATEWAY, AGENT, ipv4.UDP, body)
    world.run(8)
    assert world.drops("m") == ["unexpected"]
    assert world.routes == before


def test_a_request_for_an_address_of_nobody_gets_no_answer():
    world = Sharing()
    world.begin()
    world.asking.request(address("10.9.0.77"), CLIENT, AGENT, 0x1001, None)
    world.run(60)
    assert set(world.drops("g")) == {"unexpected"}
    assert world.sent("g", "ESP Route Reply") == []


def test_registrations_still_go_to_the_foreign_agent():
    world = Sharing()
    header = mobile_ip.BindingRequest(home_address=INNER, identification=1)
    world.c.send_udp(
        CLIENT,
        AGENT,
        (PORT, 434),
        header.encode(),
        (),
        "other",
        via=(world.c.interfaces["near"], world.station.mac),
    )
    world.run(1)
    assert world.drops("m") == ["unexpected"]


@settings(max_examples=40)
@given(st.binary(max_size=60), st.sampled_from([b"", b"\xc8", b"\xc9"]))
def test_no_octets_make_any_part_raise(octets, head):
    world = Sharing()
    for node, source, to, port in (
        (world.c, CLIENT, AGENT, 434),
        (world.c, CLIENT, AGENT, 500),
        (world.fa, AGENT, GATEWAY, 434),
        (world.fa, AGENT, CLIENT, PORT),
    ):
        body = udp.datagram(source, to, 434, port, head + octets)
        world.put(node, source, to, ipv4.UDP, body)
    world.put(world.c, CLIENT, AGENT, ipv4.ESP, octets)
    world.run(1)


@pytest.mark.parametrize("protocol", [ipv4.ESP])
def test_what_belongs_to_no_visitor_is_dropped(protocol):
    world = Sharing()
    world.put(world.g, GATEWAY, AGENT, protocol, bytes(40))
    world.run(1)
    assert world.drops("m") == ["no-visitor"]
