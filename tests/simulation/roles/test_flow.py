import pytest

from simulation.roles.flow import Flow, Treatment
from simulation.time import MILLISECOND, SECOND
from simulation.trace import Delivered
from simulation.wire import application, ipv4, udp
from tests.simulation.small_world import address, two_hosts

A, B = address("10.0.0.1"), address("10.0.0.2")


def flowing(until, **changes):
    world, a, b = two_hosts()
    shape = {"number": 0, "payload_octets": 160, "packets_per_second": 20, **changes}
    ends = (
        Flow(a, "a > b", A, B, direction=application.UPLINK, **shape),
        Flow(b, "b > a", B, A, direction=application.DOWNLINK, **shape),
    )
    for each in ends:
        each.start()
    world.run(until)
    return world, ends


def test_both_ends_send_at_their_pace_and_tell_of_what_arrives():
    world, _ = flowing(0.99)
    for node, name in (("b", "a > b"), ("a", "b > a")):
        delivered = world.events(Delivered, node)
        assert [each.number for each in delivered] == list(range(20))
        assert [each.sent_ns for each in delivered] == [
            number * 50 * MILLISECOND for number in range(20)
        ]
        assert {(each.flow, each.octets) for each in delivered} == {(name, 160)}


def test_the_payload_says_which_flow_and_way_it_is():
    world, _ = flowing(0.01, number=3, treatment=Treatment(dont_fragment=True, tos=0xB9))
    packet = next(each for each in world.packets("lan") if ipv4.source(each) == B)
    header, payload = udp.parse(ipv4.payload(packet), B, A)
    assert (header.source_port, header.destination_port) == (udp.FLOW, udp.FLOW)
    told = application.parse(payload)
    assert (told.flow, told.direction) == (3, application.DOWNLINK)
    assert ipv4.dont_fragment(packet)
    assert packet[1] == 0xB9


def test_a_flow_of_no_packets_only_listens():
    world, _ = flowing(5, packets_per_second=0)
    assert world.packets("lan") == []


def test_a_stopped_flow_sends_no_more():
    world, ends = flowing(1)
    ends[0].stop()
    sent = ends[0].sent
    world.run(2)
    assert ends[0].sent == sent
    assert ends[1].sent > sent


def test_it_listens_again_after_its_node_was_off():
    world, ends = flowing(0.2)
    ends[0].stop()
    world.restart(world.nodes["a"], "lan", "10.0.0.1")
    ends[0].start()
    world.run(1)
    later = [each for each in world.events(Delivered, "a") if each.at_ns > 0.3 * SECOND]
    assert later


def test_other_octets_on_its_port_are_malformed():
    world, _ = flowing(0.1)
    world.say(world.nodes["a"], str(A), str(B), b"not a flow", port=udp.FLOW)
    world.run(0.2)
    assert "malformed" in world.drops("b")


@pytest.mark.parametrize("octets", [18, 160, 1400])
def test_payloads_are_as_long_as_asked_for(octets):
    world, _ = flowing(0.01, payload_octets=octets)
    datagram = next(each for each in world.packets("lan") if ipv4.protocol(each) == ipv4.UDP)
    assert len(datagram) == 28 + octets
