"""Which way a mobile node's requests leave, and whose port takes which answer."""

from dataclasses import replace

import pytest

from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mobile_registrations import Registrations, granted_udp
from simulation.roles.registration_client import RegistrationState
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import ANY, Prefix
from tests.simulation.roles.test_mobile_routes import (
    AT_HOME,
    CARE_OF,
    EXTERNAL_AGENT,
    EXTERNAL_HOME,
    INTERNAL_AGENT,
    MINE,
    OWN,
    ROUTER,
    SECURITY,
    setup,
)
from tests.simulation.small_world import SmallWorld


class Registering(SmallWorld):
    """m --office-- r: a node's registrations, and a router that sees what it asks for."""

    def __init__(self, **config):
        super().__init__()
        self.link("office", "10.2.0.0/24")
        self.r = self.node("r", "office 10.2.0.254")
        self.m = self.node("m", "office 10.2.0.9", gateway="office 10.2.0.254")
        self.m.hold(MINE, "home address")
        self.data = []
        self.hindrances = []
        self.registrations = Registrations(
            self.m,
            self.m.interfaces["office"],
            setup(**config),
            lambda header, payload, packet: self.data.append(payload),
            self.hindrances.append,
        )
        self.agent = replace(
            OWN, care_of=ROUTER, prefix=None, agent=bytes(self.r.interfaces["office"].mac)
        )

    def requests(self):
        """Return source, destination and message of every request so far."""
        found = []
        for packet in self.packets("office"):
            body = ipv4.payload(packet)
            if ipv4.protocol(packet) == ipv4.UDP and body[2:4] == b"\x01\xb2":
                message = mobile_ip.parse(body[8:])
                found.append((ipv4.source(packet), ipv4.destination(packet), message))
        return found

    def answer(self, client, request, *, security=SECURITY, code=0):
        header = mobile_ip.RegistrationReply(
            code=code,
            lifetime=request.lifetime,
            home_address=request.home_address,
            home_agent=request.home_agent,
            identification=request.identification,
        )
        octets = mobile_ip.signed(header, spi=security.spi, key=security.key)
        self.tell(client.port, octets)

    def tell(self, port, octets):
        body = udp.datagram(EXTERNAL_AGENT, CARE_OF, 434, port, octets)
        packet = ipv4.packet(EXTERNAL_AGENT, CARE_OF, ipv4.UDP, body)
        self.m.receive(self.packet(packet), packet, None)

    def bound_outside(self):
        """Have the external home agent hold the care-of address."""
        self.registrations.search_outside(OWN)
        self.run(1)
        *_, (_, _, message) = self.requests()
        self.answer(self.registrations.external, message.header)
        assert self.registrations.external.bound_to == CARE_OF


def test_from_an_own_address_requests_go_straight_to_the_home_agent():
    way = Registering().registrations.way_in_clear(OWN)
    assert (way.source, way.destination, way.colocated) == (CARE_OF, INTERNAL_AGENT, True)


def test_through_an_agent_requests_go_to_it_with_the_home_address_as_source():
    """RFC 3344 section 3.6.1.1."""
    world = Registering()
    way = world.registrations.way_in_clear(world.agent)
    assert (way.source, way.destination, way.care_of) == (MINE, ROUTER, ROUTER)
    assert way.agent[1] == world.agent.agent
    assert not way.colocated


def test_at_home_the_care_of_address_is_the_home_address():
    way = Registering().registrations.way_in_clear(AT_HOME)
    assert way.source == way.care_of == MINE


def test_the_external_home_agent_is_asked_wherever_it_can_make_sense():
    world = Registering()
    world.registrations.search_outside(AT_HOME)
    assert world.requests() == []
    world.registrations.search_outside(OWN)
    world.run(0.5)
    ((source, destination, message),) = world.requests()
    assert (source, destination) == (CARE_OF, EXTERNAL_AGENT)
    assert message.header.home_address == EXTERNAL_HOME


def test_without_an_external_home_agent_nobody_is_asked():
    world = Registering(external=False)
    registrations = world.registrations
    registrations.search_outside(OWN)
    registrations.leave_outside(OWN, MINE)
    registrations.stop_outside("the link is gone")
    world.run(1)
    assert world.requests() == []


def test_inside_the_external_binding_is_taken_back_once():
    """RFC 5265 section 3.2.3."""
    world = Registering()
    world.bound_outside()
    world.registrations.leave_outside(world.agent, MINE)
    world.run(20)
    *_, (_, _, last) = world.requests()
    assert (last.header.lifetime, last.header.care_of_address) == (0, CARE_OF)
    assert len([1 for _, _, each in world.requests() if each.header.lifetime == 0]) == 1
    assert world.registrations.external.state is RegistrationState.IDLE
    assert world.registrations.external.bound_to == ANY


def test_inside_an_external_agent_that_never_answered_is_left_alone():
    world = Registering()
    world.registrations.search_outside(OWN)
    world.run(0.5)
    world.registrations.leave_outside(OWN, MINE)
    world.run(20)
    assert len(world.requests()) == 1
    assert world.registrations.external.state is RegistrationState.IDLE


def test_inside_an_answer_of_the_external_agent_that_was_under_way_is_heard():
    """So that what it granted can be given back."""
    world = Registering()
    world.registrations.search_outside(OWN)
    world.run(0.5)
    world.registrations.leave_outside(OWN, MINE)
    ((_, _, message),) = world.requests()
    world.answer(world.registrations.external, message.header)
    assert world.registrations.external.bound_to == CARE_OF


