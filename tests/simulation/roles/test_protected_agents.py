"""Agents that use an SA as their tunnel (draft section 2.7): runs of option 4, and its denials."""

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.kernel.time import SECOND


def run(preset, **settings):
    return simulate(read_scenario(with_settings(PRESETS[preset].document("4"), settings)))


@pytest.fixture(scope="module")
def tour():
    return run("handover-outside")


def rows(trace, node, table, until=1e9):
    held = {}
    for _, event in trace.of_kind("row"):
        if (event.node, event["table"]) == (node, table) and event.at_ns <= until * SECOND:
            held[event["key"]] = event["new"]
    return {key: row for key, row in held.items() if row}


def replies(trace, node):
    return [
        (event.at_ns, trace.packets[event["packet"]].purpose)
        for _, event in trace.of_kind("sent")
        if event.node == node and "Registration Reply" in trace.packets[event["packet"]].purpose
    ]


def test_a_binding_for_esp_has_no_tunnel_of_mobile_ip(tour):
    assert rows(tour, "vpn-gw", "bindings", 19)["10.1.0.100"]["tunnel"] == "esp"
    tunnels = rows(tour, "vpn-gw", "tunnels", 19)
    assert all("10.1.0.100" not in name for name in tunnels)


def test_the_foreign_agent_holds_the_reply_back_until_its_association_stands(tour):
    accepted = next(at for at, purpose in replies(tour, "x-fa") if "relayed" in purpose)
    made = next(
        event.at_ns
        for _, event in tour.of_kind("row")
        if (event.node, event["table"]) == ("x-fa", "sad") and event["new"]
    )
    assert made <= accepted


def test_the_association_of_the_foreign_agent_is_for_its_visitor_alone(tour):
    inner = {row["inner"] for row in rows(tour, "x-fa", "sad", 39).values()}
    assert inner == {"10.1.0.100/32 <> 0.0.0.0/0"}


def test_a_new_care_of_address_deletes_the_old_association(tour):
    before, after = rows(tour, "vpn-gw", "sad", 19), rows(tour, "vpn-gw", "sad", 39)
    assert before and after
    assert not set(before) & set(after)


def test_a_binding_that_is_given_back_takes_its_association_along():
    trace = run("return-inside")
    assert rows(trace, "vpn-gw", "sad", 19)
    assert rows(trace, "vpn-gw", "sad", 30) == {}


def test_without_an_association_the_address_is_refused_and_not_forwarded_in_clear(tour):
    """Nothing for the node may leave the site unprotected, however short the gap."""
    for _, event in tour.of_kind("sent"):
        packet = tour.packets[event["packet"]]
        if event["link"] in {"isp", "cellular"} and packet.flow == "cn > mn":
            assert "esp" in [layer.header for layer in tour.stack_of(event["packet"])]


# -- in a run of the whole option -----------------------------------------------------------


@pytest.fixture(scope="module")
def tour():
    return play("4", "handover-outside")


def held(run, node, table, until_s):
    rows = {}
    for event in run.rows(node, table):
        if event.at_ns <= until_s * SECOND:
            rows[event["key"]] = event["new"]
    return {key: row for key, row in rows.items() if row}


def test_the_association_of_the_foreign_agent_is_for_its_visitor_alone(tour):
    inner = {row["inner"] for row in held(tour, "x-fa", "sad", 39).values()}
    assert inner == {"10.1.0.100/32 <> 0.0.0.0/0"}


def test_a_new_care_of_address_deletes_the_old_association(tour):
    before, after = held(tour, "vpn-gw", "sad", 19), held(tour, "vpn-gw", "sad", 39)
    assert before
    assert after
    assert not set(before) & set(after)


def test_a_binding_that_is_given_back_takes_its_association_along():
    run = play("4", "return-inside")
    assert held(run, "vpn-gw", "sad", 19)
    assert held(run, "vpn-gw", "sad", 30) == {}


def test_nothing_for_the_node_leaves_the_site_in_clear_however_short_the_gap(tour):
    trace = tour.trace
    outside = [
        [layer.header for layer in trace.stack_of(event["packet"])]
        for _, event in trace.of_kind("sent")
        if event["link"] in {"isp", "cellular"} and trace.packets[event["packet"]].flow == "cn > mn"
    ]
    assert outside
    assert all("esp" in headers for headers in outside)
