"""Path MTUs under every option: each association's own, and no black hole where errors come back.

RFC 4301 sections 4.4.2.1 and 8.2, RFC 2003 sections 4 and 5, RFC 1191.
"""

import functools

import pytest

from simulation import OPTIONS, read_scenario, simulate
from simulation.metrics import tcp
from simulation.metrics.facts import Facts
from simulation.trace import Fragmented
from tests.simulation.options.playing import Run

SECOND = 1_000_000_000
SETTLED_S = 8
"""By then every option has its tunnels."""


def two_clients(option, *, dont_fragment):
    """Return a run with a client on a link of 576 octets and one on a wide link."""
    return Run(
        simulate(
            read_scenario(
                {
                    "option": option,
                    "duration_ns": 13 * SECOND,
                    "start": {"mn": "cellular", "mn2": "hotspot"},
                    "actions": [
                        {"at_ns": SECOND, "node": each, "do": "switch-on"} for each in ("mn", "mn2")
                    ],
                    "flows": [["mn", "cn"], ["mn2", "cn"]],
                    "link": {"cellular": {"mtu": 576}},
                    "payload_octets": 1000,
                    "packets_per_second": 10,
                    "dont_fragment": dont_fragment,
                    "care_of": "colocated",
                    "user_seconds": 1,
                }
            )
        )
    )


@pytest.mark.parametrize("option", OPTIONS)
def test_one_clients_narrow_link_takes_no_packet_from_another(option):
    run = two_clients(option, dont_fragment=True)
    assert run.drops("too-big"), "the narrow link does refuse what has DF"
    for flow in ("mn2 > cn", "cn > mn2"):
        assert len(run.delivered(flow, SETTLED_S)) >= 49, "of 50"


@pytest.mark.parametrize("option", OPTIONS)
def test_one_clients_narrow_link_cuts_no_packet_of_another(option):
    run = two_clients(option, dont_fragment=False)
    flows = {"mn2 > cn": 0, "cn > mn2": 0, "mn > cn": 0, "cn > mn": 0}
    for _, event in run.trace.of(Fragmented):
        flow = run.trace.packets[event.packet].flow
        flows[flow] = flows.get(flow, 0) + 1
    assert flows["cn > mn"] > 0
    assert flows["mn2 > cn"] == flows["cn > mn2"] == 0
    for flow in flows:
        assert len(run.delivered(flow, SETTLED_S)) >= 48, "of 50"


TRANSFER = {
    "traffic": "tcp",
    "tcp_segment_octets": 1460,
    "tcp_rate_kbps": 0,
    "tcp_octets": 60_000,
    "duration_ns": 40 * SECOND,
    "start": {"mn": "cellular"},
    "actions": [{"at_ns": SECOND, "node": "mn", "do": "switch-on"}],
    "link": {"isp": {"mtu": 1300}},
    "user_seconds": 1,
}


@functools.lru_cache
def transfer(option, direction, **changes):
    """Return how a transfer of full segments fared where a link on the way is narrow."""
    document = {**TRANSFER, "option": option, "tcp_direction": direction}
    return transferred({**document, **changes})


def transferred(document):
    (row,) = tcp.measure(Facts(simulate(read_scenario(document))))
    return row


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("option", OPTIONS)
def test_a_transfer_of_full_segments_finishes_within_seconds_of_the_first_error(option, direction):
    """Errors are relayed through every tunnel that can be parsed: RFC 2003 section 4."""
    row = transfer(option, direction)
    assert row["finished"]["value"]
    assert row["longest_stall_ms"]["value"] < 7_000


def test_with_eight_octets_quoted_each_tunnel_costs_a_timeout_of_its_own():
    """RFC 2003 section 5: what an encapsulator cannot relay it says when the next packet comes."""
    longest = {
        quotes: transfer("1.1", "down", icmp_quotes=quotes)["longest_stall_ms"]["value"]
        for quotes in ("rfc1812", "rfc792")
    }
    assert longest["rfc792"] > 3 * longest["rfc1812"]


@pytest.mark.parametrize("direction", ["up", "down"])
def test_behind_a_translator_errors_of_its_own_come_back_too(direction):
    document = {**TRANSFER, "option": "3", "start": {"mn": "hotel"}, "tcp_direction": direction}
    narrow = {"link": {"hotel-wan": {"mtu": 1300}, "hotel": {"mtu": 1500}}}
    assert transferred({**document, **narrow})["finished"]["value"]


@pytest.mark.parametrize("quotes", ["rfc1812", "rfc792"])
def test_a_visitor_that_borrows_the_agents_address_learns_of_a_narrow_path(quotes):
    """Option 7: the agent hands errors on by the SPI, which 8 quoted octets show."""
    document = {**TRANSFER, "option": "7", "start": {"mn": "hotspot"}, "tcp_direction": "up"}
    row = transferred({**document, "icmp_quotes": quotes})
    assert row["finished"]["value"]
    assert row["longest_stall_ms"]["value"] < 7_000
