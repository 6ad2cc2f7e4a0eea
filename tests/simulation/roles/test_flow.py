"""The measured flow, at both of its ends."""

import pytest

from simulation.roles.flow import Flow
from simulation.wire import application, ipv4, udp
from tests.simulation.small_world import address, two_hosts

A, B = address("10.0.0.1"), address("10.0.0.2")


def flowing(**changes):
    world, a, b = two_hosts()
    fields = {"number": 0, "payload_octets": 160, "packets_per_second": 20} | changes
    ends = (
        Flow(a, "a > b", A, B, direction=application.UPLINK, **fields),
        Flow(b, "b > a", B, A, direction=application.DOWNLINK, **fields),
    )
    return world, *ends


def test_datagrams_leave_at_their_pace_and_say_when():
    world, there, back = flowing()
    back.period_ns = 0
    back.start()
    there.start()
    world.run(1)
    delivered = world.events("delivered", "b")
    assert [each["number"] for each in delivered] == list(range(20))
    assert [each["sent_ns"] for each in delivered] == [number * 50_000_000 for number in range(20)]
    assert {(each["flow"], each["octets"]) for each in delivered} == {("a > b", 160)}
    assert all(each.at_ns > each["sent_ns"] for each in delivered)


@pytest.mark.parametrize("octets", [18, 160, 1400])
def test_payloads_are_as_long_as_asked_for(octets):
    world, there, _ = flowing(payload_octets=octets)
    there.start()
    world.run(0.1)
    datagram = next(each for each in world.packets("lan") if ipv4.protocol(each) == ipv4.UDP)
    assert len(datagram) == 28 + octets
    header, payload = udp.parse(ipv4.payload(datagram), A, B)
    assert (header.source_port, header.destination_port) == (5004, 5004)
    assert application.parse(payload).number == 0


def test_both_ways_at_once():
    world, there, back = flowing()
    there.start()
    back.start()
    world.run(2)
    assert {each["flow"] for each in world.events("delivered", "a")} == {"b > a"}
    assert {each["flow"] for each in world.events("delivered", "b")} == {"a > b"}


def test_a_flow_that_is_stopped_sends_no_more():
    world, there, _ = flowing()
    there.start()
    world.at(0.49, there.stop)
    world.run(5)
    assert there.sent == 10


def test_a_pace_of_zero_sends_nothing():
    world, there, _ = flowing(packets_per_second=0)
    there.start()
    world.run(5)
    assert world.frames("lan") == []


def test_dont_fragment_is_set_where_asked_for():
    world, there, _ = flowing(dont_fragment=True)
    there.start()
    world.run(0.1)
    datagram = next(each for each in world.packets("lan") if ipv4.protocol(each) == ipv4.UDP)
    assert ipv4.dont_fragment(datagram)


def test_nobody_listens_before_the_start():
    world, there, back = flowing()
    there.start()
    world.run(0.04)
    assert world.drops("b") == ["port-unreachable"]


def test_octets_of_somebody_else_are_malformed():
    world, there, back = flowing(packets_per_second=0)
    back.start()
    world.say(there.node, "10.0.0.1", "10.0.0.2", b"not a flow", port=5004, source_port=5004)
    world.run(1)
    assert world.drops("b") == ["malformed"]
    assert world.events("delivered") == []
