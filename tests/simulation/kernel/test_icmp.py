"""Errors and echo at a node: RFC 792, RFC 1122 section 3.2.2, RFC 1812 section 4.3, RFC 1191."""

import pytest

from simulation.kernel.icmp_policy import IcmpPolicy
from simulation.trace import Arrived
from simulation.wire import icmp, ipv4, udp
from tests.simulation.small_world import address, routed, two_hosts

ECHO = icmp.message(icmp.Echo(type=8, identifier=5, sequence=6), b"payload")


def errors_at(node):
    """Return the list that type, code, MTU and quoted octets of errors come to."""
    told = []
    node.icmp.error_listeners.append(lambda *error: told.append(error[:4]))
    return told


def test_an_echo_request_comes_back_with_its_data():
    world, a, _, _b = routed()
    heard = []
    a.icmp.echo_listeners.append(lambda header, data, packet: heard.append((header, data)))
    world.put(a, address("10.0.0.1"), address("10.0.1.1"), ipv4.ICMP, ECHO)
    world.run(1)
    ((header, data),) = heard
    assert (header.type, header.identifier, header.sequence) == (0, 5, 6)
    assert data == b"payload"


@pytest.mark.parametrize("to", ["10.0.0.255", "255.255.255.255", "224.0.0.1"])
def test_an_echo_request_to_everybody_is_ignored(to):
    """RFC 1122 section 3.2.2.6; an answer from a broadcast address would be nonsense."""
    world, a, _b = two_hosts()
    a.route(None, a.interfaces["lan"])
    world.put(a, address("10.0.0.1"), address(to), ipv4.ICMP, ECHO)
    world.run(1)
    assert world.sent("b") == []
    assert world.drops() == []


@pytest.mark.parametrize(("long", "quoted"), [(True, 128), (False, 28)])
def test_a_closed_port_is_told_with_the_packet_or_its_header_and_eight_octets(long, quoted):
    """RFC 1812 section 4.3.2.3, or RFC 792."""
    world, a, b = two_hosts()
    b.icmp_policy = IcmpPolicy(quotes_long=long)
    told = errors_at(a)
    packet = world.say(a, "10.0.0.1", "10.0.0.2", bytes(100))
    world.run(1)
    assert told == [(3, 3, 0, packet.octets[:quoted])]
    assert world.drops("b") == ["port-unreachable"]


@pytest.mark.parametrize("to", ["10.0.0.255", "255.255.255.255", "224.0.0.1"])
def test_nobody_is_told_of_a_broadcast_to_a_closed_port(to):
    """RFC 1122 section 3.2.2: no error about a datagram to a broadcast or multicast address."""
    world, a, _b = two_hosts()
    a.route(None, a.interfaces["lan"])
    world.say(a, "10.0.0.1", to)
    world.run(1)
    assert world.events(Arrived, "b")
    assert world.sent("b") == []
    assert world.drops("b") == []


def test_an_unknown_protocol_is_told():
    world, a, _b = two_hosts()
    told = errors_at(a)
    world.put(a, address("10.0.0.1"), address("10.0.0.2"), 132, bytes(8))
    world.run(1)
    assert [each[:2] for each in told] == [(3, 2)]


def test_no_error_is_ever_about_an_error():
    world, a, _ = two_hosts()
    body = icmp.message(icmp.Unreachable(code=1), ECHO + bytes(20))
    world.put(a, address("10.0.0.1"), address("10.0.0.2"), ipv4.ICMP, body, ttl=1)
    world.run(1)
    b_sent = [each for each in world.sent("b") if "ICMP" in each[2]]
    assert b_sent == []


def test_a_time_to_live_that_runs_out_is_told_by_the_router():
    world, a, _router, _b = routed()
    told = errors_at(a)
    world.say(a, "10.0.0.1", "10.0.1.1", ttl=1)
    world.run(1)
    assert [each[:2] for each in told] == [(11, 0)]
    assert world.drops("r") == ["ttl"]
    error = world.packets("left")[-1]
    assert ipv4.source(error) == address("10.0.0.254")


