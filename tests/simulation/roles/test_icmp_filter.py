"""Routers that let no ICMP error through."""

import pytest

from simulation.roles.icmp_filter import IcmpFilter
from simulation.wire import icmp, ipv4
from tests.simulation.small_world import address, routed

A, B = address("10.0.0.1"), address("10.0.1.1")
QUOTED = ipv4.packet(B, A, ipv4.UDP, bytes(8))


@pytest.mark.parametrize(
    ("protocol", "body", "drops"),
    [
        (ipv4.ICMP, icmp.message(icmp.Unreachable(code=4), QUOTED), ["filtered"]),
        (ipv4.ICMP, icmp.message(icmp.TimeExceeded(), QUOTED), ["filtered"]),
        (ipv4.ICMP, icmp.message(icmp.Echo(), b"echo"), []),
        (ipv4.UDP, b"\x03\x04" + bytes(20), ["port-unreachable"]),
    ],
    ids=["unreachable", "time exceeded", "echo", "no ICMP"],
)
def test_errors_end_there_and_nothing_else_does(protocol, body, drops):
    world, a, router, b = routed()
    IcmpFilter(router)
    b.sockets.clear()
    world.put(a, A, B, protocol, body)
    world.run(1)
    assert [each for each in world.drops() if each != "malformed"] == (
        drops if protocol == ipv4.ICMP else []
    )
