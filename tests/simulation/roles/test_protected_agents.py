"""Mobility agents whose tunnel is an SA (draft section 2.7): what is bound, admitted, refused."""

import pytest

from simulation.ike.configuration import Configuration
from simulation.kernel.rng import Stream
from simulation.roles.foreign_agent import ForeignAgentConfig
from simulation.roles.home_agent import HomeAgentConfig
from simulation.roles.protected_agents import (
    ADMINISTRATIVELY_PROHIBITED,
    ProtectedForeignAgent,
    ProtectedHomeAgent,
)
from simulation.roles.vpn_gateway import GatewayConfig, VpnGateway
from simulation.time import SECOND
from simulation.trace import Sent
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Prefix
from tests.simulation.options.playing import play
from tests.simulation.roles.registering import AGENT, HOME, PORT, SECURITY, request
from tests.simulation.small_world import SmallWorld, address

FOREIGN, CARE_OF, SERVER = address("10.2.0.1"), address("10.2.0.9"), address("10.1.0.7")
ESP = (mobile_ip.EncapsulationRequest(encapsulation=ipv4.ESP),)


class Protected(SmallWorld):
    """n --home-- ha --core-- fa --office-- m: the agents hold *secret* and *other* for IKE."""

    def __init__(self, *, secret=b"one secret", other=b"one secret"):
        super().__init__()
        self.link("home", "10.1.0.0/28")
        self.link("core", "10.1.1.0/24")
        self.link("office", "10.2.0.0/24")
        self.n = self.node("n", "home 10.1.0.7", gateway="home 10.1.0.1")
        self.ha = self.node("ha", "home 10.1.0.1", "core 10.1.1.1", forwards=True)
        self.fa = self.node("fa", "office 10.2.0.1", "core 10.1.1.2", gateway="core 10.1.1.1")
        self.ha.route(Prefix.parse("10.2.0.0/24"), self.ha.interfaces["core"], address("10.1.1.2"))
        self.spis = iter(range(0x1001, 0x2000))
        self.gateway = VpnGateway(
            self.ha,
            self.ends["ha"],
            GatewayConfig(
                ike=self.ike("ha", str(AGENT), secret, accepted=Prefix.parse("10.1.0.0/24")),
                pool=None,
            ),
        )
        self.agent = ProtectedHomeAgent(
            self.ha,
            self.ends["ha"],
            HomeAgentConfig(
                address=AGENT, home_prefix=None, mobiles={HOME: SECURITY}, role="internal-mip"
            ),
            self.gateway,
        )
        self.visitors = ProtectedForeignAgent(
            self.fa,
            self.fa.interfaces["office"],
            self.ends["fa"],
            ForeignAgentConfig(address=FOREIGN, role="external-mip"),
            self.ike("fa", "fa@example.com", other),
        )
        self.m = self.node("m", "office", gateway=None)
        self.m.hold(HOME, "home address")
        self.m.route(None, self.m.interfaces["office"], FOREIGN)
        self.m.interfaces["office"].learn(FOREIGN, self.fa.interfaces["office"].mac)
        self.replies = []
        self.m.sockets[0, PORT] = lambda header, payload, packet: self.replies.append(
            mobile_ip.parse(payload).header
        )

    def ike(self, name, identity, key, accepted=None):
        made = {}
        return Configuration(
            identity=identity,
            stream=lambda use: made.setdefault(use, Stream(1, f"{name}/{use}")),
            allocate_spi=lambda: next(self.spis),
            group_key=key,
            **({"accepted_selectors": (accepted,)} if accepted else {}),
        )

    def code(self, *, wait=5, extensions=ESP, to=FOREIGN, source=HOME, **changes):
        """Send a request from *m* and return the code of the one reply, or `None`."""
        before, now = len(self.replies), int(self.env.now)
        changes = {"care_of_address": FOREIGN, "decapsulates": False} | changes
        body = udp.datagram(
            source, to, PORT, udp.MOBILE_IP, request(now, extensions=extensions, **changes)
        )
        packet = ipv4.packet(source, to, ipv4.UDP, body, ttl=255, identification=5)
        station = self.fa.interfaces["office"].mac
        self.m.interfaces["office"].send_to(self.packet(packet, "request"), station)
        self.run(now / 1e9 + wait)
        fresh = self.replies[before:]
        assert len(fresh) <= 1
        return fresh[0].code if fresh else None

    def works(self):
        """Send a datagram each way and return whether both arrive."""
        now = int(self.env.now) / 1e9
        heard = self.hears(self.n), self.hears(self.m)
        self.say(self.m, str(HOME), str(SERVER))
        self.say(self.n, str(SERVER), str(HOME))
        self.run(now + 0.5)
        return heard == ([b"hello"], [b"hello"])

    def away(self):
        """Bind the home address to an address elsewhere, as the node itself would."""
        now = int(self.env.now)
        octets = request(now, extensions=ESP, care_of_address=CARE_OF)
        self.say(self.fa, str(FOREIGN), str(AGENT), octets, port=udp.MOBILE_IP)
        self.run(now / 1e9 + 1)

    @property
    def binding(self):
        return self.rows("ha", "bindings").get(str(HOME))

    def sas(self, node):
        return len(self.rows(node, "sad"))


