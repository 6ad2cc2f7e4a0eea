"""WireGuard at two nodes: handshake, data, roaming, and what is not believed."""

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from simulation import OPTIONS, PRESETS, read_scenario, simulate
from simulation.kernel.recorder import Recorder
from simulation.options.world import World
from simulation.trace import Trace
from simulation.wire import ipv4, udp


@pytest.fixture(scope="module")
def tour():
    return simulate(read_scenario(PRESETS["handover-outside"].document("wg")))


def test_one_handshake_of_two_messages_comes_first(tour):
    kinds = [
        trace_layer.header
        for _, event in tour.of_kind("sent")
        if event.node in {"mn", "vpn-gw"}
        for trace_layer in tour.stack_of(event["packet"])
        if trace_layer.header.startswith("wireguard")
    ]
    assert kinds[:2] == ["wireguard-initiation", "wireguard-response"]
    assert kinds.count("wireguard-initiation") == 1


def test_both_ends_tell_of_the_same_keys(tour):
    made = {}
    for _, event in tour.of_kind("key"):
        if event.node in {"mn", "vpn-gw"} and event["key"].startswith("wg:"):
            made.setdefault(event["key"], {})[event.node] = event["secret"]
    shared = [holders for holders in made.values() if len(holders) == 2]
    assert shared
    for holders in shared:
        assert holders["mn"] == holders["vpn-gw"]


def test_the_gateway_follows_the_newest_authentic_packet(tour):
    places = [
        event["new"]["destination"]
        for _, event in tour.of_kind("row")
        if (event.node, event["table"]) == ("vpn-gw", "sad") and event["new"]
    ]
    assert len(places) == 3 and places[0] == places[2] != places[1]


def test_the_recorded_layers_are_as_long_as_the_octets(tour):
    for _, event in tour.of_kind("encrypted"):
        record = tour.packets[event["packet"]]
        layers = tour.stacks[record.stack]
        inner = tour.packets[event["inner"]].octets
        assert sum(each.head for each in layers[:3]) + layers[2].tail + inner == record.octets


def test_data_is_padded_to_sixteen_octets(tour):
    for _, event in tour.of_kind("encrypted"):
        assert (tour.packets[event["packet"]].octets - 28 - 32) % 16 == 0


@pytest.fixture(scope="module")
def gateway():
    """Return the gateway of a world that has just been built, and its recorder."""
    env = simpy.Environment(initial_time=0)
    document = PRESETS["power-up-inside"].document("wg")
    recorder = Recorder(env, Trace({}), 10**6)
    world = World(env, recorder, read_scenario(document))
    OPTIONS["wg"].build(world)
    return world.nodes["vpn-gw"], recorder


@given(octets=st.binary(max_size=160), kind=st.integers(0, 5))
def test_no_octets_make_it_raise(gateway, octets, kind):
    node, recorder = gateway
    source, here = 0xCB007109, node.interfaces["dmz"].address
    port = next(number for _, number in node.sockets if number not in {434, 500, 4500})
    for payload in (octets, bytes([kind, 0, 0, 0]) + octets):
        before = len(recorder.trace.events)
        body = udp.datagram(source, here, port, port, payload)
        packet = ipv4.packet(source, here, ipv4.UDP, body)
        node.take(recorder.packet(packet, (), "noise"), packet, None)
        assert recorder.trace.events[before].kind == "dropped"
