"""Gateways that make TCP announce shorter segments."""

import pytest

from simulation.roles.mss_clamp import MssClamp
from simulation.trace import Noted
from simulation.wire import ipv4, tcp
from tests.simulation.small_world import address, routed

A, B = address("10.0.0.1"), address("10.0.1.1")


def syn(size=1460, **flags):
    header = tcp.TcpHeader(source_port=1, destination_port=2, sequence=0, **({"syn": True} | flags))
    return tcp.segment(A, B, header, options=(tcp.MssOption(size=size),))


def through(body, protocol=ipv4.TCP, most=1200):
    """Return what the router makes of a packet, and the notes that it takes."""
    world, a, router, b = routed()
    MssClamp(router, most)
    b.protocols[protocol] = lambda packet, device: None
    world.put(a, A, B, protocol, body)
    world.run(1)
    return ipv4.payload(world.packets("right")[-1]), world.events(Noted, "r")


@pytest.mark.parametrize("flags", [{}, {"ack": True}], ids=["SYN", "SYN ACK"])
def test_a_syn_announces_no_more_than_the_gateway_lets_it(flags):
    body, notes = through(syn(**flags))
    assert tcp.parse(body, A, B).maximum == 1200, "and its checksum is right"
    assert [each.text for each in notes] == [
        f"a SYN {A} > {B} now announces segments of 1200 octets at most"
    ]


@pytest.mark.parametrize(
    ("body", "protocol"),
    [
        (syn(1200), ipv4.TCP),
        (syn(syn=False, ack=True), ipv4.TCP),
        (syn(), ipv4.ESP),
        (syn()[:13], ipv4.TCP),
        (syn()[:20] + b"\2\0\0\0", ipv4.TCP),
    ],
    ids=["short enough", "no SYN", "what it cannot read", "cut off", "a wrong option"],
)
def test_nothing_else_is_touched(body, protocol):
    assert through(body, protocol) == (body, [])
