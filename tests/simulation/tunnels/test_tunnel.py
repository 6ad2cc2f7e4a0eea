"""Tunnels between two routers: RFC 2003 sections 3 to 5, RFC 3519 section 4.3."""

import pytest

from simulation.kernel.icmp_policy import IcmpPolicy
from simulation.kernel.node import MOST_NESTED_SENDS
from simulation.time import SECOND
from simulation.trace import Dropped, Noted, Unwrapped, Wrapped
from simulation.tunnels.encapsulation import GRE, IP_IN_IP, MINIMAL, MipUdp
from simulation.tunnels.tunnel import Tunnel
from simulation.wire import icmp, ipv4, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address

LEFT, RIGHT = address("192.0.2.1"), address("192.0.2.9")


def tunnelled(way=IP_IN_IP, back=None, mtu=1500, **changes):
    """Return a - l ====(m)==== r - b: 10.0.0.0/24 and 10.0.1.0/24 joined by a tunnel."""
    world = SmallWorld()
    world.link("left", "10.0.0.0/24")
    world.link("near", "192.0.2.0/29")
    world.link("far", "192.0.2.8/29", mtu=mtu)
    world.link("right", "10.0.1.0/24")
    a = world.node("a", "left 10.0.0.1", gateway="left 10.0.0.254")
    left = world.node(
        "l", "left 10.0.0.254", "near 192.0.2.1", forwards=True, gateway="near 192.0.2.2"
    )
    world.node("m", "near 192.0.2.2", "far 192.0.2.10", forwards=True)
    right = world.node(
        "r", "far 192.0.2.9", "right 10.0.1.254", forwards=True, gateway="far 192.0.2.10"
    )
    b = world.node("b", "right 10.0.1.1", gateway="right 10.0.1.254")
    outward = Tunnel(left, "out", LEFT, RIGHT, role="external-mip", encapsulation=way)
    homeward = Tunnel(
        right, "home", RIGHT, LEFT, role="external-mip", encapsulation=back or way, **changes
    )
    world.ends["l"].add(outward)
    world.ends["r"].add(homeward)
    left.route(Prefix.parse("10.0.1.0/24"), outward)
    right.route(Prefix.parse("10.0.0.0/24"), homeward)
    return world, a, left, right, b


@pytest.mark.parametrize("way", [IP_IN_IP, GRE, MINIMAL], ids=lambda each: each.name)
def test_what_is_routed_into_a_tunnel_comes_out_at_the_other_end(way):
    world, a, _, _, b = tunnelled(way)
    heard = world.hears(b)
    packet = world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert heard == [b"hello"]
    (outer,) = world.packets("far")
    assert (ipv4.source(outer), ipv4.destination(outer)) == (LEFT, RIGHT)
    (arrived,) = world.packets("right")
    # A tunnel is one hop, whatever lies under it; but RFC 2004 keeps no TTL of the inner packet.
    assert ipv4.ttl(arrived) == (61 if way is MINIMAL else 62)
    (wrapped,), (unwrapped,) = world.events(Wrapped), world.events(Unwrapped)
    assert wrapped.inner == unwrapped.inner == packet.id
    assert wrapped.packet == unwrapped.packet != packet.id
    assert (wrapped.tunnel, unwrapped.tunnel) == ("out", "home")


def test_a_tunnel_is_a_row_while_it_is_open():
    world, _, _, right, _ = tunnelled()
    assert world.rows("r", "tunnels")["home"] == {
        "kind": "ip-ip",
        "local": str(RIGHT),
        "remote": str(LEFT),
        "role": "external-mip",
    }
    world.ends["r"].remove("home")
    assert world.rows("r", "tunnels") == {}
    assert right.routes.find(address("10.0.0.1")).via == address("192.0.2.10")