def test_an_error_is_no_longer_than_576_octets():
    """RFC 1812 section 4.3.2.3."""
    world, a, _router, _b = routed(mtu=600)
    world.say(a, "10.0.0.1", "10.0.1.1", bytes(800), dont_fragment=True)
    world.run(1)
    assert len(world.packets("left")[-1]) == 576


def test_what_a_tunnels_inside_tells_goes_on_to_the_source_of_the_packet_inside():
    """RFC 2003 section 4; the source learns no more than was quoted."""
    world, a, router, _b = routed()
    told = errors_at(a)
    body = udp.datagram(address("10.0.0.1"), address("10.0.1.1"), 7, 7, bytes(900))
    inner = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, body)[:60]
    router.icmp.relay(inner, icmp.FRAGMENTATION_NEEDED, 980)
    world.run(1)
    assert told == [(3, 4, 980, inner)]


def test_frag_needed_names_the_next_hop_mtu():
    """RFC 1191 section 4."""
    world, a, _router, _b = routed(mtu=600)
    told = errors_at(a)
    world.say(a, "10.0.0.1", "10.0.1.1", bytes(800), dont_fragment=True)
    world.run(1)
    assert [each[:3] for each in told] == [(3, 4, 600)]
    assert world.drops("r") == ["too-big"]


def test_a_sender_is_told_of_its_own_packet_that_its_own_link_cannot_take():
    world, a, _b = two_hosts(mtu=600)
    told = errors_at(a)
    world.say(a, "10.0.0.1", "10.0.0.2", bytes(800), dont_fragment=True)
    world.run(1)
    assert [each[:3] for each in told] == [(3, 4, 600)]
    assert world.frames("lan") == []


@pytest.mark.parametrize("source", ["0.0.0.0", "255.255.255.255"])
def test_no_error_goes_to_a_source_that_is_no_host(source):
    world, a, _b = two_hosts()
    world.say(a, source, "10.0.0.2")
    world.run(1)
    assert [each for each in world.sent("b") if "ICMP" in each[2]] == []


def test_only_the_first_fragment_is_told_of():
    world, a, _router, _b = routed()
    body = udp.datagram(address("10.0.0.1"), address("10.0.1.1"), 7, 7, bytes(900))
    whole = ipv4.packet(address("10.0.0.1"), address("10.0.1.1"), ipv4.UDP, body, ttl=1)
    for octets in ipv4.fragments(whole, 500):
        a.send(world.packet(octets))
    world.run(1)
    assert world.drops("r") == ["ttl", "ttl"]
    assert len(world.sent("r", "time to live")) == 1


def test_a_damaged_message_is_malformed_and_unknown_types_are_ignored():
    world, a, _b = two_hosts()
    for body in (b"", b"\x08", ECHO[:-1], ECHO[:3] + b"\xff" + ECHO[4:]):
        world.put(a, address("10.0.0.1"), address("10.0.0.2"), ipv4.ICMP, body)
    timestamp = bytearray(b"\x0d\x00\x00\x00" + bytes(16))
    timestamp[2:4] = b"\xf2\xff"
    world.put(a, address("10.0.0.1"), address("10.0.0.2"), ipv4.ICMP, bytes(timestamp))
    world.run(1)
    assert world.drops("b") == ["malformed"] * 4
    assert [each for each in world.sent("b") if "ARP" not in each[2]] == []


def test_answers_keep_the_role_of_the_layers_that_they_answer():
    world, a, _b = two_hosts()
    world.put(a, address("10.0.0.1"), address("10.0.0.2"), ipv4.ICMP, ECHO)
    world.run(1)
    reply = next(each for each in world.trace.packets if each.purpose == "echo reply")
    assert {each.role for each in world.trace.stacks[reply.stack]} == {"data"}
