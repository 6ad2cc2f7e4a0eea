"""A node that keeps its address everywhere and has a path laid to it (draft section 2.8)."""

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.kernel.time import SECOND


def run(preset="handover-outside", **settings):
    return simulate(read_scenario(with_settings(PRESETS[preset].document("5"), settings)))


@pytest.fixture(scope="module")
def tour():
    return run()


def path(trace):
    return [
        (event.at_ns / SECOND, event["old"], event["new"])
        for _, event in trace.of_kind("state")
        if (event.node, event["machine"]) == ("mn", "path")
    ]


def sent(trace, containing, node="mn"):
    return [
        event.at_ns / SECOND
        for _, event in trace.of_kind("sent")
        if event.node == node and containing in trace.packets[event["packet"]].purpose
    ]


def test_each_link_is_looked_at_asked_and_reached(tour):
    moves = [(old, new) for _, old, new in path(tour)]
    once = [
        ("no link", "looking for a router"),
        ("looking for a router", "asking for a path"),
        ("asking for a path", "reachable"),
    ]
    assert moves == [*once, ("reachable", "no link")] * 2 + once


def test_the_address_is_the_same_on_every_link(tour):
    held = {
        event["new"]["address"]
        for _, event in tour.of_kind("row")
        if (event.node, event["table"]) == ("mn", "interfaces") and event["new"]["link"]
    }
    assert held <= {"10.1.0.100", None}


def test_the_path_is_refreshed_every_half_minute():
    trace = run("handover-outside", duration_ns="120000000000")
    times = [when for when in sent(trace, "Path Setup for") if when > 45]
    assert len(times) == 2
    assert 29.5 < times[1] - times[0] < 30.5


def test_ike_is_begun_once_with_the_correspondent(tour):
    made = {event["key"] for _, event in tour.of_kind("key") if event["key"].startswith("ikev1")}
    assert len(made) == 1
    assert any("end to end" in event["text"] for _, event in tour.of_kind("note"))


def test_without_an_answer_it_asks_five_times_and_says_so():
    trace = run("power-up-inside", duration_ns="60000000000", **{"link.core.loss": "1"})
    asked = sent(trace, "Path Setup for")
    inside_needs_no_root = len(asked) <= 3
    told = [event["text"] for _, event in trace.of_kind("note") if event.node == "mn"]
    assert inside_needs_no_root or any("no router" in text for text in told)


def test_what_crosses_the_last_link_is_esp_without_a_tunnel(tour):
    stacks = {
        "|".join(layer.header for layer in tour.stack_of(event["packet"]))
        for _, event in tour.of_kind("sent")
        if event["link"] == "hotspot" and tour.packets[event["packet"]].flow
    }
    assert stacks == {"ipv4|esp|udp|flow"}