def test_a_packet_from_somebody_else_than_the_other_end_is_dropped():
    world, _a, left, _, b = tunnelled()
    world.hears(b)
    left.hold(address("192.0.2.3"), "another address")
    inner = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, bytes(8))
    world.put(left, address("192.0.2.3"), RIGHT, ipv4.IPIP, inner)
    world.run(1)
    assert world.drops("r") == ["no-tunnel"]


def test_a_tunnel_that_takes_any_sender_takes_it():
    world, _a, left, _, b = tunnelled(any_sender=True)
    heard = world.hears(b)
    left.hold(address("192.0.2.3"), "another address")
    body = udp.datagram(address("10.0.0.1"), address("10.0.1.1"), 7, 7, b"x")
    inner = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, body)
    world.put(left, address("192.0.2.3"), RIGHT, ipv4.IPIP, inner)
    world.run(1)
    assert heard == [b"x"]


def test_the_wrong_encapsulation_is_dropped_but_ip_in_ip_is_always_understood():
    world, a, *_ = tunnelled(GRE, back=MINIMAL)
    world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert world.drops("r") == ["no-tunnel"]
    world, a, _, _, b = tunnelled(IP_IN_IP, back=MINIMAL)
    heard = world.hears(b)
    world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert heard == [b"hello"]


def test_an_admission_may_refuse_what_comes_out():
    world, a, *_ = tunnelled(admits=lambda inner: "not on my watch")
    world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    (drop,) = world.events(Dropped)
    assert (drop.reason, drop.detail) == ("refused-inner", "not on my watch")


@pytest.mark.parametrize("inner", [b"", b"\x45" + bytes(10), bytes(40)])
def test_damaged_octets_inside_are_malformed(inner):
    world, _, left, *_ = tunnelled()
    world.put(left, LEFT, RIGHT, ipv4.IPIP, inner)
    world.run(1)
    assert world.drops("r") == ["malformed"]


@pytest.mark.parametrize("source", ["192.0.2.9", "192.0.2.1"], ids=["the exit", "its own"])
def test_what_comes_from_an_end_of_the_tunnel_is_not_tunnelled(source):
    """RFC 2003 section 3.2; packets of the node's own making are exempt."""
    world, a, left, _, b = tunnelled()
    world.say(a, source, "10.0.1.1")
    world.run(1)
    assert world.drops("l") == ["tunnel-loop"]
    heard = world.hears(b)
    world.say(left, "192.0.2.1", "10.0.1.1")
    world.run(2)
    assert heard == [b"hello"]


def test_tunnels_that_lead_into_one_another_end_in_a_drop():
    world, a, left, *_ = tunnelled()
    left.route(Prefix.host(RIGHT), world.ends["l"].get("out"))
    world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert world.drops("l") == ["tunnel-loop"]
    forwarded = 1
    assert len(world.events(Wrapped, "l")) == forwarded + MOST_NESTED_SENDS


def test_as_many_tunnels_as_a_node_can_need_fit_into_one_another():
    world, _a, left, *_ = tunnelled()
    ends, before = world.ends["l"], LEFT
    for number in range(1, MOST_NESTED_SENDS):
        own = address(f"10.7.0.{number}")
        left.hold(own, "an end of a tunnel")
        tunnel = Tunnel(left, f"inside {number}", before, RIGHT, role="external-mip")
        left.route(None, ends.add(tunnel), source=Prefix.host(own))
        before = own
    world.say(left, str(before), "10.0.1.1")
    world.run(1)
    assert world.drops("l") == []
    (sent,) = world.packets("near")
    assert len(sent) == (MOST_NESTED_SENDS - 1) * 20 + 20 + 8 + len(b"hello")


def test_inner_packets_are_fragmented_before_they_are_wrapped():
    """RFC 2003 section 5.1 (and RFC 3519 section 4.8 demands it)."""
    world, a, _, _, b = tunnelled()
    heard = world.hears(b)
    world.say(a, "10.0.0.1", "10.0.1.1", bytes(1460))
    world.run(1)
    assert heard == [bytes(1460)]
    assert [len(each) for each in world.packets("near")] == [1496, 52]


