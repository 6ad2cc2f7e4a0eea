"""How a node gets onto a link: RFC 3344 section 2.4, RFC 2131."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.roles.access import AccessManager
from simulation.roles.agent_advertiser import AgentAdvertiser
from simulation.roles.dhcp_server import DhcpServer
from simulation.time import SECOND
from simulation.wire import icmp, ipv4
from simulation.wire.address import ALL_SYSTEMS
from tests.simulation.small_world import SmallWorld, address

AGENT, FIRST, ROUTER = address("10.0.0.1"), address("10.0.0.64"), address("10.0.0.254")
FOREIGN = {"foreign_agent": True, "registration_required": True}


class Visiting(SmallWorld):
    """A link with DHCP, with an agent or without, and a node that comes by."""

    def __init__(self, policy="auto", *, offers=None, served=True, home=(), period_ns=SECOND):
        super().__init__()
        self.link("lan", "10.0.0.0/24")
        self.r = self.node("r", "lan 10.0.0.254")
        if served:
            DhcpServer(self.r).serve(self.r.interfaces["lan"], FIRST, ROUTER)
        self.agent = None
        if offers is not None:
            self.agent = self.node("agent", "lan 10.0.0.1")
            self.advertiser = AgentAdvertiser(
                self.agent,
                self.agent.interfaces["lan"],
                period_ns=period_ns,
                lifetime_s=60,
                offers=offers,
                care_of=(AGENT,) if offers.get("foreign_agent") else (),
            )
        self.m = self.node("m")
        self.station = self.m.add_interface("lan")
        self.told = []
        self.manager = AccessManager(
            self.m,
            self.station,
            policy=policy,
            home_agents=frozenset(home),
            ready=self.told.append,
            lost=self.told.append,
        )

    def arrive(self, until=10):
        self.station.attach(self.links["lan"])
        self.manager.link_up()
        self.run(until)


def test_without_an_agent_the_node_gets_an_address_of_its_own():
    world = Visiting()
    world.arrive()
    (access,) = world.told
    assert (access.care_of, access.router, str(access.prefix)) == (FIRST, ROUTER, "10.0.0.0/24")
    assert access.colocated
    assert not access.home_agent


def test_where_an_agent_is_heard_first_its_address_is_used():
    world = Visiting(offers=FOREIGN)
    world.arrive()
    (access,) = world.told
    assert (access.care_of, access.router) == (AGENT, AGENT)
    assert access.agent == world.agent.interfaces["lan"].mac
    assert access.demands_registration
    assert access.longest_lifetime == 60
    assert not access.colocated


def test_a_node_that_wants_its_own_address_passes_the_agent_over():
    world = Visiting("colocated", offers=FOREIGN)
    world.arrive()
    assert [access.care_of for access in world.told] == [FIRST]


def test_a_node_that_wants_an_agent_waits_for_one_and_asks_three_times():
    world = Visiting("foreign-agent")
    world.arrive(30)
    assert world.told == []
    assert [when for when, _, _ in world.sent("m")] == [0, 1, 3]


def test_a_busy_agent_is_no_agent():
    """RFC 3344 section 2.1.1."""
    world = Visiting(offers=FOREIGN | {"busy": True})
    world.arrive()
    assert [access.care_of for access in world.told] == [FIRST]


def test_its_own_home_agent_means_home():
    world = Visiting(offers={"home_agent": True}, home=[AGENT])
    world.arrive()
    (access,) = world.told
    assert access.home_agent == AGENT


def test_somebody_elses_home_agent_means_nothing():
    world = Visiting(offers={"home_agent": True})
    world.arrive()
    assert [access.care_of for access in world.told] == [FIRST]


def test_an_agent_that_falls_silent_is_left_when_its_advertisement_has_lived():
    """RFC 3344 section 2.4.2.1."""
    world = Visiting(offers=FOREIGN)
    world.arrive(5.5)
    world.agent.interfaces["lan"].detach()
    world.agent.power_off()
    world.run(20)
    _access, because, instead = world.told
    assert because == "the agent's advertisements stopped"
    assert instead.care_of == FIRST


def test_an_agent_that_starts_anew_is_registered_with_again():
    """RFC 3344 section 2.4.4."""
    world = Visiting(offers=FOREIGN)
    world.arrive()
    world.at(10.5, lambda: setattr(world.advertiser, "_sequence", 0))
    world.run(20)
    before, why, again = world.told
    assert "started anew" in why
    assert again == before


def test_numbers_that_ran_over_their_end_are_no_new_start():
    """RFC 3344 section 2.3.2: 0xffff is followed by 256."""
    world = Visiting(offers=FOREIGN)
    world.advertiser._sequence = 0xFFFC
    world.arrive(20)
    assert world.advertiser._sequence < 0xFFFC
    assert len(world.told) == 1


def test_leaving_the_link_is_told_once():
    world = Visiting()
    world.arrive()
    world.station.detach()
    world.manager.link_down("the link is gone")
    world.manager.link_down("the link is gone")
    world.run(60)
    assert world.told[1:] == ["the link is gone"]


def test_leaving_before_anything_was_found_is_told_to_nobody():
    world = Visiting(served=False)
    world.arrive(1)
    world.manager.link_down("the link is gone")
    assert world.told == []


def test_an_advertisement_from_further_away_does_not_count():
    """RFC 3344 section 2.1: the TTL must be 1."""
    world = Visiting("foreign-agent", served=False)
    world.arrive(1)
    far = world.node("far", "lan 10.0.0.9")
    body = icmp.advertisement(
        [AGENT],
        lifetime=3,
        mobility=icmp.MobilityAgentExtension(
            sequence=0,
            registration_lifetime=60,
            foreign_agent=True,
            care_of_addresses=icmp.AddressList(AGENT.octets),
        ),
    )
    far.route(None, far.interfaces["lan"])
    world.put(far, address("10.0.0.9"), ALL_SYSTEMS, ipv4.ICMP, body, ttl=2)
    world.run(2)
    assert world.told == []
    world.put(far, address("10.0.0.9"), ALL_SYSTEMS, ipv4.ICMP, body, ttl=1)
    world.run(3)
    assert len(world.told) == 1


def test_a_prefix_length_that_no_address_has_is_malformed():
    world = Visiting(served=False)
    world.arrive(1)
    body = icmp.advertisement(
        [AGENT],
        lifetime=3,
        mobility=icmp.MobilityAgentExtension(
            sequence=0,
            registration_lifetime=60,
            foreign_agent=True,
            care_of_addresses=icmp.AddressList(AGENT.octets),
        ),
        prefix_lengths=[77],
    )
    packet = world.packet(ipv4.packet(AGENT, ALL_SYSTEMS, ipv4.ICMP, body, ttl=1))
    world.m.deliver_agent_message(packet, body)
    assert world.drops("m") == ["malformed"]


@given(st.binary(max_size=60))
def test_no_octets_make_it_raise(octets):
    world = Visiting(served=False)
    world.arrive(0.1)
    body = b"\x09\x00" + octets
    packet = world.packet(ipv4.packet(AGENT, ALL_SYSTEMS, ipv4.ICMP, body, ttl=1))
    world.m.deliver_agent_message(packet, body)


def test_a_lease_that_is_over_is_told_as_lost():
    world = Visiting()
    world.arrive(1)
    world.manager._dhcp._forfeit("the lease is over")
    assert world.told[1:] == ["the lease is over"]
    world.run(3)
    assert world.told[2].care_of == FIRST


@pytest.mark.parametrize("policy", ["auto", "colocated", "foreign-agent"])
def test_every_policy_asks_for_agents_once_on_arrival(policy):
    world = Visiting(policy, offers=FOREIGN, period_ns=1000 * SECOND)
    world.arrive(0.5)
    assert "agent solicitation" in [purpose for _, _, purpose in world.sent("m")]
