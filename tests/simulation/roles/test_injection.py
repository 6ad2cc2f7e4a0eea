"""Plain data in another's name: what an attacker can do without any key, and who stops it."""

import pytest

from simulation import PRESETS, read_scenario, simulate
from simulation.kernel.time import SECOND
from simulation.roles.injection import inject
from simulation.wire import ipv4, udp
from tests.simulation.roles.hotspot import AGENT, STATION, Hotspot
from tests.simulation.small_world import address

INSIDE = address("10.3.0.10")


def test_the_packets_look_as_if_the_node_had_tunnelled_them():
    world = Hotspot(target="esp")
    header = world.request()
    world.run(3)
    seen = []
    world.agent.protocols[ipv4.IPIP] = lambda packet, _: seen.append(packet.octets)
    forger = world.attacker.forger
    forger.requests[0].accepted = True
    inject(forger, INSIDE)
    world.run(4)
    assert len(seen) == 3
    for outer in seen:
        assert (ipv4.source(outer), ipv4.destination(outer)) == (STATION, AGENT)
        inner = ipv4.check(ipv4.payload(outer))
        assert (ipv4.source(inner), ipv4.destination(inner)) == (header.home_address, INSIDE)
        udp.parse(ipv4.payload(inner), header.home_address, INSIDE)


def test_each_says_in_the_trace_that_it_is_forged():
    world = Hotspot(target="esp")
    world.request()
    world.run(3)
    forger = world.attacker.forger
    forger.requests[0].accepted = True
    inject(forger, INSIDE)
    world.run(4)
    faults = {
        world.trace.packets[each["packet"]].fault
        for each in world.events("sent", "attacker")
        if "plain data" in world.trace.packets[each["packet"]].purpose
    }
    assert faults == {"the attacker tunnels plain data in the node's name"}


def test_without_an_accepted_request_there_is_nothing_to_use():
    world = Hotspot(target="esp")
    world.request()
    world.run(3)
    inject(world.attacker.forger, INSIDE)
    assert "no registration" in world.events("note", "attacker")[-1]["text"]


@pytest.mark.parametrize("option", ["1.1", "1.2", "2"])
def test_the_inside_takes_nothing_that_came_without_a_seal(option):
    document = PRESETS["leave-foreign-agent"].document(option)
    document["actions"] += [
        {"at_ns": 9 * SECOND, "node": "attacker", "do": "attack", "on": True},
        {"at_ns": 20 * SECOND, "node": "attacker", "do": "inject"},
    ]
    trace = simulate(read_scenario(document | {"duration_ns": 25 * SECOND}))
    forged = {
        number
        for number, packet in enumerate(trace.packets)
        if packet.fault and "plain data" in packet.purpose
    }
    inside = [
        event
        for _, event in trace.of_kind("sent")
        if event["packet"] in forged and event["link"] in {"core", "servers"}
    ]
    assert inside == []
