"""The proxy between a node outside and its home agent inside (draft section 2.5)."""

import pytest

from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mip_proxy import MipProxy, ProxyConfig
from simulation.time import SECOND
from simulation.trace import Sent
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Prefix
from tests.simulation.roles.registering import (
    AGENT,
    CARE_OF,
    HOME,
    SECURITY,
    Agency,
    request,
)
from tests.simulation.small_world import address

PUBLIC, PRIVATE, GATEWAY = address("10.2.0.30"), address("10.7.0.30"), address("10.7.0.10")


class Proxied(Agency):
    """m --office-- proxy --inner-- r --home-- ha, and a gateway's private side beside."""

    def __init__(self, *, inside=1800, outside=60, mobiles=(HOME,), only_to=(), **config):
        held = {
            home: MobilitySecurity(300 + n, SECURITY.key, str(home))
            for n, home in enumerate(mobiles)
        }
        super().__init__(**{"mobiles": held} | config)
        self.link("inner", "10.7.0.0/24")
        self.join(self.r, "inner", "10.7.0.254")
        self.gw = self.node("gw", "inner 10.7.0.10")
        self.p = self.node("proxy", "office 10.2.0.30", "inner 10.7.0.30", forwards=True)
        self.proxy = MipProxy(
            self.p,
            self.ends["proxy"],
            ProxyConfig(
                public=PUBLIC,
                private=PRIVATE,
                home_prefix=Prefix.parse("10.1.0.0/24"),
                gateway_private=GATEWAY,
                inside="inner",
                inside_router=address("10.7.0.254"),
                mobiles=held,
                lifetime_outside=outside,
                lifetime_inside=inside,
                only_to=only_to,
                nat_traversal=True,
                keepalive=110,
            ),
        )

    def asking(self, named=AGENT, **changes):
        """Return a request to the proxy that names a home agent."""
        extensions = [mobile_ip.HomeAgentParameter(home_agent=named)] if named else []
        return request(self.now, home_agent=PUBLIC, extensions=extensions, **changes)

    def call(self, named=AGENT, **changes):
        """Register with the proxy and return the reply's code."""
        return self.code(self.asking(named, **changes), to=PUBLIC)

    def surrogates(self):
        """Return who the proxy asked for, each time."""
        return [purpose.split()[3] for _, _, purpose in self.sent("proxy", "by the proxy")]

    @property
    def sessions(self):
        return self.rows("proxy", "proxy-sessions")


def test_the_home_agent_inside_is_told_the_proxys_own_address():
    world = Proxied()
    assert world.call() == 0
    assert world.bindings[str(HOME)]["care_of"] == str(PRIVATE)
    assert world.rows("proxy", "bindings")[str(HOME)]["care_of"] == str(CARE_OF)
    assert world.sessions[str(HOME)]["home_agent"] == str(AGENT)


def test_the_node_is_answered_after_the_home_agent():
    world = Proxied()
    world.call()
    order = [purpose for _, _, purpose in world.sent() if "Reply" in purpose]
    assert len(order) >= 2
    sent = [
        each.node
        for each in world.events(Sent)
        if "Reply" in world.trace.packets[each.packet].purpose
    ]
    assert sent.index("ha") < sent.index("proxy")


def test_a_move_outside_does_not_reach_the_home_agent():
    world = Proxied()
    world.call()
    before = len(world.sent("proxy", "by the proxy"))
    world.m.hold(address("10.2.0.10"), "second")
    assert world.call(care_of_address=CARE_OF) == 0
    assert len(world.sent("proxy", "by the proxy")) == before


def test_a_request_that_names_no_home_agent_is_denied():
    assert Proxied().call(named=None) == 134


def test_what_the_home_agent_denies_the_proxy_denies():
    """The request reaches a home agent that is not the one it names: code 136."""
    world = Proxied()
    other = address("10.1.0.9")
    world.ha.hold(other, "an address at which it takes no requests")
    world.r.interfaces["home"].learn(other, world.ha.interfaces["home"].mac)
    assert world.call(named=other) == 136
    assert world.sessions == {}


def test_a_node_may_name_another_home_agent_after_a_wrong_one():
    world = Proxied()
    world.ask(world.asking(named=address("10.1.0.99")), to=PUBLIC)
    world.run(20)
    assert [reply.header.code for reply, _, _ in world.replies] == [130]
    assert world.call() == 0
    assert world.sessions[str(HOME)]["home_agent"] == str(AGENT)


