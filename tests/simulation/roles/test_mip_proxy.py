"""The proxy between a node outside and its home agent inside (draft section 2.5)."""

import pytest

from simulation.kernel.time import SECOND
from simulation.roles.mip_proxy import MipProxy, ProxyConfig
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

    def __init__(self, **config):
        super().__init__(**config)
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
                mobiles={HOME: SECURITY},
                lifetime_outside=60,
                lifetime_inside=1800,
                nat_traversal=True,
                keepalive=110,
            ),
        )

    def call(self, named=AGENT, **changes):
        """Register with the proxy and return the reply's code."""
        extensions = [mobile_ip.HomeAgentParameter(home_agent=named)] if named else []
        octets = request(self.now, home_agent=PUBLIC, extensions=extensions, **changes)
        return self.code(octets, to=PUBLIC)

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
        for each in world.events("sent")
        if "Reply" in world.trace.packets[each["packet"]].purpose
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
    world = Proxied(mobiles={})
    assert world.call() in {None, 130}


def test_a_home_agent_that_is_silent_is_a_denial_in_the_end():
    world = Proxied()
    world.ha.interfaces["home"].detach()
    world.ask(
        request(0, home_agent=PUBLIC, extensions=[mobile_ip.HomeAgentParameter(home_agent=AGENT)]),
        to=PUBLIC,
    )
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


def test_the_session_inside_is_renewed_without_the_node():
    world = Proxied()
    world.call()
    world.run(1795)
    assert len(world.sent("proxy", "by the proxy")) >= 2


@pytest.mark.parametrize("octets", [b"", b"\x03", bytes(40)])
def test_damaged_replies_are_drops(octets):
    world = Proxied()
    world.call()
    body = udp.datagram(AGENT, PRIVATE, 434, 2000, octets)
    world.put(world.ha, AGENT, PRIVATE, ipv4.UDP, body)
    world.run(world.now / SECOND + 1)
    assert world.drops("proxy")[-1] in {"malformed", "unexpected"}
