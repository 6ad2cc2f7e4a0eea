"""Agent advertisements and solicitations: RFC 3344 section 2, RFC 1256."""

import itertools

import pytest

from simulation.roles.agent_advertiser import AgentAdvertiser, solicit
from simulation.time import SECOND
from simulation.wire import icmp, ipv4
from simulation.wire.address import ALL_SYSTEMS
from tests.simulation.small_world import SmallWorld, address

AGENT = address("10.0.0.1")


class Advertising(SmallWorld):
    def __init__(self, **changes):
        super().__init__()
        self.link("lan", "10.0.0.0/25")
        self.a = self.node("a", "lan 10.0.0.1")
        self.m = self.node("m", "lan 10.0.0.9")
        self.heard = []
        self.m.agent_listeners.append(
            lambda packet, body: self.heard.append((int(self.env.now), packet, body))
        )
        self.advertiser = AgentAdvertiser(
            self.a,
            self.a.interfaces["lan"],
            **{
                "period_ns": SECOND,
                "lifetime_s": 60,
                "offers": {"foreign_agent": True, "reverse_tunnel": True},
                "care_of": (AGENT,),
            }
            | changes,
        )

    @property
    def told(self):
        return [icmp.parse_advertisement(body) for _, _, body in self.heard]


def test_an_advertisement_says_who_where_and_what():
    world = Advertising()
    world.run(1)
    told, packet = world.told[0], world.heard[0][1]
    assert told.mobility.foreign_agent
    assert told.mobility.reverse_tunnel
    assert not told.mobility.home_agent
    assert told.mobility.care_of_addresses.addresses == (AGENT,)
    assert told.mobility.registration_lifetime == 60
    assert told.prefix_lengths == (25,)
    assert (ipv4.source(packet.octets), ipv4.destination(packet.octets)) == (AGENT, ALL_SYSTEMS)
    assert ipv4.ttl(packet.octets) == 1


def test_it_is_sent_every_period_and_lives_for_three():
    world = Advertising(period_ns=2 * SECOND)
    world.run(21)
    times = [when for when, _, _ in world.heard]
    assert {later - earlier for earlier, later in itertools.pairwise(times)} == {2 * SECOND}
    assert times[0] < 2.1 * SECOND
    assert world.told[0].router.lifetime == 6


def test_two_agents_do_not_speak_at_the_same_moment():
    firsts = set()
    for name in ("a", "b", "c"):
        world = SmallWorld()
        world.link("lan", "10.0.0.0/24")
        node = world.node(name, "lan 10.0.0.1")
        AgentAdvertiser(node, node.interfaces["lan"], period_ns=SECOND, lifetime_s=60, offers={})
        world.run(1)
        firsts.add(world.sent()[0][0])
    assert len(firsts) == 3


def test_the_sequence_number_rises_and_wraps_to_256():
    """RFC 3344 section 2.3.2: below 256 it would say that the agent was restarted."""
    world = Advertising()
    world.advertiser._sequence = 0xFFFE
    world.run(4)
    assert [each.mobility.sequence for each in world.told][:3] == [0xFFFE, 0xFFFF, 256]


def test_a_solicitation_is_answered_at_once():
    world = Advertising(period_ns=1000 * SECOND)
    world.at(5, lambda: solicit(world.m, world.m.interfaces["lan"]))
    world.run(6)
    assert [when // 10**7 for when, _, _ in world.heard] == [500]


def test_a_solicitation_goes_to_all_agents_with_the_smallest_ttl():
    """RFC 3344 section 2.2."""
    world = Advertising()
    solicit(world.m, world.m.interfaces["lan"])
    octets = world.packets("lan")[0]
    assert (str(ipv4.destination(octets)), ipv4.ttl(octets)) == ("224.0.0.11", 1)
    assert ipv4.payload(octets)[0] == icmp.ROUTER_SOLICITATION


@pytest.mark.parametrize("body", [b"\x0a\x00\x00", b"\x0a"])
def test_a_damaged_solicitation_is_not_answered(body):
    world = Advertising(period_ns=1000 * SECOND)
    world.a.deliver_agent_message(world.packet(bytes(24)), body)
    world.run(1)
    assert world.sent("a") == []
    assert world.drops("a") == ["malformed"]


def test_an_agent_that_routes_for_nobody_says_so():
    """RFC 3344 section 2.1: code 16."""
    world = Advertising(routes_for_all=False)
    world.run(1)
    assert world.heard[0][2][1] == 16