def test_the_binding_of_a_request_for_esp_has_no_tunnel_but_the_sa():
    world = Protected()
    assert world.code() == 0
    assert world.binding["tunnel"] == "esp"
    assert world.ends["ha"].get(f"tunnel to {HOME}") is None
    assert (world.sas("ha"), world.sas("fa")) == (2, 2)
    assert world.works()


def test_between_the_agents_nothing_is_in_clear_and_on_the_visited_link_everything():
    world = Protected()
    world.code()
    before = len(world.packets("core")), len(world.packets("office"))
    assert world.works()
    core, office = world.packets("core")[before[0] :], world.packets("office")[before[1] :]
    assert {ipv4.protocol(each) for each in core} == {ipv4.ESP}
    assert {ipv4.protocol(each) for each in office} == {ipv4.UDP}


def test_the_acceptance_is_held_back_until_the_sa_stands():
    world = Protected()
    world.code()
    (accepted,) = [when for when, link, _ in world.sent("fa", "Reply") if link == "office"]
    last = max(when for when, _, _ in world.sent(None, "IKE"))
    assert accepted >= last


def test_other_keys_give_a_denial_and_no_visitor():
    world = Protected(other=b"another secret")
    assert world.code(wait=200) == ADMINISTRATIVELY_PROHIBITED
    assert world.rows("fa", "visitors") == {}
    assert (world.sas("ha"), world.sas("fa")) == (0, 0)


def test_until_there_is_an_sa_the_home_agent_lets_nothing_out():
    world = Protected(other=b"another secret")
    world.code(wait=5)
    assert world.binding["tunnel"] == "esp"
    before = len(world.packets("core"))
    world.say(world.n, str(SERVER), str(HOME))
    world.run(6)
    assert "no-route" in world.drops("ha")
    assert all(b"hello" not in each for each in world.packets("core")[before:])


def test_a_renewed_binding_keeps_its_sa():
    world = Protected()
    world.code()
    spis = set(world.rows("ha", "sad"))
    assert world.code() == 0
    assert set(world.rows("ha", "sad")) == spis
    assert world.works()


def test_a_request_without_the_extension_gets_a_tunnel_of_ip_in_ip():
    world = Protected()
    assert world.code(extensions=(), reverse_tunnel=True) == 0
    assert world.binding["tunnel"] == "ip-ip"
    assert world.sas("ha") == 0
    assert world.works()


def test_a_binding_that_no_longer_asks_for_esp_loses_its_sa():
    world = Protected()
    world.code()
    assert world.code(extensions=(), reverse_tunnel=True) == 0
    assert world.binding["tunnel"] == "ip-ip"
    assert world.sas("ha") == 0


def test_deregistration_deletes_the_sa_and_refuses_what_comes():
    world = Protected()
    world.code()
    assert world.code(lifetime=0) == 0
    assert world.binding is None
    assert world.sas("ha") == 0
    world.say(world.n, str(SERVER), str(HOME))
    world.run(20)
    assert world.drops("ha") == ["no-route"]


def test_a_binding_that_lapses_takes_its_sa_along():
    world = Protected()
    world.code(lifetime=30)
    assert world.sas("ha") == 2
    world.run(40)
    assert world.binding is None
    assert world.sas("ha") == 0


