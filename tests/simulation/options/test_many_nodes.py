"""Many mobile nodes: their addresses do not collide, and what each option keeps grows with them."""

import pytest

from simulation import LimitError, read_scenario, simulate
from simulation.scenario import NODES
from simulation.trace import Delivered, RowChanged, Sent
from simulation.wire.address import Prefix
from simulation.world import mobiles

SECOND = 1_000_000_000
COUNT = 5


def document(option, link, count=COUNT, **parameters):
    names = NODES[:count]
    return {
        "option": option,
        "duration_ns": 9 * SECOND,
        "start": dict.fromkeys(names, link),
        "actions": [
            {"at_ns": SECOND + place * 100_000_000, "node": name, "do": "switch-on"}
            for place, name in enumerate(names)
        ],
        "flows": [[name, "cn"] for name in names],
        "packets_per_second": 2,
        **parameters,
    }


def run(*args, **parameters):
    return simulate(read_scenario(document(*args, **parameters)))


def most_rows(trace, node, table):
    """Return the most rows that a table of a node ever had."""
    count = most = 0
    for _, each in trace.of(RowChanged):
        if (each.node, each.table) == (node, table):
            count += (each.old is None) - (each.new is None)
            most = max(most, count)
    return most


def served(trace):
    return {each.node for _, each in trace.of(Delivered)} - {"cn"}


@pytest.mark.parametrize(
    "address",
    [
        mobiles.home_address,
        mobiles.inner_address,
        lambda name: mobiles.external_home(name, Prefix.parse("192.0.2.128/26")),
    ],
)
def test_every_node_has_addresses_of_its_own(address):
    assert len({address(name) for name in NODES}) == len(NODES) == 60


def test_all_addresses_lie_in_their_networks_clear_of_dhcp():
    prefix = Prefix.parse("192.0.2.128/26")
    last = mobiles.external_home(NODES[-1], prefix)
    assert last in prefix
    assert last != prefix.broadcast
    assert str(mobiles.home_address(NODES[-1])) == "10.1.0.159"


@pytest.mark.parametrize(
    ("option", "link", "node", "table", "rows"),
    [
        ("1.1", "hotspot", "i-ha", "bindings", COUNT),
        ("2", "cellular", "mip-proxy", "proxy-sessions", COUNT),
        ("5", "cellular", "core-router", "host-routes", COUNT),
        ("7", "hotspot", "i-ha", "bindings", COUNT),
    ],
)
def test_state_grows_with_the_nodes(option, link, node, table, rows):
    trace = run(option, link)
    assert len(served(trace)) == COUNT
    assert most_rows(trace, node, table) == rows


def test_nodes_share_their_agents_address_under_option_7():
    trace = run("7", "hotspot")
    told = [each.new for _, each in trace.of(RowChanged) if each.table == "sad"]
    outward = {each["destination"] for each in told if each and each["direction"] == "out"}
    assert outward - {"192.0.2.10"} == {"203.0.113.1"}


def test_the_second_visitor_with_one_spi_is_refused_and_negotiates_again():
    trace = run("7", "hotspot", 2, spi_collision=True, duration_ns=12 * SECOND)
    refused = {
        each.packet
        for _, each in trace.of(Sent)
        if "another visitor has this SPI" in trace.packets[each.packet].purpose
    }
    assert len(refused) == 1
    assert served(trace) == {"mn", "mn2"}


def test_there_is_a_limit_to_flows():
    with pytest.raises(LimitError):
        read_scenario({**document("1.1", "cellular"), "flows": [["mn", "cn"]] * 61})