def test_a_request_by_another_way_overtakes_the_one_in_clear():
    other = MobilitySecurity(301, bytes(16), "mn and x-ha")
    registrations = Registering(external={"security": other}).registrations
    assert not registrations.overtaken
    way = registrations.way_in_clear(OWN)
    registrations.plain.register(way, "test")
    assert not registrations.overtaken
    registrations.search_outside(OWN)
    assert not registrations.overtaken, "that is for another home address"
    registrations.internal.register(way, "test")
    assert registrations.overtaken
    registrations.plain.register(way, "test")
    assert not registrations.overtaken


@pytest.mark.parametrize("at_home", [False, True])
def test_an_agent_with_an_address_inside_is_reached_there_from_an_address_of_the_nodes_own(at_home):
    inner_side = Prefix.parse("10.2.0.254/32").network
    world = Registering(external_from_inside=inner_side)
    world.bound_outside()
    world.registrations.leave_outside(AT_HOME if at_home else OWN, MINE)
    world.run(2)
    source, destination, _ = world.requests()[-1]
    assert (source, destination) == (MINE if at_home else CARE_OF, inner_side)


def test_a_node_that_starts_inside_clears_out_what_the_external_agent_may_hold_and_once():
    inner_side = Prefix.parse("10.2.0.254/32").network
    world = Registering(external_from_inside=inner_side, external_is_proxy=True)
    for _ in range(2):
        world.registrations.leave_outside(OWN, MINE)
    world.run(20)
    told = {
        (to, each.header.lifetime, each.header.care_of_address) for _, to, each in world.requests()
    }
    assert told == {(inner_side, 0, MINE)}, "the home address stands for every care-of address"


@pytest.mark.parametrize(("inner_side", "tries"), [(None, 1), ("10.2.0.254/32", 3)])
def test_an_agent_that_is_reached_from_inside_is_told_until_it_answers(inner_side, tries):
    address = Prefix.parse(inner_side).network if inner_side else None
    world = Registering(external_from_inside=address)
    world.bound_outside()
    before = len(world.requests())
    world.registrations.leave_outside(OWN, MINE)
    world.run(30)
    assert len(world.requests()) - before == tries


@pytest.mark.parametrize(("proxy", "told"), [(False, 0), (True, 1)])
def test_a_binding_that_the_one_in_clear_has_replaced_is_not_taken_back(proxy, told):
    """One agent with one table would take back the one in clear."""
    world = Registering(external_is_proxy=proxy)
    world.bound_outside()
    registrations = world.registrations
    registrations.plain.register(registrations.way_in_clear(OWN), "test")
    world.run(3)
    world.answer(registrations.plain, world.requests()[-1][2].header)
    registrations.leave_outside(OWN, MINE)
    world.run(3.5)
    assert [each.header.lifetime for _, _, each in world.requests()].count(0) == told


def test_tunnel_data_on_a_clients_port_is_no_reply():
    world = Registering()
    world.tell(world.registrations.external.port, b"\x04\x04\0\0data")
    assert world.data == [b"\x04\x04\0\0data"]
    assert world.drops("m") == []


def test_a_reply_to_another_clients_request_is_refused():
    world = Registering()
    world.registrations.search_outside(OWN)
    world.run(0.5)
    ((_, _, message),) = world.requests()
    world.answer(world.registrations.plain, message.header)
    assert world.drops("m") == ["unexpected"]


def test_one_clock_serves_all_whose_key_is_one():
    """RFC 3344 section 5.7.1: a home agent takes only Identifications that rise."""
    shared = Registering().registrations
    assert shared.plain.clock is shared.internal.clock is shared.external.clock
    other = MobilitySecurity(301, bytes(16), "mn and x-ha")
    apart = Registering(external={"security": other}).registrations
    assert apart.plain.clock is apart.internal.clock
    assert apart.external.clock is not apart.plain.clock


@pytest.mark.parametrize(
    ("extensions", "granted"),
    [
        ((), (0, 0)),
        ((mobile_ip.UdpTunnelReply(code=64, keepalive=30),), (0, 0)),
        ((mobile_ip.UdpTunnelReply(code=0, keepalive=30),), (1027, 30)),
        ((mobile_ip.UdpTunnelReply(code=0, keepalive=0),), (1027, 110)),
    ],
)
def test_a_tunnel_in_udp_is_what_an_accepting_extension_grants(extensions, granted):
    """RFC 3519 section 3.2: code 64 declines, and keepalive 0 leaves the interval to the node."""
    reply = mobile_ip.RegistrationReply(
        code=0, lifetime=60, home_address=MINE, home_agent=INTERNAL_AGENT, identification=1
    )
    octets = mobile_ip.signed(reply, extensions, spi=SECURITY.spi, key=SECURITY.key)
    assert granted_udp(mobile_ip.parse(octets), 1027) == granted


def test_the_lifetime_that_an_agent_advertises_goes_with_the_way_through_it():
    """RFC 3344 section 3.6.1.2."""
    world = Registering()
    agent = replace(world.agent, longest_lifetime=25)
    assert world.registrations.way_in_clear(agent).longest_lifetime == 25
    assert world.registrations.way_in_clear(OWN).longest_lifetime == 0


def test_why_a_registration_is_denied_is_told_until_one_is_accepted():
    """RFC 3344 section 3.4: 129, administratively prohibited."""
    world = Registering()
    world.registrations.search_outside(OWN)
    for seconds, code in ((1, 129), (2, 0)):
        world.run(seconds)
        *_, (_, _, message) = world.requests()
        world.answer(world.registrations.external, message.header, code=code)
    denial, nothing = world.hindrances
    assert denial.startswith(f"registration with {EXTERNAL_AGENT} is denied: ")
    assert "administratively prohibited" in denial
    assert nothing == ""
