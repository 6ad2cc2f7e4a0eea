"""Routes of a mobile node as it goes from place to place, read from its table of routes."""

import itertools
from functools import cache

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.roles.access import Access
from simulation.roles.home_agent import MobilitySecurity
from simulation.roles.mobile_paths import Paths
from simulation.roles.registration_client import RegistrationTarget
from simulation.time import SECOND
from simulation.trace import Dropped, RowChanged, Sent
from simulation.wire import ipv4, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

HOME = "0.0.0.0/0 from 10.1.0.100/32"


@cache
def run(preset, option="1.1", **settings):
    document = PRESETS[preset].document(option)
    document = with_settings(document, {"packets_per_second": "5", **settings})
    return simulate(read_scenario(document))


def rows(trace, table, at):
    held = {}
    for _, event in trace.of(RowChanged):
        if (event.node, event.table) == ("mn", table) and event.at_ns <= at * SECOND:
            held[event.key] = event.new
    return {key: row for key, row in held.items() if row}


def way(trace, at):
    """Return device and refusal of the route for user data."""
    row = rows(trace, "routes", at)[HOME]
    return row["device"], row["refuse"]


def test_before_anything_is_known_user_data_is_refused_with_a_reason():
    device, refuse = way(run("handover-outside"), 1.01)
    assert device is None
    assert "trusted" in refuse or "link" in refuse


def test_outside_user_data_goes_down_through_three_devices():
    trace = run("handover-outside")
    assert way(trace, 15) == ("imip0", "")
    routes = rows(trace, "routes", 15)
    assert routes["0.0.0.0/0 from 10.9.0.5/32"]["device"] == "ipsec0"
    assert routes["0.0.0.0/0 from 192.0.2.129/32"]["device"] == "xmip0"
    assert routes["0.0.0.0/0"]["device"] == "eth0"


def test_through_a_foreign_agent_the_outermost_tunnel_is_the_agents():
    trace = run("handover-outside")
    routes = rows(trace, "routes", 35)
    assert routes["0.0.0.0/0 from 192.0.2.129/32"]["device"] == "eth0"
    assert set(rows(trace, "tunnels", 35)) == {"imip0"}


def test_between_two_links_user_data_waits():
    assert way(run("handover-outside"), 20.05)[0] is None


def test_inside_with_an_own_address_the_internal_tunnel_is_the_only_one():
    trace = run("power-up-inside", care_of="colocated")
    assert way(trace, 15) == ("imip0", "")
    assert rows(trace, "tunnels", 15)["imip0"]["local"].startswith("10.2.0.")


def test_inside_through_a_foreign_agent_there_is_no_tunnel():
    trace = run("power-up-inside")
    assert way(trace, 15) == ("eth0", "")
    assert rows(trace, "tunnels", 15) == {}


def test_at_home_packets_go_as_they_are():
    trace = run("grand-tour", duration_ns="10000000000")
    assert way(trace, 9) == ("eth0", "")
    assert rows(trace, "interfaces", 9)["eth0"]["address"] == "10.1.0.100"


@pytest.mark.parametrize("reverse", ["on", "off"])
def test_without_reverse_tunnels_packets_inside_leave_as_they_are(reverse):
    trace = run("power-up-inside", care_of="colocated", reverse_tunnel=reverse)
    assert way(trace, 15)[0] == ("imip0" if reverse == "on" else "eth0")


def test_behind_a_nat_the_outermost_tunnel_is_udp_and_is_kept_open():
    trace = run("behind-nat", mip_keepalive_s="10", packets_per_second="0")
    assert rows(trace, "tunnels", 50)["xmip0"]["kind"] == "mip-udp"
    beats = [
        event.at_ns / SECOND
        for _, event in trace.of(Sent)
        if event.node == "mn" and trace.packets[event.packet].purpose == "MIP tunnel keepalive"
    ]
    assert 2 <= len(beats) <= 4
    assert beats[0] > 30, "not before the interval is over (RFC 3519 section 4.9)"
    assert all(9.9 < later - earlier < 10.1 for earlier, later in itertools.pairwise(beats))


def test_traffic_keeps_the_outermost_tunnel_open_by_itself():
    trace = run("behind-nat", mip_keepalive_s="10")
    assert not [each for each in trace.packets if each.purpose == "MIP tunnel keepalive"]


def test_the_home_address_is_held_all_the_time():
    trace = run("handover-outside")
    for at in (2, 15, 30, 50):
        assert {"10.1.0.100", "192.0.2.129"} <= set(rows(trace, "addresses", at))


