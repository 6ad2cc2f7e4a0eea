"""Routes of a mobile node as it goes from place to place, read from its table of routes."""

import itertools
from dataclasses import replace
from functools import cache

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.roles.detection import Place
from simulation.roles.mobile_paths import Paths
from simulation.roles.mobile_routes import ExternalBinding, Facts, InternalBinding, layout
from simulation.time import SECOND
from simulation.trace import Dropped, RowChanged, Sent
from simulation.wire import ipv4, udp
from simulation.wire.address import ANY, Prefix
from tests.simulation.roles.test_mobile_routes import (
    CARE_OF,
    EXTERNAL_AGENT,
    EXTERNAL_HOME,
    INNER,
    INTERNAL_AGENT,
    MINE,
    OWN,
    ROUTER,
    SERVER,
    setup,
)
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


class Sink:
    """A virtual interface that keeps what it is given."""

    name = "ipsec0"

    def __init__(self):
        self.taken = []

    def mtu_for(self, octets):
        return 1400

    def send(self, packet, next_hop):
        self.taken.append(packet.octets)


class Placed(SmallWorld):
    """m --office-- r: a node's paths, told by hand what the node knows."""

    def __init__(self, *, external=None, internal=None, **config):
        super().__init__()
        self.link("office", "10.2.0.0/24")
        self.r = self.node("r", "office 10.2.0.254")
        self.m = self.node("m")
        self.station = self.m.add_interface("eth0")
        self.station.attach(self.links["office"])
        self.config = setup(external=external, internal=internal, **config)
        self.facts = Facts(home=MINE)
        self.paths = Paths(self.m, self.station, self.ends["m"])
        self.vpn = Sink()
        self.paths.lead_into(self.vpn)
        self.know()

    def know(self, **facts):
        """Have the paths follow from *facts*, and from what was known before."""
        self.facts = replace(self.facts, **facts)
        self.paths.install(layout(self.facts, self.config))

    def inside(self, access):
        """Come to a link that turns out to be trusted."""
        end = access.care_of if access.colocated and not access.at_home else ANY
        held = InternalBinding(access.care_of, end)
        self.know(access=access, place=Place.INSIDE, internal=held)

    def through_vpn(self, **changes):
        """Have the internal home agent accept through the VPN."""
        held = InternalBinding(INNER, **{"end": INNER, "through_vpn": True} | changes)
        self.know(access=OWN, inner=INNER, vpn_open=True, internal=held)

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

    def visited(self):
        """Return what a link offers whose router is a foreign agent."""
        mac = self.r.interfaces["office"].mac
        return replace(OWN, care_of=ROUTER, prefix=None, agent=bytes(mac))


PLAIN = f"{MINE} > {SERVER}"


def test_without_a_link_user_data_is_refused_and_the_drop_says_so():
    world = Placed()
    assert world.leaves() == []
    (dropped,) = world.events(Dropped, "m")
    assert (dropped.reason, dropped.detail) == ("no-route", "the node has no link")


def test_a_link_alone_lets_no_user_data_out():
    world = Placed()
    world.know(access=OWN)
    assert world.leaves() == []
    assert world.drops("m") == ["no-route"]


def test_inside_with_an_address_of_its_own_user_data_are_tunnelled_by_the_node():
    world = Placed()
    world.inside(OWN)
    assert world.leaves() == [f"{CARE_OF} > {INTERNAL_AGENT}", PLAIN]


def test_inside_through_an_agent_user_data_go_to_it_as_they_are():
    world = Placed()
    world.inside(world.visited())
    assert world.leaves() == [PLAIN]
    assert world.frames("office")[-1][:6] == world.r.interfaces["office"].mac
    assert world.sent("m", "ARP") == []


def test_outside_user_data_go_into_the_vpn_and_nowhere_else():
    world = Placed()
    world.through_vpn()
    world.m.hold(INNER, "inner address")
    world.m.route(None, world.vpn, source=Prefix.host(INNER))
    assert world.leaves() == []
    (sealed,) = world.vpn.taken
    assert (ipv4.source(sealed), ipv4.destination(sealed)) == (INNER, INTERNAL_AGENT)
    assert ipv4.source(ipv4.payload(sealed)) == MINE


