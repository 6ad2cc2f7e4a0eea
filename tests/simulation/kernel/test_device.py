"""What routes lead to, under every option in the midst of a run."""

import pytest
import simpy

from simulation import OPTIONS, PRESETS, read_scenario
from simulation.kernel.recorder import Recorder
from simulation.time import SECOND
from simulation.trace import Trace
from simulation.wire import ipv4
from simulation.world import mobiles, site
from simulation.world.timeline import schedule
from simulation.world.world import World

SMALLEST = 68
"""RFC 791 section 3.2: every device carries so many octets unfragmented."""


@pytest.mark.parametrize("option", OPTIONS)
def test_devices_of_a_node_have_names_of_their_own_and_room_for_a_packet(option):
    env = simpy.Environment(initial_time=0)
    scenario = read_scenario(PRESETS["leave-colocated"].document(option))
    world = World(env, Recorder(env, Trace({}), 10**6), scenario)
    OPTIONS[option].build(world)
    schedule(world)
    while env.peek() <= 20 * SECOND:
        env.step()
    virtual = set()
    packet = ipv4.packet(site.CORRESPONDENT, mobiles.home_address("mn"), ipv4.UDP, b"")
    for node in world.nodes.values():
        devices = {route.device for route in node.routes._routes.values()} - {None}
        names = [device.name for device in devices]
        assert len(names) == len(set(names)), node.name
        assert all(device.mtu_for(packet) >= SMALLEST for device in devices), node.name
        virtual |= set(names) - set(node.interfaces)
    assert virtual, "and some of them are no Ethernet stations"