def test_with_df_the_source_is_told_what_fits():
    world, a, *_ = tunnelled()
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:3]))
    world.say(a, "10.0.0.1", "10.0.1.1", bytes(1460), dont_fragment=True)
    world.run(1)
    assert told == [(3, 4, 1480)]


def test_a_narrow_link_under_the_tunnel_is_learned_and_told_from_then_on():
    """RFC 2003 section 5.1: the tunnel's MTU is soft state of the encapsulator."""
    world, a, *_ = tunnelled(mtu=1000)
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:3]))
    for when in (0, 1, 2):
        world.at(
            when, lambda: world.say(a, "10.0.0.1", "10.0.1.1", bytes(1200), dont_fragment=True)
        )
    world.run(3)
    assert told == [(3, 4, 980)] * 3, "the first is relayed, the others are the tunnel's own"
    (note,) = world.events(Noted, "l")
    assert "980 octets" in note.text
    assert world.drops("m") == ["too-big"]


@pytest.mark.parametrize("way", [IP_IN_IP, GRE, MINIMAL, MipUdp(434, 434)], ids=lambda w: w.name)
def test_the_sender_of_the_packet_inside_is_told_at_once_where_enough_is_quoted(way):
    """RFC 2003 section 4.1: the encapsulator MUST relay Datagram Too Big."""
    world, a, *_ = tunnelled(way, mtu=1000)
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:4]))
    packet = world.say(a, "10.0.0.1", "10.0.1.1", bytes(1200), dont_fragment=True)
    world.run(1)
    ((*error, quoted),) = told
    assert error == [3, 4, 1000 - way.overhead]
    changed = (8, 10, 11)  # TTL and checksum: the first router has sent it on
    front = [octet for place, octet in enumerate(packet.octets) if place not in changed]
    assert [octet for place, octet in enumerate(quoted) if place not in changed] == front[
        : len(quoted) - 3
    ]
    assert len(quoted) > 400


def test_with_eight_octets_quoted_the_sender_is_told_when_it_sends_the_next_packet():
    """RFC 2003 section 5: soft state where the error does not bring the header inside."""
    world, a, *_ = tunnelled(mtu=1000)
    world.nodes["m"].icmp_policy = IcmpPolicy(quotes_long=False)
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(int(world.env.now) // SECOND))
    for when in (0, 1):
        world.at(
            when, lambda: world.say(a, "10.0.0.1", "10.0.1.1", bytes(1200), dont_fragment=True)
        )
    world.run(2)
    assert told == [1]


def test_a_loop_within_the_tunnel_makes_the_host_unreachable():
    """RFC 2003 section 4.4."""
    world, a, left, *_ = tunnelled()
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:2]))
    inner = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, bytes(20))
    left.send(world.packet(ipv4.packet(LEFT, RIGHT, ipv4.IPIP, inner, ttl=1)))
    world.run(1)
    assert told == [(3, 1)]


def test_an_error_about_another_tunnels_packet_changes_nothing():
    world, _a, left, *_ = tunnelled()
    tunnel = world.ends["l"].get("out")
    octets = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, b"")
    for source, destination, protocol, fits in (
        (LEFT, address("192.0.2.8"), ipv4.IPIP, 1480),
        (address("192.0.2.3"), RIGHT, ipv4.IPIP, 1480),
        (LEFT, RIGHT, ipv4.ESP, 1480),
        (LEFT, RIGHT, ipv4.IPIP, 980),
    ):
        quoted = ipv4.packet(source, destination, protocol, bytes(8))
        error = icmp.Unreachable(code=icmp.FRAGMENTATION_NEEDED, next_hop_mtu=1000)
        body = icmp.message(error, quoted)
        error = ipv4.packet(address("192.0.2.2"), LEFT, ipv4.ICMP, body)
        left.receive(world.packet(error), error, None)
        assert tunnel.mtu_for(octets) == fits