def test_a_visitor_that_left_is_not_protected_any_more():
    """What claims to come from it is no reason to use the SA."""
    world = Protected()
    world.code()
    assert world.code(lifetime=0) == 0
    assert world.sas("fa") == 0
    world.say(world.m, str(HOME), str(SERVER))
    world.run(20)
    assert not [each for each in world.packets("core")[-2:] if ipv4.protocol(each) == ipv4.ESP]


def test_a_visitor_that_lapses_loses_its_protection_at_both_agents():
    world = Protected()
    world.code(lifetime=30)
    world.run(40)
    assert world.rows("fa", "visitors") == {}
    assert (world.sas("ha"), world.sas("fa")) == (0, 0)
    assert not [key for key in world.rows("fa", "routes") if str(HOME) in key]


def test_the_foreign_agent_is_told_that_the_sa_is_gone():
    """RFC 2408 section 3.15: or it would go on sealing for nobody."""
    world = Protected()
    world.code()
    world.away()
    assert world.sent("ha", "DELETE")
    assert world.sas("fa") == 0
    assert str(HOME) in world.rows("fa", "visitors"), "the visit itself has not lapsed"
    world.say(world.m, str(HOME), str(SERVER))
    world.run(20)
    assert world.drops("fa")[-1] == "no-sa"


def test_a_care_of_address_elsewhere_deletes_the_sa_with_the_foreign_agent():
    world = Protected()
    world.code()
    world.away()
    assert world.binding["care_of"] == str(CARE_OF)
    assert world.sas("ha") == 0


def test_a_node_that_comes_back_gets_a_new_sa():
    world = Protected()
    world.code()
    world.away()
    assert world.code() == 0
    assert world.sas("ha") == 2
    assert world.works()


def test_a_forged_request_changes_nothing():
    world = Protected()
    world.code()
    held = world.binding, world.rows("ha", "sad")
    assert world.code(key=b"x" * 16, lifetime=0) == 131
    assert (world.binding, world.rows("ha", "sad")) == held
    assert world.works()


def test_a_co_located_address_is_relayed_without_an_sa_of_the_agent():
    world = Protected()
    assert world.code(care_of_address=CARE_OF, decapsulates=True) == 0
    assert world.sent("fa", "IKE") == []
    assert world.rows("fa", "visitors") == {}


@pytest.mark.parametrize(("extensions", "code"), [(ESP, 0), ((), 129)])
def test_a_translated_source_is_no_obstacle_to_esp(extensions, code):
    """IKE finds the translator itself; IP-in-IP would not pass it (RFC 3519 section 4.6)."""
    world = Protected()
    answers = []
    world.fa.sockets[0, PORT] = lambda header, payload, packet: answers.append(
        mobile_ip.parse(payload).header.code
    )
    octets = request(0, extensions=extensions, care_of_address=address("192.168.1.9"))
    world.say(world.fa, str(FOREIGN), str(AGENT), octets, source_port=PORT, port=udp.MOBILE_IP)
    world.run(1)
    assert answers == [code]


# -- in a run of the whole option -----------------------------------------------------------


@pytest.fixture(scope="module")
def tour():
    return play("4", "handover-outside")


def held(run, node, table, until_s):
    rows = {}
    for event in run.rows(node, table):
        if event.at_ns <= until_s * SECOND:
            rows[event.key] = event.new
    return {key: row for key, row in rows.items() if row}


def test_the_association_of_the_foreign_agent_is_for_its_visitor_alone(tour):
    inner = {row["inner"] for row in held(tour, "x-fa", "sad", 39).values()}
    assert inner == {"10.1.0.100/32 <> 0.0.0.0/0"}


def test_a_new_care_of_address_deletes_the_old_association(tour):
    before, after = held(tour, "vpn-gw", "sad", 19), held(tour, "vpn-gw", "sad", 39)
    assert before
    assert after
    assert not set(before) & set(after)


def test_a_binding_that_is_given_back_takes_its_association_along():
    run = play("4", "return-inside")
    assert held(run, "vpn-gw", "sad", 19)
    assert held(run, "vpn-gw", "sad", 30) == {}


def test_nothing_for_the_node_leaves_the_site_in_clear_however_short_the_gap(tour):
    trace = tour.trace
    outside = [
        [layer.header for layer in trace.stack_of(event.packet)]
        for _, event in trace.of(Sent)
        if event.link in {"isp", "cellular"} and trace.packets[event.packet].flow == "cn > mn"
    ]
    assert outside
    assert all("esp" in headers for headers in outside)