def test_a_home_agent_that_is_silent_is_a_denial_in_the_end():
    world = Proxied()
    world.ha.interfaces["home"].detach()
    world.ask(world.asking(), to=PUBLIC)
    world.run(20)
    assert [reply.header.code for reply, _, _ in world.replies] == [130]


def test_a_wrong_key_never_reaches_the_inside():
    world = Proxied()
    assert world.call(key=b"the wrong key...") == 131
    assert world.sent("proxy", "by the proxy") == []


def test_what_the_home_agent_tunnels_goes_on_to_the_gateway_in_clear():
    world = Proxied()
    world.call()
    heard = []
    world.gw.forwards = True
    world.gw.filters.append(lambda packet, inbound, outbound: heard.append(packet.octets) or "seen")
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(world.now / SECOND + 5)
    assert [ipv4.destination(each) for each in heard] == [HOME]
    assert ipv4.protocol(heard[0]) == ipv4.UDP


def test_ending_the_session_leaves_the_inside_alone():
    """The node has registered there itself by then; taking that back would harm it."""
    world = Proxied()
    world.call()
    before = dict(world.bindings)
    assert world.call(lifetime=0) == 0
    assert world.sessions == {}
    assert world.bindings == before


def test_the_session_inside_is_renewed_as_long_as_the_node_renews_outside():
    world = Proxied(inside=40)
    for second in range(0, 120, 30):
        world.run(second)
        assert world.call() == 0
    assert len(world.surrogates()) == 4, "every half minute"
    assert world.bindings[str(HOME)]["care_of"] == str(PRIVATE)


def test_a_session_ends_with_the_binding_outside():
    """Or the proxy would take the binding away from a node that is inside by now."""
    world = Proxied(inside=100, outside=60)
    world.call()
    world.run(70)
    assert world.sessions == {}
    assert world.code() == 0, "the node registers by itself"
    world.run(600)
    assert len(world.surrogates()) == 1


def test_sessions_that_begin_after_others_ended_do_not_get_in_each_others_way():
    first, second, third = (address(f"10.1.0.10{n}") for n in range(3))
    world = Proxied(inside=40, outside=600, mobiles=(first, second, third))

    def call(home, spi, **changes):
        return world.call(home_address=home, spi=spi, **changes)

    assert call(first, 300) == call(second, 301) == 0
    assert call(first, 300, lifetime=0) == 0
    assert call(third, 302) == 0
    world.run(100)
    assert {str(second), str(third)} <= set(world.bindings)
    assert world.drops("proxy") == []


def test_a_session_that_ends_before_it_stands_is_not_answered_later():
    world = Proxied()
    world.ha.interfaces["home"].detach()
    world.ask(world.asking(), to=PUBLIC)
    world.run(1.5)
    assert world.call(lifetime=0) == 0
    world.ha.interfaces["home"].attach(world.links["home"])
    world.ha.interfaces["home"].announce(AGENT)
    world.run(4)
    before = len(world.replies)
    assert world.call() == 0
    world.run(20)
    assert len(world.replies) == before + 1


def test_through_the_proxy_nodes_reach_the_gateway_alone():
    """What comes out of a tunnel and is not for the gateway is not sealed."""
    world = Proxied(only_to=(GATEWAY,))
    world.call(reverse_tunnel=True)
    world.gw.hold(GATEWAY, "its own")
    heard = world.hears(world.gw), world.hears(world.n)
    for destination in (GATEWAY, address("10.1.0.7")):
        body = udp.datagram(HOME, destination, 7, 7, b"hello")
        inner = ipv4.packet(HOME, destination, ipv4.UDP, body)
        world.put(world.m, CARE_OF, PUBLIC, ipv4.IPIP, inner)
    world.run(world.now / SECOND + 2)
    assert heard == ([b"hello"], [])
    assert world.drops("proxy") == ["filtered"]


def test_what_a_home_agent_tunnels_for_nobodys_session_is_refused():
    world = Proxied()
    world.call()
    world.call(lifetime=0)
    before = len(world.drops("proxy"))
    world.say(world.n, "10.1.0.7", str(HOME))
    world.run(world.now / SECOND + 2)
    assert world.drops("proxy")[before:] == ["refused-inner"]


@pytest.mark.parametrize("octets", [b"", b"\x03", bytes(40)])
def test_damaged_replies_are_drops(octets):
    world = Proxied()
    world.call()
    body = udp.datagram(AGENT, PRIVATE, 434, 2000, octets)
    world.put(world.ha, AGENT, PRIVATE, ipv4.UDP, body)
    world.run(world.now / SECOND + 1)
    assert world.drops("proxy")[-1] in {"malformed", "unexpected"}
