import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.errors import AbsentError
from simulation.metrics.journey import hops, journeys, tunnels
from simulation.trace import Dropped, Layer


@pytest.fixture(scope="module")
def trace():
    document = PRESETS["leave-colocated"].document("1.1")
    return simulate(read_scenario({**document, "duration_ns": 15_000_000_000}))


def test_a_way_begins_at_the_sender_and_each_hop_begins_where_the_last_one_ended(trace):
    ways = journeys(trace)["ways"]
    assert {way["flow"] for way in ways} == {"cn > mn", "mn > cn"}
    for way in ways:
        sender, receiver = way["flow"].split(" > ")
        assert way["hops"][0]["from"] == sender
        assert way["hops"][-1]["to"] == [receiver]
        for before, after in zip(way["hops"], way["hops"][1:], strict=False):
            assert after["from"] in before["to"]


def test_three_tunnels_lie_around_the_last_packet_on_the_cellular_link(trace):
    down = next(way for way in journeys(trace)["ways"] if way["flow"] == "cn > mn")
    last = down["hops"][-1]
    assert last["link"] == "cellular"
    assert [each["role"] for each in last["tunnels"]] == ["internal-mip", "ipsec", "external-mip"]
    assert [each["sealed"] for each in last["tunnels"]] == [False, True, False]
    assert last["octets"] > down["hops"][0]["octets"]


def test_udp_around_esp_is_no_tunnel_of_its_own():
    stack = (
        Layer("ipv4", "ipsec", 20),
        Layer("udp", "nat-traversal", 8),
        Layer("esp", "ipsec", 24, 28, "esp:1"),
        Layer("ipv4", "data", 20),
    )
    assert tunnels(stack) == [("ipsec", True)]


def test_a_packet_that_its_maker_dropped_has_no_way(trace):
    lost = next(
        event.packet
        for _, event in trace.of(Dropped)
        if event.node == "mn" and event.reason == "no-route"
    )
    with pytest.raises(AbsentError, match="never was on a link"):
        hops(trace, lost)