# -- in a world of two nodes ----------------------------------------------------------------

INNER, CARE_OF, ROUTER = address("10.9.0.5"), address("10.2.0.9"), address("10.2.0.254")
MINE, EXTERNAL_HOME = address("10.1.0.100"), address("192.0.2.129")
INTERNAL_AGENT, EXTERNAL_AGENT = address("10.1.0.1"), address("192.0.2.20")
SERVER = address("10.3.0.10")
SECURITY = MobilitySecurity(300, bytes(range(16)), "mn and ha")
OFFICE = Prefix.parse("10.2.0.0/24")


class Sink:
    """A virtual interface that keeps what it is given."""

    name, mtu = "ipsec0", 1400

    def __init__(self):
        self.taken = []

    def send(self, packet, next_hop):
        self.taken.append(packet.octets)


class Placed(SmallWorld):
    """m --office-- r: a node's paths, told by hand where it is."""

    def __init__(self, *, external=None, direct_uplink=False, **internal):
        super().__init__()
        self.link("office", "10.2.0.0/24")
        self.r = self.node("r", "office 10.2.0.254")
        self.m = self.node("m")
        self.station = self.m.add_interface("eth0")
        self.station.attach(self.links["office"])
        self.paths = Paths(
            self.m,
            self.station,
            self.ends["m"],
            self.target(MINE, INTERNAL_AGENT, **internal),
            self.target(EXTERNAL_HOME, EXTERNAL_AGENT, **external or {}),
            direct_uplink=direct_uplink,
        )
        self.vpn = self.paths.vpn_device = Sink()

    @staticmethod
    def target(home, agent, **changes):
        return RegistrationTarget(
            **{"home_address": home, "home_agent": agent, "security": SECURITY, "lifetime": 60}
            | changes
        )

    def come(self, **changes):
        """Take a link with an address of the node's own, but for *changes*."""
        access = Access(**{"care_of": CARE_OF, "prefix": OFFICE, "router": ROUTER} | changes)
        self.paths.attached(access, ROUTER)
        return access

    def visit(self):
        """Take a link whose router is a foreign agent."""
        return self.come(care_of=ROUTER, prefix=None, agent=self.r.interfaces["office"].mac)

    def leaves(self, source=MINE):
        """Send user data now and return the chain of IP headers that it leaves under."""
        before = len(self.packets("office"))
        self.say(self.m, str(source), str(SERVER))
        self.run(int(self.env.now) / SECOND + 1)
        chain, fresh = [], self.packets("office")[before:]
        octets = fresh[0] if fresh else b""
        while octets:
            chain.append(f"{ipv4.source(octets)} > {ipv4.destination(octets)}")
            octets = ipv4.payload(octets) if ipv4.protocol(octets) == ipv4.IPIP else b""
        return chain


PLAIN = f"{MINE} > {SERVER}"


def test_without_a_link_user_data_is_refused_and_the_drop_says_so():
    world = Placed()
    assert world.leaves() == []
    (dropped,) = world.events(Dropped, "m")
    assert (dropped.reason, dropped.detail) == ("no-route", "the node has no link")


def test_a_link_alone_lets_no_user_data_out():
    world = Placed()
    world.come()
    assert world.leaves() == []
    assert world.drops("m") == ["no-route"]


def test_inside_with_an_address_of_its_own_user_data_are_tunnelled_by_the_node():
    world = Placed()
    world.paths.inside(world.come())
    assert world.leaves() == [f"{CARE_OF} > {INTERNAL_AGENT}", PLAIN]


def test_inside_through_an_agent_user_data_go_to_it_as_they_are():
    world = Placed()
    world.paths.inside(world.visit())
    assert world.leaves() == [PLAIN]
    assert world.frames("office")[-1][:6] == world.r.interfaces["office"].mac
    assert world.sent("m", "ARP") == []


def test_outside_user_data_go_into_the_vpn_and_nowhere_else():
    world = Placed()
    world.come()
    world.paths.internal_up(INNER, 0, tunnels=True, care_of=INNER)
    world.m.hold(INNER, "inner address")
    world.m.route(None, world.vpn, source=Prefix.host(INNER))
    world.paths.outside(INNER)
    assert world.leaves() == []
    (sealed,) = world.vpn.taken
    assert (ipv4.source(sealed), ipv4.destination(sealed)) == (INNER, INTERNAL_AGENT)
    assert ipv4.source(ipv4.payload(sealed)) == MINE


