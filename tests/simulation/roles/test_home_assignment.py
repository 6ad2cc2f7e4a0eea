"""A home address that the home agent assigns: RFC 2794 section 1, draft section 2.3.2."""

from functools import cache

import pytest

from simulation import read_scenario, simulate
from simulation.time import SECOND
from simulation.trace import Delivered, Noted, RowChanged, Sent
from simulation.wire import ipv4, mobile_ip

ASSIGNED = "10.1.0.100"


@cache
def run(option, start):
    document = {
        "option": option,
        "duration_ns": 8 * SECOND,
        "start": {"mn": start},
        "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
        "home_address": "dynamic",
    }
    return simulate(read_scenario(document))


def requests(trace):
    """Return the internal registration requests of the node, as its octets say them."""
    found = []
    for _, event in trace.of(Sent):
        packet = trace.packets[event.packet]
        frame = trace.frames[event.frame]
        if (
            event.node == "mn"
            and frame[23] == ipv4.UDP
            and "Registration Request" in packet.purpose
        ):
            message = mobile_ip.parse(frame[42:])
            if str(message.header.home_agent) == "10.1.0.1":
                found.append(message)
    return found


@pytest.mark.parametrize("option", ["1.1", "1.2"])
def test_who_has_no_address_says_who_it_is_instead(option):
    first = requests(run(option, "office"))[0]
    assert first.header.home_address == 0
    assert first.find(mobile_ip.NaiExtension) is not None


@pytest.mark.parametrize("option", ["1.1", "1.2"])
def test_the_address_in_the_reply_is_the_nodes_from_then_on(option):
    trace = run(option, "office")
    assert any(ASSIGNED in event.text for _, event in trace.of(Noted))
    held = [
        event.key
        for _, event in trace.of(RowChanged)
        if (event.node, event.table) == ("mn", "addresses") and event.new
    ]
    assert ASSIGNED in held
    assert any(event.node == "mn" for _, event in trace.of(Delivered))


def test_where_the_address_is_the_inner_one_two_associations_are_made_in_turn():
    trace = run("1.2", "cellular")
    selectors = [
        event.new["inner"]
        for _, event in trace.of(RowChanged)
        if (event.node, event.table) == ("mn", "sad") and event.new
    ]
    assert any(each.startswith("0.0.0.0/0") for each in selectors)
    assert any(each.startswith(f"{ASSIGNED}/32") for each in selectors)
    assert selectors.index(
        next(each for each in selectors if each.startswith("0.0.0.0/0"))
    ) < selectors.index(next(each for each in selectors if each.startswith(ASSIGNED)))


def test_user_data_waits_until_the_address_is_known():
    trace = run("1.2", "cellular")
    known = next(event.at_ns for _, event in trace.of(Noted) if ASSIGNED in event.text)
    first = min(
        event.at_ns
        for _, event in trace.of(Sent)
        if event.node == "mn" and trace.packets[event.packet].flow == "mn > cn"
    )
    assert first > known
