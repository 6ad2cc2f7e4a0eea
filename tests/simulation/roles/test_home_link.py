"""The home agent on its home link and at the end of reverse tunnels: RFC 3344 4.6, RFC 3024."""

import pytest

from simulation.time import SECOND
from simulation.wire import arp, ipv4, mobile_ip, udp
from simulation.wire.address import Prefix
from tests.simulation.roles.registering import (
    AGENT,
    CARE_OF,
    HOME,
    Agency,
)
from tests.simulation.small_world import address

NAT = address("10.2.0.77")
ASK_UDP = mobile_ip.UdpTunnelRequest


def arps(world):
    """Return sender, target and sender's MAC of gratuitous ARP on the home link."""
    heard = [
        arp.Arp.decode(frame, 14)[0]
        for frame in world.frames("home")
        if frame[12:14] == b"\x08\x06"
    ]
    return [(each.sender, each.sender_mac) for each in heard if each.sender == each.target]


# -- the home link (RFC 3344 section 4.6) ---------------------------------------------------------


def at_home(world):
    """Have *m* come home: it holds its home address there and listens for replies."""
    station = world.m.add_interface("home")
    station.attach(world.links["home"])
    station.configure(HOME, Prefix.parse("10.1.0.0/24"))
    world.m.route(Prefix.parse("10.1.0.0/24"), station)
    return station


def test_a_new_binding_draws_the_stations_of_the_home_link_to_the_agent():
    world = Agency()
    station = at_home(world)
    world.hears(world.m)
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(1)
    assert world.n.interfaces["home"].knows(HOME) == station.mac
    station.detach()
    station.configure(address("0.0.0.0"), None)
    world.m.routes.clear_device(station)
    world.code()
    world.run(6)
    agent = world.ha.interfaces["home"].mac
    assert arps(world) == [(HOME, agent)] * 3
    assert world.n.interfaces["home"].knows(HOME) == agent


def test_the_agent_answers_arp_for_a_node_that_is_away():
    world = Agency()
    world.code()
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(5)
    assert world.n.interfaces["home"].knows(HOME) == world.ha.interfaces["home"].mac


@pytest.mark.parametrize("how", ["denied", "expired"])
def test_without_a_binding_the_agent_answers_arp_for_nobody(how):
    world = Agency()
    if how == "denied":
        assert world.code(key=b"the wrong key...") == 131
    else:
        world.code(lifetime=2)
        world.run(5)
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(10)
    assert world.drops("n") == ["arp-failed"]


def test_a_node_that_comes_home_gets_its_address_back():
    world = Agency()
    world.code()
    world.run(5)
    station = at_home(world)
    station.announce(HOME)
    reply = world.answer(source=HOME, lifetime=0, care_of_address=HOME)
    assert reply.header.code == 0
    world.run(10)
    assert world.n.interfaces["home"].knows(HOME) != world.ha.interfaces["home"].mac
    assert arps(world)[3:] == [(HOME, station.mac)] * 4, (
        "once by the node, three times by the agent"
    )
    heard = world.hears(world.m)
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(12)
    assert heard == [b"hello"]


def test_a_node_that_is_denied_at_home_is_told_there_and_stays_proxied():
    """RFC 3344 section 3.8.3.1: the reply bypasses the binding that still exists."""
    world = Agency()
    world.code()
    world.run(5)
    at_home(world)
    assert world.code(source=HOME, lifetime=0, care_of_address=HOME, identification=1) == 133
    assert HOME in world.ha.interfaces["home"].proxied
    assert str(HOME) in world.bindings


def test_a_virtual_home_network_has_no_arp_and_refuses_what_is_not_bound():
    world = Agency(physical=False)
    told = []
    world.n.icmp.error_listeners.append(lambda *error: told.append(error[:2]))
    world.n.route(Prefix.parse("10.8.0.0/24"), world.n.interfaces["home"], AGENT)
    world.say(world.n, "10.1.0.7", "10.8.0.5")
    world.run(1)
    assert world.drops("ha") == ["no-route"]
    assert told == [(3, 1)]
    assert arps(world) == []


# -- reverse tunnels (RFC 3024 section 4.3) -------------------------------------------------------


def tunnel_home(world, source=HOME, to="10.1.0.7", outer=CARE_OF):
    body = udp.datagram(source, address(to), 7, 7, b"hello")
    inner = ipv4.packet(source, address(to), ipv4.UDP, body)
    world.put(world.m, outer, AGENT, ipv4.IPIP, inner)
    world.run(world.now / SECOND + 1)


def test_what_the_node_tunnels_back_is_forwarded():
    world = Agency()
    heard = world.hears(world.n)
    world.code(reverse_tunnel=True)
    tunnel_home(world)
    assert heard == [b"hello"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source": address("10.1.0.101")}, "refused-inner"),
        ({"outer": NAT}, "no-tunnel"),
    ],
)
def test_what_others_tunnel_is_not(changes, reason):
    world = Agency()
    world.m.hold(NAT, "elsewhere")
    world.code(reverse_tunnel=True)
    tunnel_home(world, **changes)
    assert world.drops("ha") == [reason]


def test_without_the_t_bit_only_the_agent_itself_is_reached():
    world = Agency()
    heard = world.hears(world.ha), world.hears(world.n)
    world.code()
    tunnel_home(world)
    tunnel_home(world, to=str(AGENT))
    assert world.drops("ha") == ["refused-inner"]
    assert heard == ([b"hello"], [])


def test_the_agents_policy_may_forbid_a_pair_of_networks():
    flows = ((Prefix.host(HOME), Prefix.parse("10.1.0.0/24")),)
    world = Agency(denied_flows=flows)
    world.code(reverse_tunnel=True)
    tunnel_home(world)
    assert world.drops("ha") == ["refused-inner"]