def test_where_the_tunnel_ends_elsewhere_user_data_go_straight_into_the_vpn():
    world = Placed()
    world.come()
    world.paths.internal_up(INNER, 0, tunnels=False, care_of=INNER)
    world.paths.outside(INNER)
    world.leaves()
    assert [ipv4.source(each) for each in world.vpn.taken] == [MINE]


def test_once_the_inner_address_is_gone_user_data_wait():
    world = Placed()
    world.come()
    world.paths.internal_up(INNER, 0, tunnels=True, care_of=INNER)
    world.paths.outside(INNER)
    world.paths.inner_down("a new SA is being negotiated")
    assert world.leaves() == []
    assert world.vpn.taken == []
    assert world.paths.registered_inner is None
    assert world.rows("m", "tunnels") == {}


def test_a_link_that_goes_takes_the_outermost_tunnel_and_its_routes_along():
    world = Placed()
    world.paths.external_up(world.come(), 0, 0)
    assert world.leaves(EXTERNAL_HOME) == [
        f"{CARE_OF} > {EXTERNAL_AGENT}",
        f"{EXTERNAL_HOME} > {SERVER}",
    ]
    world.paths.detached()
    assert world.leaves(EXTERNAL_HOME) == []
    assert world.rows("m", "tunnels") == {}


def test_direct_uplink_leaves_the_outermost_tunnel_to_what_comes():
    world = Placed(direct_uplink=True)
    world.paths.external_up(world.come(), 0, 0)
    assert world.leaves(EXTERNAL_HOME) == [f"{EXTERNAL_HOME} > {SERVER}"]
    assert "xmip0" in world.rows("m", "tunnels")


def test_a_tunnel_over_udp_is_kept_open_until_the_link_goes():
    """RFC 3519 section 4.9."""
    world = Placed()
    world.paths.external_up(world.come(), 1027, 20)
    world.run(65)
    beats = [round(when) for when, _, purpose in world.sent("m", "keepalive")]
    assert beats[-3:] == [20, 40, 60]
    world.paths.detached()
    world.run(200)
    assert len(world.sent("m", "keepalive")) == len(beats)


def test_a_renewed_registration_leaves_the_tunnel_as_it_is():
    world = Placed()
    access = world.come()
    world.paths.external_up(access, 0, 0)
    changes = len(world.events(RowChanged, "m"))
    world.paths.external_up(access, 0, 0)
    assert len(world.events(RowChanged, "m")) == changes


@pytest.mark.parametrize(("inner", "reasons"), [(EXTERNAL_HOME, []), (CARE_OF, ["refused-inner"])])
def test_only_what_is_for_the_home_address_is_taken_out_of_a_tunnel(inner, reasons):
    world = Placed()
    world.paths.external_up(world.come(), 0, 0)
    heard = world.hears(world.m)
    body = ipv4.packet(SERVER, inner, ipv4.UDP, udp.datagram(SERVER, inner, 7, 7, b"hello"))
    world.put(world.r, EXTERNAL_AGENT, CARE_OF, ipv4.IPIP, body)
    world.run(1)
    assert world.drops("m") == reasons
    assert len(heard) == (not reasons)


def test_away_nobody_is_told_by_arp_where_the_home_address_is():
    """RFC 3344 section 4.6."""
    world = Placed()
    world.come()
    world.r.route(Prefix.host(MINE), world.r.interfaces["office"])
    world.say(world.r, str(ROUTER), str(MINE))
    world.run(10)
    assert world.drops("r") == ["arp-failed"]


def test_at_home_the_address_is_the_interfaces_own():
    world = Placed()
    world.hears(world.m)
    access = world.come(home_agent=INTERNAL_AGENT, prefix=Prefix.parse("10.1.0.0/24"))
    world.paths.inside(access)
    world.r.route(Prefix.host(MINE), world.r.interfaces["office"])
    world.say(world.r, str(ROUTER), str(MINE))
    world.run(10)
    assert world.drops() == []
    assert world.leaves() == [PLAIN]


def test_requests_find_their_home_agent_through_the_vpn_only_while_they_shall():
    world = Placed()
    world.come()
    world.paths.register_through_vpn(INTERNAL_AGENT)
    world.say(world.m, str(MINE), str(INTERNAL_AGENT))
    assert len(world.vpn.taken) == 1
    world.paths.unregister_through_vpn(INTERNAL_AGENT)
    world.say(world.m, str(MINE), str(INTERNAL_AGENT))
    assert len(world.vpn.taken) == 1