def test_where_the_tunnel_ends_elsewhere_user_data_go_straight_into_the_vpn():
    world = Placed()
    world.through_vpn(end=ANY)
    world.leaves()
    assert [ipv4.source(each) for each in world.vpn.taken] == [MINE]


def test_once_the_inner_address_is_gone_user_data_wait():
    world = Placed()
    world.through_vpn()
    world.know(inner=ANY, vpn_open=False, internal=None, waits="a new SA is being negotiated")
    assert world.leaves() == []
    assert world.vpn.taken == []
    assert world.rows("m", "tunnels") == {}
    assert world.events(Dropped, "m")[-1].detail == "a new SA is being negotiated"


def test_a_link_that_goes_takes_the_outermost_tunnel_and_its_routes_along():
    world = Placed()
    world.know(access=OWN, external=ExternalBinding())
    assert world.leaves(EXTERNAL_HOME) == [
        f"{CARE_OF} > {EXTERNAL_AGENT}",
        f"{EXTERNAL_HOME} > {SERVER}",
    ]
    world.know(access=None, external=None)
    assert world.leaves(EXTERNAL_HOME) == []
    assert world.rows("m", "tunnels") == {}
    assert world.station.address == ANY


def test_facts_that_ask_for_nothing_new_change_no_row():
    world = Placed()
    world.know(access=OWN, external=ExternalBinding())
    changes = len(world.events(RowChanged, "m"))
    world.know(external=ExternalBinding(keepalive_s=20))
    world.know(place=Place.DETECTING)
    assert len(world.events(RowChanged, "m")) == changes


def test_a_route_that_stays_is_not_taken_away_in_between():
    world = Placed()
    world.know(access=OWN)
    changes = len(world.events(RowChanged, "m"))
    world.know(access=replace(OWN, router=address("10.2.0.253")))
    told = [(event.key, event.new["via"]) for event in world.events(RowChanged, "m")[changes:]]
    assert told == [("0.0.0.0/0", "10.2.0.253")]


@pytest.mark.parametrize(("inner", "reasons"), [(EXTERNAL_HOME, []), (CARE_OF, ["refused-inner"])])
def test_only_what_is_for_the_home_address_is_taken_out_of_a_tunnel(inner, reasons):
    world = Placed()
    world.know(access=OWN, external=ExternalBinding())
    heard = world.hears(world.m)
    body = ipv4.packet(SERVER, inner, ipv4.UDP, udp.datagram(SERVER, inner, 7, 7, b"hello"))
    world.put(world.r, EXTERNAL_AGENT, CARE_OF, ipv4.IPIP, body)
    world.run(1)
    assert world.drops("m") == reasons
    assert len(heard) == (not reasons)


def test_away_nobody_is_told_by_arp_where_the_home_address_is():
    """RFC 3344 section 4.6."""
    world = Placed()
    world.know(access=OWN)
    world.r.route(Prefix.host(MINE), world.r.interfaces["office"])
    world.say(world.r, str(ROUTER), str(MINE))
    world.run(10)
    assert world.drops("r") == ["arp-failed"]


def test_at_home_the_address_is_the_interfaces_own():
    world = Placed()
    world.hears(world.m)
    home = replace(OWN, home_agent=INTERNAL_AGENT, prefix=Prefix.parse("10.1.0.0/24"))
    world.inside(home)
    world.r.route(Prefix.host(MINE), world.r.interfaces["office"])
    world.say(world.r, str(ROUTER), str(MINE))
    world.run(10)
    assert world.drops() == []
    assert world.leaves() == [PLAIN]


def test_requests_find_their_home_agent_through_the_vpn_only_while_it_has_an_inner_address():
    world = Placed(inner_layer="registration")
    world.know(access=OWN, inner=INNER)
    world.say(world.m, str(MINE), str(INTERNAL_AGENT))
    assert len(world.vpn.taken) == 1
    world.know(inner=ANY)
    world.say(world.m, str(MINE), str(INTERNAL_AGENT))
    assert len(world.vpn.taken) == 1
