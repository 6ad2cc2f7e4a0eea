"""The users' traffic over a whole option: what survives a move, a crash, a narrow path."""

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.time import SECOND
from simulation.trace import ConnectionLost, Delivered, Dropped, Noted, StateChanged


def run(option, preset, seconds, **settings):
    document = PRESETS[preset].document(option)
    settings = {"duration_ns": seconds * SECOND, "packets_per_second": 4, **settings}
    return simulate(read_scenario(with_settings(document, settings)))


def delivered(trace, flow):
    return [each for _, each in trace.of(Delivered) if each.flow == flow]


def states(trace, machine):
    return [(each.node, each.new) for _, each in trace.of(StateChanged) if each.machine == machine]


@pytest.mark.parametrize(
    ("traffic", "flows"),
    [
        ("flow", {"mn > cn", "cn > mn"}),
        ("ping", {"ping mn > cn"}),
        ("flow+tcp+ping", {"mn > cn", "cn > mn", "ping mn > cn", "tcp cn > mn"}),
    ],
)
def test_what_runs_is_what_was_asked_for(traffic, flows):
    trace = run("1.1", "power-up-inside", 6, traffic=traffic)
    assert {each.flow for _, each in trace.of(Delivered)} == flows


@pytest.mark.parametrize("direction", ["down", "up"])
def test_a_transfer_survives_a_move_and_ends_in_order(direction):
    trace = run(
        "1.1", "handover-outside", 38, traffic="tcp", tcp_direction=direction, tcp_octets=800_000
    )
    name = "tcp cn > mn" if direction == "down" else "tcp mn > cn"
    came = delivered(trace, name)
    assert sum(each.octets for each in came) == 800_000
    assert came[0].at_ns < 20 * SECOND < came[-1].at_ns
    assert ("mn" if direction == "up" else "cn", "time-wait") in states(trace, name)


def test_a_crash_resets_what_the_correspondent_still_holds():
    trace = run("1.1", "crash-restart", 45, traffic="tcp", tcp_octets=5_000_000)
    ends = [
        each
        for _, each in trace.of(StateChanged)
        if each.machine == "tcp cn > mn" and each.new == "closed"
    ]
    assert [each.node for each in ends] == ["cn"]
    assert "RST" in ends[0].because
    firsts = [each for each in delivered(trace, "tcp cn > mn") if each.number == 0]
    assert len(firsts) == 2, "after the restart the application begins anew"


def test_patience_ends_where_the_way_stays_closed():
    trace = run(
        "0", "handover-outside", 36, traffic="tcp", tcp_octets=5_000_000, tcp_user_timeout_s=10
    )
    lost = [(each.flow, each.because) for _, each in trace.of(ConnectionLost) if each.node == "cn"]
    assert lost == [("tcp cn > mn", "no acknowledgement for 10 s")]


def test_nested_tunnels_teach_the_sender_one_after_the_other():
    """Home agent, gateway and external home agent: each learns from the next, at a packet each.

    What is quoted of a packet in a tunnel does not say whose it was, so that no encapsulator
    can pass an error on: the sender finds out by one more timeout for every layer.
    """
    trace = run(
        "1.1", "leave-colocated", 60, traffic="tcp", tcp_octets=600_000, tcp_segment_octets=1460
    )
    mtus = [
        (each.node, each.text.split()[-2])
        for _, each in trace.of(Noted)
        if "packets" in each.text and each.at_ns > 10 * SECOND
    ]
    assert [node for node, _ in mtus if node != "cn"] == ["i-ha", "vpn-gw", "i-ha"]
    assert [mtu for node, mtu in mtus if node == "cn"] == ["1418", "1402"]
    assert sum(each.octets for each in delivered(trace, "tcp cn > mn")) == 600_000


def test_a_path_that_hides_its_errors_is_a_black_hole_for_big_segments():
    trace = run(
        "1.1",
        "big-packets",
        20,
        traffic="flow",
        payload_octets=1440,
        dont_fragment=True,
    )
    assert all(each.at_ns < 10.1 * SECOND for each in delivered(trace, "cn > mn"))
    reasons = {(each.node, each.reason) for _, each in trace.of(Dropped)}
    assert {("mn", "too-big"), ("i-ha", "too-big"), ("vpn-gw", "too-big")} <= reasons


def test_two_mobile_nodes_talk_over_tcp():
    trace = run("1.1", "two-outside", 25, traffic="tcp", tcp_octets=100_000)
    assert sum(each.octets for each in delivered(trace, "tcp mn2 > mn")) == 100_000
