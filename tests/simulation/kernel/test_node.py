"""The way of a packet in, through and out of a node: RFC 1122 section 3, RFC 1812 section 5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernel.recorder import Packet, layer
from simulation.time import SECOND
from simulation.trace import Arrived, Dropped, KeyHeld, Sent
from simulation.wire import ipv4, udp
from simulation.wire.address import Prefix
from tests.simulation.small_world import SmallWorld, address, routed, two_hosts


def test_a_router_takes_one_from_the_time_to_live_and_nothing_else():
    world, a, _, b = routed()
    heard = world.hears(b)
    packet = world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert heard == [b"hello"]
    (left,), (right,) = world.packets("left"), world.packets("right")
    assert (ipv4.ttl(left), ipv4.ttl(right)) == (64, 63)
    assert left[20:] == right[20:]
    assert ipv4.check(right) == right
    assert [each.packet for each in world.events(Sent) if each.packet == packet.id]


def test_a_packet_keeps_its_identity_hop_by_hop():
    world, a, _, b = routed()
    world.hears(b)
    packet = world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    sent = [each for each in world.events(Sent) if each.packet == packet.id]
    assert [(each.node, each.link) for each in sent] == [("a", "left"), ("r", "right")]


def test_a_host_does_not_forward():
    world, a, router, _ = routed()
    router.forwards = False
    world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert world.drops("r") == ["not-mine"]


@pytest.mark.parametrize(("refuse", "code"), [("", 0), ("no binding", 1)])
def test_no_route_is_net_unreachable_and_a_refusing_route_host_unreachable(refuse, code):
    """RFC 1812 section 4.3.3.1: code 1 where the network is known and the host is not."""
    world, a, router, _ = routed()
    told = []
    a.icmp.error_listeners.append(lambda *error: told.append(error[:2]))
    if refuse:
        router.route(Prefix.parse("192.0.2.0/24"), None, refuse=refuse)
    world.say(a, "10.0.0.1", "192.0.2.1")
    world.run(1)
    assert world.drops("r") == ["no-route"]
    assert told == [(3, code)]


def test_a_filter_ends_what_it_gives_a_reason_for():
    world, a, router, b = routed()
    heard = world.hears(b)
    asked = []
    router.filters.append(
        lambda packet, inbound, outbound: (
            asked.append((inbound.name, outbound.name)) or "tuesday" if len(asked) < 2 else ""
        )
    )
    for _ in range(3):
        world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    (first, second) = world.events(Dropped)
    assert (first.reason, first.detail, first.where) == ("filtered", "tuesday", "left")
    assert heard == [b"hello"]
    assert asked == [("left", "right")] * 2
    assert second.node == "r"


def test_a_broadcast_is_taken_and_not_forwarded():
    world, a, router, b = routed()
    heard = world.hears(router), world.hears(b)
    world.say(a, "10.0.0.1", "10.0.0.255")
    world.run(1)
    assert heard == ([b"hello"], [])


def test_a_source_that_no_packet_can_have_is_refused():
    """RFC 1122 section 3.2.1.3: a host silently discards such datagrams."""
    world, a, b = two_hosts()
    world.hears(b)
    for source in ("224.0.0.1", "255.255.255.255", "240.0.0.1"):
        world.say(a, source, "10.0.0.2")
    world.run(1)
    assert world.drops("b") == ["bad-source"] * 3


def test_what_is_sent_to_an_own_address_never_leaves():
    world, a, _ = two_hosts()
    a.hold(address("10.9.0.5"), "virtual")
    heard = world.hears(a)
    world.say(a, "10.0.0.1", "10.9.0.5")
    world.run(1)
    assert heard == [b"hello"]
    assert world.frames("lan") == []


def test_sockets_of_an_address_come_before_those_of_any():
    world, a, b = two_hosts()
    b.hold(address("10.9.0.5"), "virtual")
    here, anywhere = [], world.hears(b)
    b.sockets[address("10.9.0.5"), 7] = lambda header, payload, packet: here.append(payload)
    a.route(None, a.interfaces["lan"], address("10.0.0.2"))
    world.say(a, "10.0.0.1", "10.9.0.5", b"here")
    world.say(a, "10.0.0.1", "10.0.0.2", b"anywhere")
    world.run(1)
    assert (here, anywhere) == ([b"here"], [b"anywhere"])


def test_held_addresses_are_rows_until_they_are_released():
    world, a, _ = two_hosts()
    held = address("10.9.0.5")
    a.hold(held, "tunnel inner address")
    assert a.owns(held)
    assert world.rows("a", "addresses") == {"10.9.0.5": {"why": "tunnel inner address"}}
    a.release(held)
    assert not a.owns(held)
    assert world.rows("a", "addresses") == {}


def test_nobody_owns_the_unspecified_address():
    _, a, _ = two_hosts()
    a.interfaces["lan"].configure(address("0.0.0.0"), None)
    assert not a.owns(address("0.0.0.0"))


def test_timers_die_with_the_power():
    world, a, _ = two_hosts()
    rung = []
    a.after(SECOND, lambda: rung.append("before"))
    world.at(0.5, a.power_off)
    world.at(0.6, a.power_on)
    world.at(0.7, lambda: a.after(SECOND, lambda: rung.append("after")))
    world.run(5)
    assert rung == ["after"]


def test_a_node_that_lost_power_remembers_nothing():
    world, a, _ = two_hosts()
    world.hears(a)
    a.hold(address("10.9.0.5"), "virtual")
    a.power_off()
    assert not a.sockets
    assert not a.owns(address("10.9.0.5"))
    assert world.rows("a", "routes") == world.rows("a", "addresses") == {}
    assert a.routes.find(address("10.0.0.2")) is None


def test_identifications_differ_from_packet_to_packet():
    """RFC 6864 section 4.2."""
    _, a, _ = two_hosts()
    assert len({a.next_identification() for _ in range(70_000)}) == 65_536


def test_departures_may_rewrite_and_translators_too():
    world, a, router, b = routed()
    heard = []
    b.protocols[ipv4.UDP] = lambda packet, device: heard.append(ipv4.source(packet.octets))
    other = address("10.0.1.254")

    def rewrite(packet, device):
        return Packet(ipv4.rewrite(packet.octets, source=other), packet.id)

    router.departures.append(rewrite)
    world.say(a, "10.0.0.1", "10.0.1.1")
    world.run(1)
    assert heard == [other]
    router.departures[:] = [lambda packet, device: None]
    world.say(a, "10.0.0.1", "10.0.1.1")
    router.translators.append(lambda packet, device: None)
    world.run(2)
    assert len(heard) == 1


def test_a_node_without_an_address_takes_dhcp_answers_alone():
    """RFC 2131 section 4.1."""
    world, a, b = two_hosts()
    b.interfaces["lan"].configure(address("0.0.0.0"), None)
    heard = world.hears(b, 68), world.hears(b, 7)
    a.interfaces["lan"].learn(address("10.0.0.9"), b.interfaces["lan"].mac)
    world.say(a, "10.0.0.1", "10.0.0.9", port=68)
    world.say(a, "10.0.0.1", "10.0.0.9", port=7)
    world.run(1)
    assert heard == ([b"hello"], [])
    assert world.drops("b") == ["not-mine"]


def test_datagrams_are_recorded_with_layers_purpose_and_flow():
    world, a, b = two_hosts()
    world.hears(b)
    inside = (layer("data", "data", 5),)
    packet = a.send_udp(
        address("10.0.0.1"), address("10.0.0.2"), (7, 7), b"hello", inside, "greeting", role="data"
    )
    record = world.trace.packets[packet.id]
    assert (record.purpose, record.octets) == ("greeting", 33)
    assert [each.header for each in world.trace.stack_of(packet.id)] == ["ipv4", "udp", "data"]


def test_a_datagram_may_leave_by_a_station_whatever_the_routes_say():
    world, a, _b = two_hosts()
    a.routes.clear()
    station = a.interfaces["lan"]
    a.send_udp(
        address("10.0.0.1"),
        address("255.255.255.255"),
        (68, 67),
        b"x",
        (),
        "by hand",
        via=(station, b"\xff" * 6),
    )
    world.run(1)
    assert world.events(Arrived, "b")


def test_a_key_that_a_node_holds_is_an_event():
    world, a, _ = two_hosts()
    a.hold_key("mip:257", "registrations", "hmac-md5", {"key": "00"}, {"spi": "257"})
    (event,) = world.events(KeyHeld, "a")
    assert (event.key, event.secret) == ("mip:257", {"key": "00"})


def test_the_source_for_a_destination_is_that_of_the_interface_which_leads_there():
    _world, _a, router, _b = routed()
    assert router.source_for(address("10.0.1.7")) == address("10.0.1.254")
    assert router.source_for(address("10.0.0.7")) == address("10.0.0.254")
    lonely = SmallWorld().node("lonely")
    assert lonely.source_for(address("10.0.0.7")) is None
    lonely.hold(address("10.9.0.5"), "virtual")
    assert lonely.source_for(address("10.0.0.7")) == address("10.9.0.5")


_PIECES = st.binary(max_size=120) | st.builds(
    lambda protocol, body, ttl: ipv4.packet(
        address("10.0.0.1"), address("10.0.0.2"), protocol, body, ttl=ttl
    ),
    st.sampled_from([1, 4, 6, 17, 47, 50, 55, 99]),
    st.binary(max_size=80),
    st.integers(1, 255),
)


@given(st.lists(_PIECES, min_size=1, max_size=4), st.booleans())
def test_no_octets_make_a_node_raise(pieces, forwards):
    world, _a, b = two_hosts()
    b.forwards = forwards
    for octets in pieces:
        before = len(world.trace.events)
        b.receive(world.packet(octets), octets, b.interfaces["lan"])
        assert len(world.trace.events) > before, "what came is dropped, answered or delivered"
    world.run(40)


@given(st.binary(max_size=60))
def test_no_frame_makes_a_station_raise(octets):
    world, a, b = two_hosts()
    frame = b.interfaces["lan"].mac + a.interfaces["lan"].mac + octets
    world.links["lan"].transmit(a.interfaces["lan"], world.packet(bytes(20)), frame)
    world.run(5)
    assert len(world.events(Arrived, "b")) >= 1
    assert udp.FLOW == 5004
