"""Stateful inspection of TCP, in and out of tunnels in clear (draft section 2.3.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.kernel.recorder import Packet
from simulation.roles.inspection import StatefulInspection
from simulation.time import SECOND
from simulation.wire import ipv4, tcp
from tests.simulation.small_world import address, routed

A, B = address("10.0.0.1"), address("10.0.1.1")


def segment(source=A, destination=B, **flags):
    ports = (1025, 80) if source == A else (80, 1025)
    header = tcp.TcpHeader(
        source_port=ports[0], destination_port=ports[1], sequence=1, acknowledgment=1, **flags
    )
    return ipv4.packet(
        source, destination, ipv4.TCP, tcp.segment(source, destination, header, b"x")
    )


def tunnelled(octets, times=1):
    for _ in range(times):
        octets = ipv4.packet(A, B, ipv4.IPIP, octets)
    return octets


def judge(inspection, octets):
    return inspection._judge(Packet(octets, 0), None, None)


TIMEOUT_S = 60


def inspecting():
    _, _, router, _ = routed()
    return StatefulInspection(router, TIMEOUT_S * SECOND)


def test_a_connection_whose_beginning_was_seen_goes_on_both_ways():
    inspection = inspecting()
    assert judge(inspection, segment(syn=True)) == ""
    assert judge(inspection, segment(ack=True)) == ""
    assert judge(inspection, segment(B, A, ack=True)) == ""


def test_a_connection_that_comes_from_another_way_is_refused():
    assert "never came this way" in judge(inspecting(), segment(ack=True))


@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_tunnel_in_clear_hides_nothing(times):
    inspection = inspecting()
    assert judge(inspection, tunnelled(segment(ack=True), times))
    assert judge(inspection, tunnelled(segment(syn=True), times)) == ""
    assert judge(inspection, segment(ack=True)) == ""


@pytest.mark.parametrize("protocol", [ipv4.UDP, ipv4.ESP, ipv4.ICMP])
def test_what_is_no_tcp_is_no_concern(protocol):
    assert judge(inspecting(), ipv4.packet(A, B, protocol, bytes(30))) == ""


def test_refused_segments_are_drops_of_the_node():
    world, a, router, _ = routed()
    StatefulInspection(router, TIMEOUT_S * SECOND)
    a.send(world.packet(segment(ack=True)))
    world.run(1)
    assert world.drops("r") == ["filtered"]


@given(st.binary(max_size=60), st.sampled_from([ipv4.TCP, ipv4.IPIP]))
def test_no_octets_make_it_raise(body, protocol):
    judge(inspecting(), ipv4.packet(A, B, protocol, body))


def test_a_connection_that_says_nothing_is_forgotten_and_the_reason_says_so():
    world, _, router, _ = routed()
    inspection = StatefulInspection(router, TIMEOUT_S * SECOND)
    judge(inspection, segment(syn=True))
    world.run(TIMEOUT_S - 1)
    assert judge(inspection, segment(ack=True)) == "", "what passes keeps it"
    world.run(2 * TIMEOUT_S - 2)
    assert judge(inspection, segment(B, A, ack=True)) == ""
    world.run(3 * TIMEOUT_S - 2)
    assert f"forgotten after {TIMEOUT_S} s" in judge(inspection, segment(ack=True))
    assert judge(inspection, segment(syn=True)) == "", "it may begin anew"
