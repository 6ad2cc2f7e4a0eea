"""What a translator remembers of its mappings."""

import pytest

from simulation.roles.nat_table import MappingTable
from simulation.time import SECOND
from tests.simulation.small_world import address, two_hosts

INSIDE, PUBLIC = address("192.168.1.100"), address("198.51.100.77")
UDP = 17
PEER = (address("192.0.2.10"), 4500)


def table(timeout_s=30, keeps=(500,)):
    world, node, _ = two_hosts()
    mappings = MappingTable(node, PUBLIC, timeout_ns=timeout_s * SECOND, keeps_ports=keeps)
    return world, mappings


def test_a_mapping_is_found_by_both_of_its_ports_until_it_is_too_old():
    world, mappings = table()
    made = mappings.make(UDP, INSIDE, 4500)
    mappings.use(made, PEER)
    assert mappings.of_inside(UDP, INSIDE, 4500) is made
    assert mappings.of_port(UDP, made.outside_port) is made
    world.run(31)
    assert mappings.of_inside(UDP, INSIDE, 4500) is None
    assert mappings.of_port(UDP, made.outside_port) is None
    assert world.rows("a", "nat") == {}


def test_what_is_forgotten_says_why_and_is_not_told_as_expired():
    world, mappings = table()
    made = mappings.make(UDP, INSIDE, 500)
    mappings.use(made, PEER)
    world.run(5)
    assert mappings.forget("somebody pulled the plug") == 1
    reason, detail, _ = mappings.missing(UDP, 500)
    assert reason == "nat-forgotten"
    assert "was lost: somebody pulled the plug" in detail
    assert "5 s old" in detail
    assert mappings.make(UDP, INSIDE, 500).outside_port == 500, "the port is free again"
    world.run(100)


def test_a_mapping_that_moves_has_another_port_and_the_same_peers_and_time():
    world, mappings = table()
    made = mappings.make(UDP, INSIDE, 500)
    mappings.use(made, PEER)
    world.run(20)
    assert mappings.move_ports("the port is wanted elsewhere") == 1
    moved = mappings.of_inside(UDP, INSIDE, 500)
    assert moved.outside_port != 500
    assert moved.peers == {PEER}
    assert mappings.of_port(UDP, 500) is None
    assert f"moved to port {moved.outside_port}" in mappings.missing(UDP, 500)[1]
    world.run(29)
    assert mappings.of_inside(UDP, INSIDE, 500) is moved
    world.run(31)
    assert mappings.of_inside(UDP, INSIDE, 500) is None, "moving is no use of it"


def test_a_table_that_began_later_says_since_when():
    world, _, node = two_hosts()
    world.run(20)
    mappings = MappingTable(node, PUBLIC, timeout_ns=SECOND, keeps_ports=())
    assert "began empty at 20 s" in mappings.missing(UDP, 40000)[1]


@pytest.mark.parametrize("port", [500, 501])
def test_only_ports_that_are_kept_are_kept(port):
    _, mappings = table()
    assert (mappings.make(UDP, INSIDE, port).outside_port == port) == (port == 500)
