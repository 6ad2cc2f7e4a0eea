"""Option 2: a Mobile IP proxy in the DMZ (draft section 2.5)."""

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.time import SECOND
from simulation.trace import Delivered
from tests.simulation.options.playing import play


def test_one_mobile_ip_layer_outside():
    stack = play("2", "leave-colocated").data_stack("cellular", "mn", 20)
    assert stack[:4] == [
        ("ipv4", "external-mip"),
        ("ipv4", "ipsec"),
        ("esp", "ipsec"),
        ("ipv4", "data"),
    ]


def test_paths_are_asymmetric():
    run = play("2", "leave-colocated")
    down = {e.node for e in run.sent("^data cn > mn", since_s=20)}
    up = {e.node for e in run.sent("^data mn > cn", since_s=20)}
    assert "i-ha" in down
    assert "i-ha" not in up


def test_the_proxy_registers_once_and_moves_do_not_reach_the_home_agent():
    run = play("2", "handover-outside")
    assert [row.new["care_of"] for row in run.rows("i-ha", "bindings", "10.1.0.100")] == [
        "10.0.1.30"
    ]
    assert run.gap_ms("cn > mn", 19, 30) < 400


def test_the_session_ends_inside():
    run = play("2", "return-inside")
    ended = [row for row in run.rows("mip-proxy", "proxy-sessions") if row.new is None]
    assert 20 < ended[0].at_ns / 1e9 < 22
    assert run.delivered("cn > mn", since_s=21, until_s=39)


def test_what_the_proxy_held_before_a_crash_leads_nothing_astray_afterwards():
    """It would take its old session for a standing registration, and the inside for the outside."""
    written = PRESETS["crash-restart"].document("2")
    written["actions"] += [
        {"at_ns": 45 * SECOND, "node": "mn", "do": "detach"},
        {"at_ns": 46 * SECOND, "node": "mn", "do": "attach", "link": "hotel"},
    ]
    trace = simulate(read_scenario(with_settings(written, {"packets_per_second": "4"})))
    last = [event.flow for _, event in trace.of(Delivered) if event.at_ns > 50 * SECOND]
    assert last.count("mn > cn") >= 38
    assert last.count("cn > mn") >= 38
