"""Broadcasts of the home network under options 1.1 and 1.2, with the D bit set and clear."""

import pytest

from simulation import read_scenario, simulate
from simulation.trace import Delivered, Dropped

SECOND = 1_000_000_000


def run(option, start, **parameters):
    """Return the trace of one broadcast 20 s after a node was switched on at *start*."""
    return simulate(
        read_scenario(
            {
                "option": option,
                "duration_ns": 22 * SECOND,
                "start": {"mn": start},
                "actions": [
                    {"at_ns": SECOND, "node": "mn", "do": "switch-on"},
                    {"at_ns": 20 * SECOND, "node": "core-router", "do": "broadcast"},
                ],
                "flows": [],
                **parameters,
            }
        )
    )


def heard(trace):
    """Return how often the mobile node took the broadcast."""
    told = [each for _, each in trace.of(Delivered)]
    return sum(each.node == "mn" and each.flow.startswith("broadcast") for each in told)


@pytest.mark.parametrize(
    ("option", "start", "parameters", "times"),
    [
        ("1.1", "home", {}, 1),
        ("1.1", "office", {}, 0),
        ("1.1", "office", {"broadcasts": True}, 1),
        ("1.1", "office", {"broadcasts": True, "care_of": "colocated"}, 1),
        ("1.1", "cellular", {"broadcasts": True}, 1),
        ("1.2", "cellular", {"broadcasts": True, "registration_d_bit": True}, 0),
        ("1.2", "cellular", {"broadcasts": True, "registration_d_bit": False}, 1),
    ],
)
def test_whether_the_broadcast_reaches_the_node(option, start, parameters, times):
    assert heard(run(option, start, **parameters)) == times


def test_the_gateway_has_no_sa_for_a_bare_broadcast():
    trace = run("1.2", "cellular", broadcasts=True)
    refused = [each for _, each in trace.of(Dropped) if each.reason == "refused-inner"]
    assert [(each.node, "10.1.0.255" in each.detail) for each in refused] == [("vpn-gw", True)]
