"""Two nodes that claim one home address under host routing (draft section 2.8)."""

from collections import Counter
from functools import cache
from itertools import groupby

from simulation import read_scenario, simulate
from simulation.trace import Delivered, Dropped, RowChanged

SECOND = 1_000_000_000


@cache
def run(*, overlapping):
    return simulate(
        read_scenario(
            {
                "option": "5",
                "duration_ns": 34 * SECOND,
                "start": {"mn": "cellular", "mn2": "hotspot"},
                "actions": [
                    {"at_ns": SECOND, "node": "mn", "do": "switch-on"},
                    {"at_ns": 10 * SECOND, "node": "mn2", "do": "switch-on"},
                ],
                "flows": [["mn", "cn"], ["mn2", "cn"]],
                "packets_per_second": 5,
                "overlapping_home": overlapping,
            }
        )
    )


def taken(trace):
    """Return how many packets each node took of each flow."""
    return Counter((each.node, each.flow) for _, each in trace.of(Delivered))


def access_links(trace):
    """Return the links by which the Internet's router reached 10.1.0.100, one after another."""
    links = [
        each.new["interface"]
        for _, each in trace.of(RowChanged)
        if (each.node, each.table, each.key) == ("internet", "host-routes", "10.1.0.100")
    ]
    return [link for link, _ in groupby(links)]


def test_with_addresses_of_their_own_nobody_takes_what_is_not_his():
    counts = taken(run(overlapping=False))
    assert counts["mn", "cn > mn"] > 100
    assert counts["mn2", "cn > mn2"] > 100
    assert not counts["mn", "cn > mn2"]
    assert not counts["mn2", "cn > mn"]


def test_with_one_address_the_newer_path_takes_the_other_nodes_packets():
    counts = taken(run(overlapping=True))
    assert counts["mn2", "cn > mn"] > 100


def test_the_host_route_goes_to_whoever_asked_last():
    assert access_links(run(overlapping=False)) == ["cellular"]
    assert access_links(run(overlapping=True)) == ["cellular", "hotspot", "cellular"]


def test_what_is_sealed_for_the_other_node_cannot_be_opened():
    lost = [each for _, each in run(overlapping=True).of(Dropped) if each.node == "mn"]
    assert sum(each.reason == "no-sa" and "SPI" in each.detail for each in lost) > 0