def test_of_two_tunnels_over_udp_only_the_one_with_those_ports_is_meant():
    """Two nodes behind one translator share its address (RFC 3519 section 4.3)."""
    _, _a, left, *_ = tunnelled()
    tunnels = [
        Tunnel(left, f"{port}", LEFT, RIGHT, role="external-mip", encapsulation=MipUdp(434, port))
        for port in (40001, 40002)
    ]
    quoted = ipv4.packet(
        LEFT, RIGHT, ipv4.UDP, udp.datagram(LEFT, RIGHT, 434, 40002, b"", checksum=False)
    )
    assert [each.made(quoted) for each in tunnels] == [False, True]


@pytest.mark.parametrize(
    ("way", "octets", "outer"),
    [
        (MINIMAL, 1488, [1500]),
        (MINIMAL, 1489, [1496, 53]),
        (GRE, 1476, [1500]),
        (GRE, 1477, [1500, 45]),
        (IP_IN_IP, 1481, [1496, 45]),
    ],
    ids=lambda each: getattr(each, "name", None),
)
def test_what_must_be_cut_is_cut_once_before_the_tunnel(way, octets, outer):
    """RFC 2003 section 5.1; pieces cannot be minimal (RFC 2004 3.1) and need 20 octets, not 12."""
    world, a, left, _, b = tunnelled(way)
    heard = world.hears(b)
    world.say(a, "10.0.0.1", "10.0.1.1", bytes(octets - 28))
    world.run(1)
    assert heard == [bytes(octets - 28)]
    assert [len(each) for each in world.packets("near")] == outer
    tunnel = world.ends[left.name].get("out")
    whole = ipv4.packet(1, 2, ipv4.UDP, bytes(1480), dont_fragment=True)
    assert tunnel.mtu_for(whole) == 1500 - way.overhead, "what has DF is told of the whole room"


def test_what_was_learned_is_forgotten_after_a_while():
    """RFC 1191 section 6.3."""
    world, a, _left, *_ = tunnelled(mtu=1000)
    world.say(a, "10.0.0.1", "10.0.1.1", bytes(1200), dont_fragment=True)
    world.run(1)
    tunnel = world.ends["l"].get("out")
    octets = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, b"")
    assert tunnel.mtu_for(octets) == 980
    world.run(599)
    assert tunnel.mtu_for(octets) == 980
    world.run(602)
    assert tunnel.mtu_for(octets) == 1480


def mip_udp(world, node, local, remote, ports):
    """Open a MIP UDP tunnel and have port 434 hand its data to it."""
    tunnel = Tunnel(node, "mip", local, remote, role="external-mip", encapsulation=MipUdp(*ports))
    ends = world.ends[node.name]
    ends.add(tunnel)
    node.sockets[0, ports[0]] = lambda header, payload, packet: ends.receive_udp(
        packet, (header.source_port, header.destination_port)
    )
    return tunnel


@pytest.mark.parametrize(
    ("remote", "port", "drops"),
    [
        ("192.0.2.1", 40001, []),
        ("192.0.2.1", 40002, ["no-tunnel"]),
        ("192.0.2.3", 40001, ["no-tunnel"]),
    ],
    ids=["the binding's", "another port", "another address"],
)
def test_data_over_udp_must_come_from_the_address_and_port_of_the_binding(remote, port, drops):
    """RFC 3519 section 4.3."""
    world, _a, left, right, b = tunnelled()
    heard = world.hears(b)
    mip_udp(world, right, RIGHT, LEFT, (434, 40001))
    left.hold(address("192.0.2.3"), "another address")
    sender = Tunnel(
        left, "mip", address(remote), RIGHT, role="external-mip", encapsulation=MipUdp(port, 434)
    )
    body = udp.datagram(address("10.0.0.1"), address("10.0.1.1"), 7, 7, b"x")
    inner = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, body)
    sender.send(world.packet(inner), RIGHT)
    world.run(1)
    assert world.drops("r") == drops
    assert heard == ([] if drops else [b"x"])
