"""A home address that is assigned: what it costs where the SA is made for it, and where not."""

from functools import cache

import pytest

from simulation import read_scenario, simulate
from simulation.trace import Delivered, RowChanged, Sent

SECOND = 1_000_000_000


@cache
def run(option, start, home_address):
    """Return the trace of a node that is switched on at *start*."""
    return simulate(
        read_scenario(
            {
                "option": option,
                "duration_ns": 6 * SECOND,
                "start": {"mn": start},
                "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
                "home_address": home_address,
            }
        )
    )


def ike_messages(trace):
    """Return how many IKE messages crossed the node's own link."""
    return sum(
        each.link == "cellular" and trace.stack_of(each.packet)[-1].header.startswith("isakmp")
        for _, each in trace.of(Sent)
    )


def first_ns(trace, node):
    """Return when *node* took its first data."""
    return min(each.at_ns for _, each in trace.of(Delivered) if each.node == node)


def test_where_the_sa_is_made_for_it_a_second_quick_mode_follows():
    static, dynamic = (run("1.2", "cellular", kind) for kind in ("static", "dynamic"))
    assert ike_messages(dynamic) - ike_messages(static) == 3
    # One more round trip from the cellular link to the gateway, before data may leave.
    later = first_ns(dynamic, "cn") - first_ns(static, "cn")
    assert 130_000_000 < later < 200_000_000


def test_where_the_gateway_gives_the_inner_address_nothing_is_added():
    static, dynamic = (run("1.1", "cellular", kind) for kind in ("static", "dynamic"))
    assert ike_messages(dynamic) == ike_messages(static)
    assert first_ns(dynamic, "cn") == first_ns(static, "cn")


@pytest.mark.parametrize(("option", "start"), [("1.1", "office"), ("1.2", "hotspot")])
def test_agents_relay_for_a_node_without_an_address(option, start):
    assert first_ns(run(option, start, "dynamic"), "mn") < 3 * SECOND


def test_nothing_leaves_in_clear_before_the_address_is_known():
    trace = run("1.2", "cellular", "dynamic")
    for _, each in trace.of(Sent):
        if each.link == "cellular" and trace.packets[each.packet].flow:
            assert any(layer.sealed for layer in trace.stack_of(each.packet))


def test_the_gateway_gives_a_reply_back_to_the_sa_that_the_request_came_from():
    trace = run("1.2", "cellular", "dynamic")
    rows = [each for _, each in trace.of(RowChanged) if each.node == "vpn-gw"]
    pending = [each for each in rows if each.table == "pending"]
    assert [each.new is None for each in pending] == [False, True]
    assert pending[0].new["peer"] == "mn@example.com"
