"""DSCP and ECN of the measured flow across the tunnels of an option."""

import pytest

from simulation import read_scenario, simulate
from simulation.trace import Sent
from simulation.wire import ipv4
from tests.simulation.options.playing import Run

SECOND = 1_000_000_000
NARROW = {"cellular": {"mark_from": 3, "rate_kbps": 400}}


def run(option, start="cellular", **settings):
    document = {
        "option": option,
        "duration_ns": 14 * SECOND,
        "start": {"mn": start},
        "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
        "dscp": 46,
        "ecn": True,
        "packets_per_second": 60,
        "payload_octets": 800,
        **settings,
    }
    return Run(simulate(read_scenario(document)))


def came(run, node, flow):
    """Return what the receiver's table says of the flow at the end."""
    return run.last_row(node, "traffic-class", flow)


def outer(run, link, node):
    """Return the classes of the outermost headers of data that *node* put on *link*."""
    trace = run.trace
    return {
        trace.frames[event.frame][15]
        for _, event in trace.of(Sent)
        if (event.link, event.node) == (link, node) and trace.packets[event.packet].flow
    }


@pytest.mark.parametrize("option", ["0", "1.1", "1.2", "3", "5", "6", "wg"])
def test_a_mark_of_the_congested_link_reaches_the_receiver_through_every_tunnel(option):
    marked = run(option, link=NARROW)
    assert came(marked, "cn", "mn > cn")["marked"] > 100
    assert came(marked, "mn", "cn > mn")["marked"] > 100


@pytest.mark.parametrize("encapsulation", ["minimal", "gre"])
def test_so_it_does_in_every_encapsulation_and_behind_a_nat(encapsulation):
    assert (
        came(run("1.1", link=NARROW, encapsulation=encapsulation), "cn", "mn > cn")["marked"] > 100
    )
    wan = {"hotel-wan": {"mark_from": 3, "rate_kbps": 400}}
    behind = run("1.1", "hotel", link=wan, encapsulation=encapsulation)
    assert came(behind, "cn", "mn > cn")["marked"] > 100


def test_a_legacy_tunnel_loses_marks_and_the_receiver_hears_of_no_congestion():
    assert came(run("1.1", link=NARROW, tunnel_ecn="legacy"), "cn", "mn > cn")["marked"] == 0


@pytest.mark.parametrize("settings", [{"ecn": False}, {"tunnel_ecn": "compatibility"}])
def test_who_does_not_understand_marks_is_told_by_losses(settings):
    told = run("1.1", link=NARROW, **settings)
    assert len(told.drops("congestion", "mn")) > 30
    assert came(told, "cn", "mn > cn")["marked"] == 0


def test_a_pipe_hides_the_dscp_and_a_uniform_tunnel_shows_it():
    assert outer(run("1.1"), "cellular", "mn") == {46 << 2 | 2}
    assert outer(run("1.1", tunnel_dscp="pipe"), "cellular", "mn") == {2}
    assert outer(run("wg"), "cellular", "mn") == {2}


def test_a_network_that_bleaches_dscp_reaches_what_no_seal_protects():
    """Tunnel mode keeps the inner DSCP (RFC 4301 section 5.1.2.1); transport mode has one alone."""
    assert came(run("1.1", bleaches_dscp=True), "cn", "mn > cn")["dscp"] == 46
    assert came(run("5", bleaches_dscp=True), "cn", "mn > cn")["dscp"] == 0


def test_every_header_s_checksum_stays_right():
    trace = run("1.1", link=NARROW, bleaches_dscp=True).trace
    for frame in trace.frames:
        if frame[12:14] == b"\x08\x00":
            ipv4.check(frame[14:])
