"""Measures of user data, on runs whose outcome is known."""

import pytest

from simulation import read_scenario, simulate
from simulation.claims.evidence import Evidence
from simulation.claims.measures import data
from simulation.claims.scenes import long_transfer, outside_only, scene, short_stay

UP, DOWN = "mn > cn", "cn > mn"


@pytest.fixture(scope="module")
def outside():
    return Evidence(simulate(read_scenario(scene("1.1", "leave-colocated"))))


@pytest.fixture(scope="module")
def in_clear():
    return Evidence(simulate(read_scenario(short_stay("4", "hotspot"))))


def test_layers_and_octets_of_tunnels_outside(outside):
    assert data.tunnel_octets(outside, "cellular", UP).value > 0
    assert data.overhead(outside, "cellular", UP).value > 90


@pytest.mark.parametrize("encapsulation", ["ip-ip", "minimal", "gre"])
def test_two_layers_are_two_whatever_stands_between_their_headers(encapsulation):
    run = Evidence(simulate(read_scenario(outside_only("1.1", f"encapsulation={encapsulation}"))))
    assert data.layers(run, "cellular", UP).value == 2


def test_a_packet_that_fits_is_one_frame_and_one_that_does_not_is_two():
    fits, large = (
        Evidence(simulate(read_scenario(outside_only("1.1", f"payload_octets={octets}"))))
        for octets in (160, 1380)
    )
    assert data.pieces(fits, "cellular", UP).value == 1
    assert 1.9 < data.pieces(large, "cellular", UP).value <= 2
    assert data.pieces(fits, "hotel", UP).value == 0


def test_nobody_on_the_cellular_link_reads_sealed_data(outside):
    assert data.in_clear(outside, "cellular").value == 0


def test_everybody_on_the_hotspot_reads_what_only_agents_protect(in_clear):
    assert data.in_clear(in_clear, "hotspot", 5).value > 0


def test_delays_and_links_are_those_of_the_way(outside):
    assert 65 < data.delay_ms(outside, UP, 20).value < 80
    assert data.hops(outside, UP, 20).value >= 7


def test_a_share_says_through_whom_data_pass(outside):
    assert data.through(outside, "i-ha", UP, 20).value == 1
    assert data.through(outside, "x-fa", UP, 20).value == 0


def test_what_a_transfer_delivered_is_counted_in_octets():
    run = Evidence(simulate(read_scenario(long_transfer("1.1", "hotspot", "tcp_octets=20000"))))
    assert data.transferred(run).value == 20_000
    assert run.trace.events[data.transferred(run).event].kind in ("delivered", "arrived")
