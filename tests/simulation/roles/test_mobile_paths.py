"""Routes of a mobile node as it goes from place to place, read from its table of routes."""

import itertools
from functools import cache

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.kernel.time import SECOND

HOME = "0.0.0.0/0 from 10.1.0.100/32"


@cache
def run(preset, option="1.1", **settings):
    document = PRESETS[preset].document(option)
    document = with_settings(document, {"packets_per_second": "5", **settings})
    return simulate(read_scenario(document))


def rows(trace, table, at):
    held = {}
    for _, event in trace.of_kind("row"):
        if (event.node, event["table"]) == ("mn", table) and event.at_ns <= at * SECOND:
            held[event["key"]] = event["new"]
    return {key: row for key, row in held.items() if row}


def way(trace, at):
    """Return device and refusal of the route for user data."""
    row = rows(trace, "routes", at)[HOME]
    return row["device"], row["refuse"]


def test_before_anything_is_known_user_data_is_refused_with_a_reason():
    device, refuse = way(run("handover-outside"), 1.01)
    assert device is None
    assert "trusted" in refuse or "link" in refuse


def test_outside_user_data_goes_down_through_three_devices():
    trace = run("handover-outside")
    assert way(trace, 15) == ("imip0", "")
    routes = rows(trace, "routes", 15)
    assert routes["0.0.0.0/0 from 10.9.0.5/32"]["device"] == "ipsec0"
    assert routes["0.0.0.0/0 from 192.0.2.129/32"]["device"] == "xmip0"
    assert routes["0.0.0.0/0"]["device"] == "eth0"


def test_through_a_foreign_agent_the_outermost_tunnel_is_the_agents():
    trace = run("handover-outside")
    routes = rows(trace, "routes", 35)
    assert routes["0.0.0.0/0 from 192.0.2.129/32"]["device"] == "eth0"
    assert set(rows(trace, "tunnels", 35)) == {"imip0"}


def test_between_two_links_user_data_waits():
    assert way(run("handover-outside"), 20.05)[0] is None


def test_inside_with_an_own_address_the_internal_tunnel_is_the_only_one():
    trace = run("power-up-inside", care_of="colocated")
    assert way(trace, 15) == ("imip0", "")
    assert rows(trace, "tunnels", 15)["imip0"]["local"].startswith("10.2.0.")


def test_inside_through_a_foreign_agent_there_is_no_tunnel():
    trace = run("power-up-inside")
    assert way(trace, 15) == ("eth0", "")
    assert rows(trace, "tunnels", 15) == {}


def test_at_home_packets_go_as_they_are():
    trace = run("grand-tour", duration_ns="10000000000")
    assert way(trace, 9) == ("eth0", "")
    assert rows(trace, "interfaces", 9)["eth0"]["address"] == "10.1.0.100"


@pytest.mark.parametrize("reverse", ["on", "off"])
def test_without_reverse_tunnels_packets_inside_leave_as_they_are(reverse):
    trace = run("power-up-inside", care_of="colocated", reverse_tunnel=reverse)
    assert way(trace, 15)[0] == ("imip0" if reverse == "on" else "eth0")


def test_behind_a_nat_the_outermost_tunnel_is_udp_and_is_kept_open():
    trace = run("behind-nat", mip_keepalive_s="10")
    assert rows(trace, "tunnels", 50)["xmip0"]["kind"] == "mip-udp"
    beats = [
        event.at_ns / SECOND
        for _, event in trace.of_kind("sent")
        if event.node == "mn" and trace.packets[event["packet"]].purpose == "MIP tunnel keepalive"
    ]
    assert len(beats) >= 4
    assert all(9.9 < later - earlier < 10.1 for earlier, later in itertools.pairwise(beats))


def test_the_home_address_is_held_all_the_time():
    trace = run("handover-outside")
    for at in (2, 15, 30, 50):
        assert {"10.1.0.100", "192.0.2.129"} <= set(rows(trace, "addresses", at))
