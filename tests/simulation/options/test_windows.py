"""How much and how long ends and devices remember: windows and time-outs that are parameters."""

import itertools

import pytest

from simulation import read_scenario, simulate
from simulation.metrics import measure
from simulation.trace import Delivered, Dropped, Noted, StateChanged
from tests.simulation.options.playing import Run

SECOND = 10**9


def run(option, *acts, seconds, **settings):
    """Return the run of a node that is switched on in the cellular network at 1 s."""
    actions = [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}]
    for at, node, what in acts:
        where = {"link": "cellular"} if what in ("cut", "restore") else {}
        actions.append({"at_ns": at * SECOND, "node": node, "do": what, **where})
    return Run(
        simulate(
            read_scenario(
                {
                    "option": option,
                    "duration_ns": seconds * SECOND,
                    "start": {"mn": "cellular"},
                    "actions": actions,
                    **settings,
                }
            )
        )
    )


def reordered(window):
    disorder = {"isp": {"jitter_ms": 500}}
    pace = {"packets_per_second": 200, "payload_octets": 60, "flow_direction": "down"}
    return run("1.1", seconds=12, link=disorder, replay_window=window, **pace)


def test_a_wider_replay_window_takes_what_a_narrow_one_refuses():
    """RFC 4303 section 3.4.3: 64 by default, and 32 at the least."""
    shares = {}
    for window in (32, 64, 512):
        (flow,) = measure(reordered(window).trace)["flows"]
        shares[window] = flow["delivery_ratio"]["value"]
    assert shares[32] < shares[64] < shares[512]
    assert shares[512] > 0.98


def test_what_a_narrow_window_refuses_is_told_with_its_width():
    (detail,) = {
        each.detail.partition(" window of ")[2].partition(":")[0]
        for _, each in reordered(32).trace.of(Dropped)
        if each.reason == "esp-check"
    }
    assert detail == "32"


@pytest.mark.parametrize(("first_s", "tries"), [(1, 6), (0.5, 3)])
@pytest.mark.parametrize("option", ["0", "6"])
def test_ike_repeats_as_often_and_as_late_as_it_is_told(option, first_s, tries):
    lost = run(
        option,
        (0, "vpn-gw", "crash"),
        seconds=90,
        ike_retry_s=first_s,
        ike_tries=tries,
        packets_per_second=1,
    )
    begun = next(each for _, each in lost.trace.of(StateChanged) if each.new == "negotiating")
    # The first copy waits for ARP; the times count from when it was made.
    copies = [each.at_ns for each in lost.sent("main mode 1|IKE_SA_INIT", "mn")][1:tries]
    pauses = [(b - a) / SECOND for a, b in itertools.pairwise([begun.at_ns, *copies])]
    assert pauses == pytest.approx([first_s * 2**each for each in range(tries - 1)], abs=0.01)
    given_up = next(each for _, each in lost.trace.of(Noted) if "IKE gave up" in each.text)
    assert given_up.at_ns - begun.at_ns == pytest.approx(first_s * (2**tries - 1) * SECOND)


@pytest.mark.parametrize(("timeout_s", "goes_on"), [(10, False), (3600, True)])
def test_stateful_inspection_forgets_a_connection_that_a_cut_made_silent(timeout_s, goes_on):
    trace = run(
        "3",
        (8, "mn", "cut"),
        (25, "mn", "restore"),
        seconds=60,
        traffic="tcp",
        stateful_inspection=True,
        tcp_rate_kbps=64,
        firewall_tcp_timeout_s=timeout_s,
    ).trace
    late = [each for _, each in trace.of(Delivered) if each.at_ns > 30 * SECOND]
    assert bool(late) is goes_on
    refused = [each.detail for _, each in trace.of(Dropped) if "forgotten after" in each.detail]
    assert bool(refused) is not goes_on
