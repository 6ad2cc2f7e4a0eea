"""The foreign agent: RFC 3344 section 3.7, RFC 3024 section 4.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.foreign_agent import ForeignAgent, ForeignAgentConfig
from simulation.wire import ipv4, mobile_ip, udp
from tests.simulation.roles.registering import AGENT, HOME, PORT, SECURITY, Agency, request
from tests.simulation.small_world import address

FOREIGN = address("10.2.0.1")


class Visit(Agency):
    """A home agent behind a router, and a foreign agent on the link that *m* visits."""

    def __init__(self, *, lifetime=1800, reverse_tunnel=True, **config):
        super().__init__(**config)
        self.fa = self.node("fa", "office 10.2.0.1", gateway="office 10.2.0.254")
        self.station = self.fa.interfaces["office"]
        self.visitors = ForeignAgent(
            self.fa,
            self.station,
            self.ends["fa"],
            ForeignAgentConfig(
                address=FOREIGN,
                role="internal-mip",
                longest_lifetime=lifetime,
                reverse_tunnel=reverse_tunnel,
            ),
        )
        self.m.hold(HOME, "home address")
        self.m.interfaces["office"].configure(address("0.0.0.0"), None)
        self.m.routes.clear()
        self.m.route(None, self.m.interfaces["office"], FOREIGN)

    def ask(self, octets=None, *, source=HOME, ttl=255, **changes):
        changes = {"care_of_address": FOREIGN, "decapsulates": False} | changes
        octets = octets if octets is not None else request(self.now, **changes)
        body = udp.datagram(source, FOREIGN, PORT, udp.MOBILE_IP, octets)
        packet = ipv4.packet(source, FOREIGN, ipv4.UDP, body, ttl=ttl, identification=5)
        self.m.interfaces["office"].send_to(self.packet(packet, "request"), self.station.mac)

    @property
    def listed(self):
        return self.rows("fa", "visitors")

    @property
    def pending(self):
        return self.rows("fa", "pending")


def test_a_request_is_relayed_and_its_reply_makes_a_visitor():
    world = Visit()
    assert world.code() == 0
    row = world.listed[str(HOME)]
    assert row["mac"] == str(world.m.interfaces["office"].mac)
    assert (row["home_agent"], row["lifetime_s"]) == (str(AGENT), 600)
    assert world.pending == {}
    assert world.bindings[str(HOME)]["care_of"] == str(FOREIGN)
    _, octets, packet = world.replies[0]
    assert mobile_ip.verify(octets, kind=32, key=SECURITY.key), "relayed as the home agent made it"
    assert (ipv4.source(packet.octets), ipv4.destination(packet.octets)) == (FOREIGN, HOME)


def test_while_the_reply_is_awaited_the_request_is_pending_and_nobody_a_visitor():
    world = Visit()
    world.ask()
    world.run(0.0015)
    (row,) = world.pending.values()
    assert (row["home_address"], row["lifetime_s"]) == (str(HOME), 600)
    assert world.listed == {}


@pytest.mark.parametrize(
    ("config", "changes", "code"),
    [
        ({}, {"r": True}, 70),
        ({}, {"x": True}, 70),
        ({"lifetime": 300}, {}, 69),
        ({}, {"care_of_address": address("10.2.0.2")}, 77),
        ({"reverse_tunnel": False}, {"reverse_tunnel": True}, 74),
        ({}, {"reverse_tunnel": True, "ttl": 64}, 76),
        ({}, {"home_agent": FOREIGN}, 136),
    ],
)
def test_what_is_denied_and_with_which_code(config, changes, code):
    world = Visit(**config)
    assert world.code(**changes) == code
    assert world.listed == world.pending == world.bindings == {}
    reply, _, packet = world.replies[0]
    assert reply.header.lifetime == (300 if code == 69 else 600), "69 tells what it would take"
    assert reply.header.home_address == HOME
    assert ipv4.destination(packet.octets) == HOME


def test_a_node_with_an_address_of_its_own_may_register_through_the_agent():
    """RFC 3344 section 3.7.2.1: only a clear D bit makes another care-of address invalid."""
    world = Visit()
    assert world.code(care_of_address=address("10.2.0.9"), decapsulates=True) in {0, 129}
    assert world.listed == {}


def test_one_node_gets_one_denial_a_second():
    """RFC 3344 section 3.7.2."""
    world = Visit()
    for when in (0, 0.4, 0.8, 1.2):
        world.at(when, lambda: world.ask(r=True))
    world.run(3)
    assert [reply.header.code for reply, _, _ in world.replies] == [70, 70]


def test_a_denial_of_the_home_agent_is_relayed_and_leaves_the_visitor_list():
    """RFC 3344 section 3.7.3.2: the pending entry goes, the visitor stays."""
    world = Visit()
    assert world.code() == 0
    assert world.code(key=b"the wrong key...") == 131
    assert str(HOME) in world.listed
    assert world.pending == {}


def test_a_request_that_is_never_answered_times_out():
    """RFC 3344 section 3.7.1: after 7 seconds, code 78."""
    world = Visit()
    world.ha.interfaces["home"].detach()
    world.r.interfaces["home"].learn(AGENT, world.ha.interfaces["home"].mac)
    world.ask()
    world.run(6.9)
    assert len(world.pending) == 1
    world.run(8)
    assert world.pending == {}
    assert [reply.header.code for reply, _, _ in world.replies] == [78]


def test_who_asked_again_is_told_once():
    world = Visit()
    world.ha.interfaces["home"].detach()
    world.r.interfaces["home"].learn(AGENT, world.ha.interfaces["home"].mac)
    for when in (0, 1, 3):
        world.at(when, world.ask)
    world.run(30)
    assert [reply.header.code for reply, _, _ in world.replies] == [78]


def test_an_unreachable_home_agent_is_told():
    """RFC 3344 section 3.7.3: ICMP host unreachable makes code 81."""
    world = Visit()
    world.ha.interfaces["home"].detach()
    world.ask()
    world.run(5)
    assert [reply.header.code for reply, _, _ in world.replies] == [81]


def test_a_reply_that_nobody_asked_for_is_dropped():
    world = Visit()
    reply = mobile_ip.RegistrationReply(
        code=0, lifetime=60, home_address=HOME, home_agent=AGENT, identification=1
    )
    body = udp.datagram(
        AGENT, FOREIGN, 434, 434, mobile_ip.signed(reply, spi=300, key=SECURITY.key)
    )
    world.put(world.ha, AGENT, FOREIGN, ipv4.UDP, body)
    world.run(1)
    assert world.drops("fa") == ["unexpected"]
    assert world.listed == {}


def test_an_identification_mismatch_is_found_by_the_low_half():
    """A reply with code 133 has another high half (RFC 3344 section 5.7.1)."""
    world = Visit()
    world.run(100)
    assert world.code(identification=mobile_ip.ntp_time(0)) == 133
    assert world.pending == {}


def test_two_nodes_may_choose_the_same_identification():
    world = Visit()
    other = address("10.1.0.101")
    for home in (HOME, other):
        world.ask(request(5, home_address=home, care_of_address=FOREIGN, decapsulates=False))
    world.run(0.002)
    assert len(world.pending) == 2


def test_what_follows_the_authentication_is_for_the_agent_alone():
    """RFC 3344 section 3.7.2.2: process and remove it."""
    world = Visit()
    assert world.code(after=[mobile_ip.DeliveryStyleExtension()]) == 0
    relayed = [each for each in world.packets("home") if ipv4.destination(each) == AGENT]
    assert len(relayed[0]) == 28 + len(request())


def test_data_for_a_visitor_reaches_it_at_its_ethernet_address():
    world = Visit()
    world.code()
    heard = world.hears(world.m)
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(5)
    assert heard == [b"hello"]
    arp_for_home = [each for each in world.sent("fa") if f"who has {HOME}" in each[2]]
    assert arp_for_home == []


@pytest.mark.parametrize(
    ("flags", "protocol"), [({}, 4), ({"minimal": True}, 55), ({"gre": True}, 47)]
)
def test_a_visitor_with_a_reverse_tunnel_sends_through_it(flags, protocol):
    world = Visit()
    heard = world.hears(world.n)
    world.code(reverse_tunnel=True, **flags)
    world.say(world.m, str(HOME), "10.1.0.7")
    world.run(5)
    assert heard == [b"hello"]
    outward = [each for each in world.packets("home") if ipv4.source(each) == FOREIGN]
    assert protocol in {ipv4.protocol(each) for each in outward}


def test_a_visitor_without_one_is_routed_as_it_is():
    world = Visit()
    heard = world.hears(world.n)
    world.code()
    world.say(world.m, str(HOME), "10.1.0.7")
    world.run(5)
    assert heard == [b"hello"]
    assert ipv4.IPIP not in {ipv4.protocol(each) for each in world.packets("home")}


def test_a_visitor_that_gives_its_reverse_tunnel_up_uses_it_no_more():
    world = Visit()
    world.hears(world.n)
    world.code(reverse_tunnel=True)
    world.code(reverse_tunnel=False)
    world.say(world.m, str(HOME), "10.1.0.7")
    world.run(5)
    assert ipv4.IPIP not in {ipv4.protocol(each) for each in world.packets("home")}


def test_what_the_tunnel_brings_for_somebody_else_is_refused():
    world = Visit()
    world.code()
    inner = ipv4.packet(address("10.1.0.7"), address("10.2.0.50"), ipv4.UDP, bytes(8))
    world.put(world.ha, AGENT, FOREIGN, ipv4.IPIP, inner)
    world.run(5)
    assert world.drops("fa") == ["refused-inner"]


def test_a_visitor_is_forgotten_when_its_lifetime_is_over():
    world = Visit()
    world.code(lifetime=5)
    assert str(HOME) in world.listed
    world.run(7)
    assert world.listed == world.rows("fa", "tunnels") == {}
    assert not [key for key in world.rows("fa", "routes") if str(HOME) in key]


def test_the_visitor_list_keeps_nobody_longer_than_the_agent_offers():
    world = Visit(lifetime=600)
    world.code(lifetime=600)
    world.visitors.config = ForeignAgentConfig(
        address=FOREIGN, role="internal-mip", longest_lifetime=5
    )
    world.code(lifetime=5)
    assert world.listed[str(HOME)]["lifetime_s"] == 5


def test_a_deregistration_that_is_accepted_removes_the_visitor():
    world = Visit(physical=False)
    world.code()
    assert world.code(lifetime=0) == 0
    assert world.listed == {}


def test_only_so_many_requests_wait_at_once():
    world = Visit()
    for number in range(40):
        home = address("10.1.0.0") + number
        world.ask(request(0, home_address=home, care_of_address=FOREIGN, decapsulates=False))
    world.run(0.002)
    assert len(world.pending) == 32


@given(st.binary(max_size=80))
def test_no_octets_make_it_raise(octets):
    world = Visit()
    for head in (b"", b"\x01", b"\x03", request()[:24], request()):
        world.ask(head + octets)
    world.run(10)
    assert all(each in {"malformed", "unexpected", "mip-check"} for each in world.drops("fa"))


def test_a_message_for_somebody_else_is_not_taken():
    world = Visit()
    world.ask(mobile_ip.BindingRequest(home_address=HOME, identification=1).encode())
    world.run(1)
    assert world.drops("fa") == ["unexpected"]
